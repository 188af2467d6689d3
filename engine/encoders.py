"""Every encoder that is discovered, by the name of its class: ``from engine.encoders import …``."""

from engine.model.registry.reexport import by_name

globals().update(by_name("encoders"))
__all__ = list(by_name("encoders"))
