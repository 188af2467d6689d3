"""Every recorder that is discovered, by the name of its class: ``from engine.recorders import …``."""

from engine.model.registry.reexport import face

__getattr__, __dir__ = face("recorders")
