"""Networks as scripts of other simulators; one file = one simulator."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache

from engine.scripts.targets.target import Target

__all__ = ["Target", "targets"]


@cache
def _targets() -> dict[str, type[Target]]:
    modules = (importlib.import_module(f"{__name__}.{module.name}") for module in pkgutil.iter_modules(__path__))
    found = [
        thing
        for module in modules
        for thing in vars(module).values()
        if isinstance(thing, type) and issubclass(thing, Target) and thing.name and thing.__module__ == module.__name__
    ]
    return {target.name: target for target in sorted(found, key=lambda target: target.title)}


def targets() -> dict[str, type[Target]]:
    """Name (``"brian2"``, ``"nest"``, ``"pynn"``) to class of every simulator that a network can be written for."""
    return dict(_targets())
