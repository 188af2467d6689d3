"""Lessons and examples among the commands that are found by their words."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from app.document.example import Example, examples
from app.document.networks.lessons import Lesson, chapters, lessons
from app.i18n.translation import tr
from app.widgets.model_catalogue import BEHIND_MODELS, Rank, rank_of_name
from app.window.frame.chooser import ELSEWHERE, Answer, ChooserEntry

FURTHEST_AHEAD = 1  # a title that is just what was typed counts as one that begins so
LAST = ELSEWHERE + 1


def gallery_commands(
    begin: Callable[[Lesson], object], open_example: Callable[[Example], object]
) -> list[ChooserEntry]:
    """One to begin each lesson, and one to open each example."""
    found = []
    chapter_of = {chapter.key: chapter for chapter in chapters()}
    for lesson in lessons():
        titles, chapter = (lesson.title, lesson.words["en"].title), chapter_of[lesson.plan.chapter]
        about = (
            lesson.summary,
            lesson.words["en"].summary,
            chapter.title,
            chapter.titles["en"],
            tr("Lessons"),
            "Lessons",
        )
        found.append(_entry(tr("Lessons"), "help", partial(begin, lesson), titles, about))
    for example in examples():
        titles = tr(example.title), example.title
        purpose = (tr(example.purpose), example.purpose, tr("Examples"), "Examples")
        found.append(_entry(tr("Examples"), "file", partial(open_example, example), titles, purpose))
    return found


def _entry(
    belongs: str, icon: str, callback: Callable[[], object], titles: tuple[str, ...], about: tuple[str, ...]
) -> ChooserEntry:
    return ChooserEntry(
        titles[0], belongs, callback, icon=icon, answer=_answer(titles, " ".join((*titles, *about)).casefold())
    )


def _answer(titles: tuple[str, ...], names: str) -> Answer:
    """By a title as a model by its own, behind those, for it opens another drawing; by other words behind all."""

    def rank(typed: str) -> Rank | None:
        best = min((at for title in titles if (at := rank_of_name(title, "", typed)) is not None), default=None)
        if best is not None:
            return (max(best[0], FURTHEST_AHEAD), BEHIND_MODELS, best[2])
        return (LAST, 0, 0) if all(word in names for word in typed.casefold().split()) else None

    return rank
