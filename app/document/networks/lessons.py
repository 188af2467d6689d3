"""The lessons as they are stored: a folder for each, with its steps, its words in every language, and its network."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

from app import resources
from app.document.document import Document
from app.document.file.file_format import open_document
from app.i18n.translation import own_language

LESSONS = resources.folder("lessons")
CHAPTERS, LESSON, NETWORK = "chapters.json", "lesson.json", "network.spikeloom"
LANGUAGES = ("en", "zh")


class LessonStep(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``key`` finds its words; ``task`` has the ``kind`` of a check and what that wants to know."""

    key: str
    task: dict[str, Any] | None = None


class LessonPlan(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The content of ``lesson.json``: its place among the lessons, its steps, and the nodes' names by language."""

    chapter: str
    order: int
    minutes: int
    steps: tuple[LessonStep, ...]
    names: dict[str, dict[str, str]] = {}


class Chapter(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A chapter of the lessons, its title by language."""

    key: str
    titles: dict[str, str]

    @property
    def title(self) -> str:
        """In the language of the window."""
        return own_language(self.titles)


@dataclass(frozen=True)
class StepWords:
    """The words of a step: a title, paragraphs in Markdown, and what is to be done, "" where nothing is."""

    title: str
    paragraphs: tuple[str, ...]
    task: str


@dataclass(frozen=True)
class LessonWords:
    """The words of a lesson in one language."""

    title: str
    summary: str
    steps: Mapping[str, StepWords]


@dataclass(frozen=True, eq=False)
class Lesson:
    """One lesson; ``id`` is the name of its folder."""

    id: str
    plan: LessonPlan
    words: Mapping[str, LessonWords]

    @property
    def title(self) -> str:
        """In the language of the window, like everything that the lesson says."""
        return own_language({language: words.title for language, words in self.words.items()})

    @property
    def summary(self) -> str:
        return own_language({language: words.summary for language, words in self.words.items()})

    @property
    def network(self) -> Path:
        """The project file that it speaks of."""
        return LESSONS / self.id / NETWORK

    def step_words(self, place: int) -> StepWords:
        """The words of the step at ``place``."""
        key = self.plan.steps[place].key
        said = {language: words.steps[key] for language, words in self.words.items()}
        task = own_language({language: step.task for language, step in said.items()}) if said["en"].task else ""
        paragraphs = tuple(
            own_language({language: step.paragraphs[i] for language, step in said.items()})
            for i in range(len(said["en"].paragraphs))
        )
        return StepWords(own_language({language: step.title for language, step in said.items()}), paragraphs, task)


@cache
def chapters() -> tuple[Chapter, ...]:
    """The chapters in their order."""
    return tuple(msgspec.json.decode((LESSONS / CHAPTERS).read_bytes(), type=list[Chapter]))


@cache
def lessons() -> tuple[Lesson, ...]:
    """Every lesson, chapter by chapter."""
    order = {chapter.key: place for place, chapter in enumerate(chapters())}
    found = [_read(path.parent) for path in LESSONS.glob(f"*/{LESSON}")]
    return tuple(sorted(found, key=lambda lesson: (order[lesson.plan.chapter], lesson.plan.order, lesson.id)))


def _read(folder: Path) -> Lesson:
    plan = msgspec.json.decode((folder / LESSON).read_bytes(), type=LessonPlan)
    texts = {name: (folder / f"{name}.md").read_text(encoding="utf-8") for name in LANGUAGES}
    return Lesson(folder.name, plan, {language: lesson_words(text) for language, text in texts.items()})


def lesson_words(text: str) -> LessonWords:
    """Read ``# title``, a summary, and for each step ``## key | title``, paragraphs, and the task behind ``>``."""
    head, *sections = text.split("\n## ")
    title, *summary = _blocks(head)
    steps = {}
    for section in sections:
        first, *blocks = _blocks(section)
        key, _, step_title = first.partition(" | ")
        said = tuple(block for block in blocks if not block.startswith(">"))
        wanted = [block.removeprefix(">").strip() for block in blocks if block.startswith(">")]
        steps[key] = StepWords(step_title, said, " ".join(wanted))
    return LessonWords(title.removeprefix("# "), " ".join(summary), steps)


def _blocks(text: str) -> list[str]:
    """Parts between empty lines; lines of a paragraph are one, those of a list stay apart."""
    blocks = [block.strip() for block in text.split("\n\n") if block.strip()]
    return [block if block.startswith("- ") else " ".join(block.split()) for block in blocks]


def own_names(lesson: Lesson) -> Mapping[str, str]:
    """Names of the lesson's nodes in the window's language, by their titles in its file."""
    titles = {title for names in lesson.plan.names.values() for title in names}
    return {
        title: own_language(
            {"en": title} | {k: names[title] for k, names in lesson.plan.names.items() if title in names}
        )
        for title in titles
    }


def lesson_network(lesson: Lesson) -> Document:
    """The network of a lesson as it begins, its nodes named in the window's language. Raises FileProblem."""
    return name_nodes(lesson, open_document(lesson.network))


def name_nodes(lesson: Lesson, document: Document) -> Document:
    """Give the nodes of a lesson's network their names in the window's language."""
    names = own_names(lesson)
    for node in tuple(document.nodes.values()):
        if node.title in names:
            document.put(replace(node, title=names[node.title]))
    document.put_settings(replace(document.settings, title=lesson.title))
    return document


@cache
def elements(lesson: Lesson) -> Mapping[str, str]:
    """Id of every node of the lesson's network by its title in the file."""
    return {node.title: node.id for node in open_document(lesson.network).nodes.values()}
