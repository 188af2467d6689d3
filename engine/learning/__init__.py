"""Learning: methods that find the weights of a drawn network; one file = one method."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache

from engine.learning.method import LearningMethod

__all__ = ["LearningMethod", "methods"]


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
