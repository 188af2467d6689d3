"""The lessons: the declarations of their files, with their words in other languages and their networks as stored.

``python -m app.document.networks.lessons`` renews ``resources/lessons/*/network.spikeloom``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import msgspec
from msgspec.structs import replace

from app import resources
from app.document.document import Document
from app.document.edits import SetSettings
from app.document.example import translate
from app.document.file.file_format import open_document, save
from app.document.networks.lesson import Task, TaughtLesson
from app.i18n.translation import own_language
from engine.discovery import modules

LESSONS = resources.folder("lessons")
ROOM = "app.document.lessons"  # one file a lesson
CHAPTERS, NETWORK = "chapters.json", "network.spikeloom"
ENGLISH, OTHERS = "en", ("zh",)


@dataclass(frozen=True)
class LessonStep:
    """``key`` finds its words, ``task`` what is to be done."""

    key: str
    task: Task | None = None


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

    def is_shaped_as(self, other: StepWords) -> bool:
        """Tell whether both have as many paragraphs, and a task or none."""
        return len(self.paragraphs) == len(other.paragraphs) and bool(self.task) == bool(other.task)


@dataclass(frozen=True)
class LessonWords:
    """The words of a lesson in one language."""

    title: str
    summary: str
    steps: Mapping[str, StepWords]


@dataclass(frozen=True, eq=False)
class Lesson:
    """One lesson; ``id`` is the name of its file, with hyphens, and of its folder in ``resources/lessons``."""

    id: str
    plan: TaughtLesson
    steps: tuple[LessonStep, ...]
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
        """The words of the step at ``place``; in English where the words of the window's language do not keep up."""
        key = self.steps[place].key
        said = {name: words.steps[key] for name, words in self.words.items() if key not in self.lacking(name)}
        task = own_language({language: step.task for language, step in said.items()}) if said[ENGLISH].task else ""
        paragraphs = tuple(
            own_language({language: step.paragraphs[i] for language, step in said.items()})
            for i in range(len(said[ENGLISH].paragraphs))
        )
        return StepWords(own_language({language: step.title for language, step in said.items()}), paragraphs, task)

    def lacking(self, language: str) -> list[str]:
        """Keys of the steps that are not said in a language as they are in English."""
        own = self.words[language].steps if language in self.words else {}
        said = self.words[ENGLISH].steps
        return [key for key, step in said.items() if key not in own or not step.is_shaped_as(own[key])]


@cache  # lessons do not change while the program runs (decision 0220)
def chapters() -> tuple[Chapter, ...]:
    """The chapters in their order."""
    return tuple(msgspec.json.decode((LESSONS / CHAPTERS).read_bytes(), type=list[Chapter]))


@cache  # lessons do not change while the program runs (decision 0220)
def lessons() -> tuple[Lesson, ...]:
    """Every lesson, chapter by chapter."""
    order = {chapter.key: place for place, chapter in enumerate(chapters())}
    found = [_lesson(id, taught) for id, taught in taught_lessons().items()]
    return tuple(sorted(found, key=lambda lesson: (order[lesson.plan.chapter], lesson.plan.order, lesson.id)))


@cache  # imports a folder of lessons once (decision 0220)
def taught_lessons() -> Mapping[str, TaughtLesson]:
    """The declarations of all files of lessons, by the ids of the lessons."""
    return {module.__name__.rpartition(".")[2].replace("_", "-"): module.LESSON for module in modules(ROOM)}


def _lesson(id: str, taught: TaughtLesson) -> Lesson:
    words = {ENGLISH: lesson_words(taught.words)}
    for language in OTHERS:
        path = LESSONS / id / f"{language}.md"
        if path.exists():
            words[language] = lesson_words(path.read_text(encoding="utf-8"))
    steps = tuple(LessonStep(key, taught.tasks.get(key)) for key in words[ENGLISH].steps)
    return Lesson(id, taught, steps, words)


def lesson_words(text: str) -> LessonWords:
    """Read ``# title``, a summary, and for each step ``## key | title``, paragraphs, and the task behind ``>``."""
    head, *sections = text.strip().split("\n## ")
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


def lesson_network(lesson: Lesson) -> Document:
    """The network of a lesson as it begins, its nodes named in the window's language. Raises FileProblem."""
    return name_nodes(lesson, open_document(lesson.network))


def name_nodes(lesson: Lesson, document: Document) -> Document:
    """Give the nodes of a lesson's network their names in the window's language."""
    translate(document)
    SetSettings(replace(document.settings, title=lesson.title)).apply(document)
    return document


@cache  # reads a lesson's network, which no run changes (decision 0220)
def elements(lesson: Lesson) -> Mapping[str, str]:
    """Id of every node of the lesson's network by its title in the file."""
    return {node.title: node.id for node in open_document(lesson.network).nodes.values()}


def write(folder: Path = LESSONS) -> None:
    """Write the network of every lesson."""
    for id, taught in taught_lessons().items():
        (folder / id).mkdir(parents=True, exist_ok=True)
        save(taught.draw(), folder / id / NETWORK)


if __name__ == "__main__":
    write()
