"""Contents of a folder that lists features: its modules, and the classes that they declare."""

from __future__ import annotations

import pkgutil
from collections.abc import Iterator
from importlib import import_module
from inspect import isabstract
from types import ModuleType
from typing import Any


def modules(package: str) -> Iterator[ModuleType]:
    """The modules directly in ``package``, imported, by name; without private ones."""
    for module in pkgutil.iter_modules(import_module(package).__path__):
        if not module.name.startswith("_"):
            yield import_module(f"{package}.{module.name}")


def classes(package: str, base: type) -> Iterator[type[Any]]:
    """The concrete kinds of ``base`` that the modules of ``package`` define, not those that they import."""
    for module in modules(package):
        for thing in vars(module).values():
            defined = isinstance(thing, type) and issubclass(thing, base) and thing.__module__ == module.__name__
            if defined and not isabstract(thing):
                yield thing
