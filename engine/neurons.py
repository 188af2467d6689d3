"""Every neuron model that is discovered, by the name of its class: ``from engine.neurons import …``."""

from engine.model.registry.reexport import by_name

globals().update(by_name("neurons"))
__all__ = list(by_name("neurons"))
