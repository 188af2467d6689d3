"""Every neuron model that is discovered, by the name of its class: ``from engine.neurons import …``."""

from engine.model.registry.reexport import face

__getattr__, __dir__ = face("neurons")
