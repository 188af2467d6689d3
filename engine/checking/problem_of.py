"""Problems and warnings of one element, which their sentences name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from engine.problems import Problem, Severity


class Titled(Protocol):
    """An element of a network."""

    @property
    def id(self) -> str: ...

    @property
    def title(self) -> str: ...


def title_of(element: object) -> str:
    """The name of an element for a person: its title, else its id."""
    return str(getattr(element, "title", "") or getattr(element, "id", ""))


def problem_of(element: Titled, code: str, quantity: str = "", /, **values: object) -> Problem:
    """A problem of an element, which its sentence names."""
    return Problem(element.id, code, {"element": title_of(element), **values}, quantity=quantity)


def warning_of(element: Titled, code: str, quantity: str = "", /, **values: object) -> Problem:
    """The same as a warning."""
    return warning(element.id, code, {"element": title_of(element), **values}, quantity)


def warning(place: str, code: str, values: Mapping[str, object], quantity: str = "") -> Problem:
    return Problem(place, code, values, Severity.WARNING, quantity)
