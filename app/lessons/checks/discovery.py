"""Finds the kinds of checks by looking into this folder."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping
from functools import cache
from inspect import isabstract
from typing import Any

import msgspec

import app.lessons.checks
from app.lessons.checks.check import Check

KIND = "kind"


@cache
def checks() -> dict[str, type[Check]]:
    """File name to class of every kind of check."""
    found: dict[str, type[Check]] = {}
    for module in pkgutil.iter_modules(app.lessons.checks.__path__):
        name = f"{app.lessons.checks.__name__}.{module.name}"
        for thing in vars(importlib.import_module(name)).values():
            if (
                isinstance(thing, type)
                and issubclass(thing, Check)
                and thing.__module__ == name
                and not isabstract(thing)
            ):
                found[module.name] = thing
    return found


def check_of(task: Mapping[str, Any]) -> Check:
    """The check that a task describes. Raises KeyError for an unknown kind, msgspec.ValidationError for its fields."""
    fields = {name: value for name, value in task.items() if name != KIND}
    return msgspec.convert(fields, type=checks()[task[KIND]])
