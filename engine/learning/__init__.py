"""Learning: methods that find the weights of a drawn network; one file = one method."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache

from engine.learning.method import LearningMethod
from engine.network.description import NetworkDescription

__all__ = ["LearningMethod", "methods", "that_fit"]


@cache
def _methods() -> dict[str, type[LearningMethod]]:
    found: dict[str, type[LearningMethod]] = {}
    for module in pkgutil.iter_modules(__path__):
        for thing in vars(importlib.import_module(f"{__name__}.{module.name}")).values():
            if isinstance(thing, type) and issubclass(thing, LearningMethod) and thing.key:
                found[thing.key.removeprefix("learning/")] = thing
    return dict(sorted(found.items(), key=lambda item: item[1].title))


def methods() -> dict[str, type[LearningMethod]]:
    """Name (such as ``"surrogate_gradient"``) to class of every learning method, by title."""
    return dict(_methods())


def that_fit(description: NetworkDescription) -> dict[str, type[LearningMethod]]:
    """The learning methods that can train this network, by name."""
    return {
        name: method for name, method in _methods().items() if not any(p.is_fatal for p in method.fits(description))
    }
