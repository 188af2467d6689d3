"""Every recorder that is discovered, by the name of its class: ``from engine.recorders import …``."""

from engine.model.registry.reexport import by_name

globals().update(by_name("recorders"))
__all__ = list(by_name("recorders"))
