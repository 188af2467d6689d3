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
    found = [
        _entry(lesson.title, tr("Lessons"), lesson.summary, "help", partial(begin, lesson)) for lesson in lessons()
    ]
    for example in examples():
        deed = partial(open_example, example)
        found.append(_entry(tr(example.title), tr("Examples"), tr(example.purpose), "file", deed))
    return found


def _entry(title: str, belongs: str, says: str, icon: str, deed: Callable[[], object]) -> Entry:
    return Entry(title, belongs, deed, icon=icon, answer=_answer(f"{title} {says} {belongs}".casefold()))


def _answer(names: str) -> Answer:
    def rank(typed: str) -> Rank | None:
        return (LAST, 0, 0) if all(word in names for word in typed.casefold().split()) else None

    return rank
