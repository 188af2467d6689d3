"""Every synapse model that is discovered, by the name of its class: ``from engine.synapses import …``."""

from engine.model.registry.reexport import by_name

globals().update(by_name("synapses"))
__all__ = list(by_name("synapses"))
