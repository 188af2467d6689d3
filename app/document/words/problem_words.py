"""Several problems in words that name all of them."""

from __future__ import annotations

from collections.abc import Iterable

from app.document.document import Document
from app.document.place_words import place_words
from app.i18n.translation import listed, problem_words, tr
from engine.problems import Problem


def reasons(document: Document, problems: Iterable[Problem]) -> list[str]:
    """Each problem once, behind the titles of all elements that it is about."""
    places: dict[str, list[str]] = {}
    for problem in problems:
        words, place = problem_words(problem), place_words(document, problem)
        places.setdefault(words, []).extend([place] if place and place not in words else [])
    return [
        tr("{title}: {what}", title=listed(dict.fromkeys(at)), what=words) if at else words
        for words, at in places.items()
    ]
