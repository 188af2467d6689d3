"""Lessons and examples among the commands that are found by their words."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from app.document.gallery import Example, examples
from app.document.lessons import Lesson, lessons
from app.translation import tr
from app.widgets.model_catalogue import Rank
from app.window.chooser import ELSEWHERE, Answer, Entry

LAST = ELSEWHERE + 1  # they open another drawing: whatever else answers goes before


def gallery_commands(begin: Callable[[Lesson], object], open_example: Callable[[Example], object]) -> list[Entry]:
    """One to begin each lesson, and one to open each example."""
    found = []
    for lesson in lessons():
        names = (lesson.title, lesson.summary, lesson.words["en"].title, tr("Lessons"), "Lessons")
        found.append(_entry(tr("Lessons"), "help", partial(begin, lesson), names))
    for example in examples():
        names = (tr(example.title), tr(example.purpose), example.title, tr("Examples"), "Examples")
        found.append(_entry(tr("Examples"), "file", partial(open_example, example), names))
    return found


def _entry(belongs: str, icon: str, deed: Callable[[], object], names: tuple[str, ...]) -> Entry:
    return Entry(names[0], belongs, deed, icon=icon, answer=_answer(" ".join(names).casefold()))


def _answer(names: str) -> Answer:
    def rank(typed: str) -> Rank | None:
        return (LAST, 0, 0) if all(word in names for word in typed.casefold().split()) else None

    return rank
