"""Finds the views by looking into this folder: one file holds one kind."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache

import app.plots
from app.plots.panel import Panel


@cache
def plots() -> dict[str, type[Panel]]:
    """File name to class of every view, in the order of menus."""
    found: dict[str, type[Panel]] = {}
    for module in pkgutil.iter_modules(app.plots.__path__):
        content = vars(importlib.import_module(f"app.plots.{module.name}"))
        for thing in content.values():
            if (
                isinstance(thing, type)
                and issubclass(thing, Panel)
                and thing.__module__ == f"app.plots.{module.name}"
                and "name" in vars(thing)
                and not vars(thing)["name"].__isabstractmethod__
            ):
                found[module.name] = thing
    return dict(sorted(found.items(), key=lambda item: (item[1].order, item[0])))
