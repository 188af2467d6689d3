"""Contents of a folder that lists features: its modules, the classes that they declare, and what plug-ins add to them.

A plug-in's modules come after those of the folder, and take nobody's place.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Callable, Iterator
from functools import lru_cache, wraps
from importlib import import_module
from inspect import isabstract
from types import ModuleType
from typing import Any, ParamSpec, TypeVar, cast

P = ParamSpec("P")
T = TypeVar("T")
PLUGINS = "engine.plugins"  # looked at when something is first looked for: it stands above
NAMES = ("called", "name")
"""The attributes by which a discovered class that has no ``key`` says its name."""
LATELY = 1024
_forgetting: list[Callable[[], None]] = []


def modules(package: str) -> Iterator[ModuleType]:
    """The modules directly in ``package``, imported, by name; without private ones."""
    for module in pkgutil.iter_modules(import_module(package).__path__):
        if not module.name.startswith("_"):
            yield import_module(f"{package}.{module.name}")


def plugged(package: str) -> Iterator[ModuleType]:
    """The modules of the allowed plug-ins that add something to ``package``, imported; each is its module alone."""
    yield from import_module(PLUGINS).plugged(package)


def declared(module: ModuleType, base: type) -> Iterator[type[Any]]:
    """The kinds of ``base`` that a module defines, not those that it imports; without abstract ones.

    Of bases that have a ``key`` or one of :data:`NAMES`, one without its own is there for others to derive from.
    """
    for thing in tuple(vars(module).values()):
        defined = isinstance(thing, type) and issubclass(thing, base) and thing.__module__ == module.__name__
        if defined and not isabstract(thing) and _is_named(thing):
            yield thing


def _is_named(thing: type[Any]) -> bool:
    if hasattr(thing, "key"):
        return bool(thing.key)
    named = next((word for word in NAMES if any(word in vars(base) for base in thing.__mro__)), "")
    return not named or named in vars(thing)


def classes(package: str, base: type) -> Iterator[type[Any]]:
    """The kinds of ``base`` that the modules of ``package`` define, then those that plug-ins do."""
    for module in modules(package):
        yield from declared(module, base)
    for module in plugged(package):
        yield from declared(module, base)


def name_of(thing: type[Any]) -> str:
    """The name by which a discovered class is asked for: its key, its own name, or that of its file."""
    if key := getattr(thing, "key", ""):
        return str(key)
    name = getattr(thing, "name", "")
    return name if isinstance(name, str) and name else thing.__module__.rpartition(".")[2]


def by_name(package: str, base: type) -> dict[str, type[Any]]:
    """The discovered classes of ``package`` by :func:`name_of`; of two with one name the folder's."""
    found: dict[str, type[Any]] = {}
    for thing in classes(package, base):
        found.setdefault(name_of(thing), thing)
    return found


def remembered(function: Callable[P, T]) -> Callable[P, T]:
    """Keep what a function of discovered things gives until plug-ins change, as :func:`functools.cache` does."""
    return _remembering(function, None)


def remembered_lately(function: Callable[P, T]) -> Callable[P, T]:
    """The same for the last :data:`LATELY` arguments, where there may be any number of them."""
    return _remembering(function, LATELY)


def _remembering(function: Callable[P, T], most: int | None) -> Callable[P, T]:
    kept: Any = lru_cache(maxsize=most)(function)
    _forgetting.append(kept.cache_clear)

    @wraps(function)
    def asked(*given: P.args, **named: P.kwargs) -> T:
        return cast(T, kept(*given, **named))

    return asked


def forget() -> None:
    """Look anew for everything: plug-ins have changed."""
    for clear in _forgetting:
        clear()
