"""Every arrangement of neurons that is discovered, by the name of its class: ``from engine.positions import …``."""

from engine.model.registry.reexport import by_name

globals().update(by_name("positions"))
__all__ = list(by_name("positions"))
