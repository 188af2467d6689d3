"""Every discovered model of short-term plasticity by the name of its class: ``from engine.short_term import …``."""

from engine.model.registry.reexport import face

__getattr__, __dir__ = face("short_term")
