"""Every stimulus that is discovered, by the name of its class: ``from engine.stimuli import …``."""

from engine.model.registry.reexport import face

__getattr__, __dir__ = face("stimuli")
