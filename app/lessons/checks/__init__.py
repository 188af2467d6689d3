"""Checks of lessons: one file is one kind, what a task asks for and what is still missing, found by looking in here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from app.lessons.check import Check
from engine.discovery import by_name, remembered

KIND = "kind"


@remembered
def checks() -> dict[str, type[Check]]:
    """File name to class of every kind of check."""
    return by_name(__name__, Check)


def check_of(task: Mapping[str, Any]) -> Check:
    """The check that a task describes. Raises KeyError for an unknown kind, msgspec.ValidationError for its fields."""
    fields = {name: value for name, value in task.items() if name != KIND}
    return msgspec.convert(fields, type=checks()[task[KIND]])
