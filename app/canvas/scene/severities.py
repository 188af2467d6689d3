"""The severities of problems with what is drawn on a level."""

from __future__ import annotations

from collections.abc import Container, Iterable

from app.document.document import Document
from app.document.grouping import representative_of
from engine.problems import Problem, Severity


def worst(problems: Iterable[Problem], document: Document, level: str, is_drawn: Container[str]) -> dict[str, Severity]:
    """The worst of each element, and of each group of the ``level`` that of what stands in it."""
    found: dict[str, Severity] = {}
    for problem in problems:
        link = document.links.get(problem.place)
        inner = [problem.place] if link is None else [link.source, link.target]
        around = {representative_of(document, i, level) for i in inner}
        for place in (problem.place,) if problem.place in is_drawn or len(around) > 1 else (*around,):
            if place is not None and found.get(place) is not Severity.FATAL:
                found[place] = problem.severity
    return found
