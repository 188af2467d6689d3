"""Trained networks as files for other software; one file = one format."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache

from engine.exporting.format import Format, Verification

__all__ = ["Format", "Verification", "formats"]


@cache
def _formats() -> dict[str, type[Format]]:
    found = {
        thing.name: thing
        for module in pkgutil.iter_modules(__path__)
        for thing in vars(importlib.import_module(f"{__name__}.{module.name}")).values()
        if isinstance(thing, type) and issubclass(thing, Format) and thing.name
    }
    return dict(sorted(found.items(), key=lambda item: (item[1].rank, item[1].title, item[0])))


def formats() -> dict[str, type[Format]]:
    """Name (``"nir"``, ``"npz"``, ``"safetensors"`` …) to class of every format, the most asked for first."""
    return dict(_formats())
