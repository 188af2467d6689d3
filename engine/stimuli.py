"""Every stimulus that is discovered, by the name of its class: ``from engine.stimuli import …``."""

from engine.model.registry.reexport import by_name

globals().update(by_name("stimuli"))
__all__ = list(by_name("stimuli"))
