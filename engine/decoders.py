"""Every decoder that is discovered, by the name of its class: ``from engine.decoders import …``."""

from engine.model.registry.reexport import face

__getattr__, __dir__ = face("decoders")
