"""Every arrangement of neurons that is discovered, by the name of its class: ``from engine.positions import …``."""

from engine.model.registry.reexport import face

__getattr__, __dir__ = face("positions")
