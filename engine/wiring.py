"""Every wiring rule that is discovered, by the name of its class: ``from engine.wiring import …``."""

from engine.model.registry.reexport import by_name

globals().update(by_name("wiring"))
__all__ = list(by_name("wiring"))
