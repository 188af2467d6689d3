"""Every plasticity rule that is discovered, by the name of its class: ``from engine.plasticity import …``."""

from engine.model.registry.reexport import by_name

globals().update(by_name("plasticity"))
__all__ = list(by_name("plasticity"))
