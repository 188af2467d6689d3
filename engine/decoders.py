"""Every decoder that is discovered, by the name of its class: ``from engine.decoders import …``."""

from engine.model.registry.reexport import by_name

globals().update(by_name("decoders"))
__all__ = list(by_name("decoders"))
