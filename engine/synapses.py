"""Every synapse model that is discovered, by the name of its class: ``from engine.synapses import …``."""

from engine.model.registry.reexport import face

__getattr__, __dir__ = face("synapses")
