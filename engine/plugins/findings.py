"""Findings about a plug-in, by its text or by a trial, and how they are told to other processes and kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from engine.problems import SENTENCES, Problem

MOST, LONGEST = 1000, 400  # features, and modules; characters of a text


@dataclass(frozen=True)
class Provided:
    """A feature that a plug-in adds: its ``kind`` (``"neurons"``), ``key`` (``"neurons/my_neuron"``) and title."""

    kind: str
    key: str
    title: str


@dataclass(frozen=True)
class Findings:
    """The features that it adds, the top-level modules that it imports besides the program, or what is wrong."""

    provides: tuple[Provided, ...] = ()
    imports: tuple[str, ...] = ()
    problem: Problem | None = None

    def plain(self) -> dict[str, Any]:
        """Themselves as JSON has them."""
        wrong = self.problem
        return {
            "provides": [[one.kind, one.key, one.title] for one in self.provides],
            "imports": list(self.imports),
            "problem": None if wrong is None else {"code": wrong.code, "values": _plain_values(wrong.values)},
        }

    @classmethod
    def read(cls, told: Mapping[str, object]) -> Findings:
        """The findings that :meth:`plain` told; none of what tells nothing."""
        return cls(_provided(told.get("provides")), _texts(told.get("imports")), _problem(told.get("problem")))


def is_text(given: object) -> bool:
    """Tell whether a value is a text that a person can be shown."""
    return isinstance(given, str) and len(given) <= LONGEST and given.isprintable()


def _plain_values(values: Mapping[str, object]) -> dict[str, object]:
    return {name: v if isinstance(v, int | float) else str(v)[:LONGEST] for name, v in values.items()}


def _texts(given: object) -> tuple[str, ...]:
    return tuple(filter(is_text, given))[:MOST] if isinstance(given, list) else ()


def _provided(given: object) -> tuple[Provided, ...]:
    """The features that lists of three texts tell."""
    rows = given if isinstance(given, list) else []
    whole = [row for row in rows if isinstance(row, list) and len(row) == 3 and all(map(is_text, row))]
    return tuple(Provided(*row) for row in whole[:MOST])


def _problem(given: object) -> Problem | None:
    """The problem as it is kept; None where there is none, or none that a sentence of this program says."""
    if not isinstance(given, dict):
        return None
    code, values = given.get("code"), given.get("values")
    if not isinstance(code, str) or code not in SENTENCES or not isinstance(values, dict):
        return None
    known = {n: v for n, v in values.items() if is_text(v) or (isinstance(v, int | float) and v == v)}
    problem = Problem("", code, known)
    try:
        str(problem)
    except (KeyError, IndexError, ValueError):
        return None
    return problem
