"""Every discovered model of short-term plasticity by the name of its class: ``from engine.short_term import …``."""

from engine.model.registry.reexport import by_name

globals().update(by_name("short_term"))
__all__ = list(by_name("short_term"))
