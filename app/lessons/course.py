"""The lesson that is open: its step, what the check of the step sees, and what was done of all lessons."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from app.commands.editor import Editor
from app.document.document import Document
from app.document.edits import AddElements, Compound, RemoveElements, SetSettings, SetTraining
from app.document.file.file_format import FileProblem
from app.document.file.manifest import referenced
from app.document.networks.lessons import Lesson, LessonStep, elements, lesson_network, lessons, name_nodes
from app.i18n.translation import tr
from app.lessons.check import Check, Gone, Look, Observed
from app.lessons.checks import check_of
from app.preferences import Preferences
from app.running.run import Run

LOOK = 250  # ms between two looks at what the person did


@dataclass(frozen=True)
class LessonSurroundings:
    """The parts of the window that a lesson needs.

    ``open_network(path, name, prepare, asks, then)`` opens a copy of a file, after asking about unsaved work where it
    should, and goes on ``then``, unless a person keeps the present drawing; ``views`` are the kinds of the open views.
    """

    editor: Editor
    run: Run
    open_network: Callable[[Path, str, Callable[[Document], object], bool, Callable[[], object]], object]
    views: Callable[[], Sequence[str]]


class LessonCourse(QObject):
    """``begun`` with a lesson, ``moved`` when another step, lesson or none is shown, ``looked`` after each look.

    ``kept`` tells that a step was done.
    """

    begun = Signal()
    moved = Signal()
    looked = Signal()
    kept = Signal()

    def __init__(self, preferences: Preferences, around: LessonSurroundings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._preferences, self._around = preferences, around
        self.lesson: Lesson | None = None
        self.place = 0
        self.is_done, self.missing = False, ""  # the task of the step, and what of it in one sentence
        self._check: Check | None = None
        self._look: Look | None = None
        self._opening: Document | None = None  # of the lesson that begins
        self._timer = QTimer(self, interval=LOOK)
        self._timer.timeout.connect(self.look)
        around.editor.loaded.connect(self._loaded)

    # Lessons

    def begin(self, lesson: Lesson) -> None:
        """Open a lesson at the first step that is not done, unless a person keeps the present drawing."""
        its_own = self.lesson is not None and self._around.editor.path is None  # an exercise, nobody's work

        def prepare(document: Document) -> None:
            self._opening = document
            name_nodes(lesson, document)

        self._around.open_network(lesson.network, lesson.title, prepare, not its_own, lambda: self._begin(lesson))

    def _begin(self, lesson: Lesson) -> None:
        self.lesson = lesson
        done = self.done(lesson)
        open_steps = [place for place, step in enumerate(lesson.steps) if step.key not in done]
        self._timer.start()
        self.go(open_steps[0] if open_steps else 0)
        self.begun.emit()

    def leave(self) -> None:
        """Close the lesson; its network stays as a drawing."""
        if self.lesson is not None:
            self.lesson = None
            self._timer.stop()
            self.moved.emit()

    def done(self, lesson: Lesson) -> tuple[str, ...]:
        """Keys of the steps of a lesson that were done at any time."""
        kept = self._preferences.choices.lessons.get(lesson.id, ())
        return tuple(step.key for step in lesson.steps if step.key in kept)

    def share_done(self, lesson: Lesson) -> float:
        """The share of a lesson's steps that are done."""
        return len(self.done(lesson)) / len(lesson.steps)

    def following(self) -> Lesson | None:
        """The lesson behind the present one."""
        every = lessons()
        place = every.index(self.lesson) + 1 if self.lesson in every else len(every)
        return every[place] if place < len(every) else None

    def restore(self) -> None:
        """The network as the lesson began, as one step that can be undone."""
        if self.lesson is None:
            return
        editor = self._around.editor
        try:
            fresh = lesson_network(self.lesson)
        except FileProblem:  # the installation is damaged: the drawing stays
            return
        here = editor.document
        for reference in referenced(fresh):
            here.keep_array(fresh.array(reference))
        edits = (
            RemoveElements(tuple(here.nodes)),
            AddElements(tuple(fresh.nodes.values()), tuple(fresh.links.values())),
            SetSettings(fresh.settings),
            SetTraining(fresh.training),
        )
        editor.do(Compound(edits), tr("Restore the network of the lesson"))
        self._restart()

    # Steps

    @property
    def step(self) -> LessonStep:
        """The step that is shown."""
        assert self.lesson is not None
        return self.lesson.steps[self.place]

    @property
    def is_last(self) -> bool:
        return self.lesson is not None and self.place == len(self.lesson.steps) - 1

    def go(self, place: int) -> None:
        """Show another step."""
        if self.lesson is None:
            return
        self.place = min(max(place, 0), len(self.lesson.steps) - 1)
        self._restart()
        self.moved.emit()

    def go_on(self) -> None:
        """Show the next step; a step that asks for nothing is done by reading it."""
        if self.lesson is None:
            return
        if self._check is None:
            self._keep_done()
        if not self.is_last:
            self.go(self.place + 1)

    def look(self) -> None:
        """Ask the check of the step what is still missing."""
        if self.lesson is None or self._check is None or self.is_done:
            return
        seen = self._observed()
        try:
            self._look = self._look or self._check.begin(seen)
            self.missing = self._look(seen)
        except Gone as gone:
            self.missing = str(gone)
        self.is_done = not self.missing
        if self.is_done:
            self._keep_done()
        self.looked.emit()

    def _restart(self) -> None:
        """Look at the step anew."""
        assert self.lesson is not None
        task = self.step.task
        self._check, self._look = check_of(task) if task is not None else None, None
        self.is_done, self.missing = task is None or self.step.key in self.done(self.lesson), ""
        self.look()

    def _observed(self) -> Observed:
        assert self.lesson is not None
        around = self._around
        return Observed(around.editor.document, around.run, around.views(), elements(self.lesson))

    def _keep_done(self) -> None:
        lesson, key = self.lesson, self.step.key
        if lesson is None or key in self.done(lesson):
            return
        kept = self._preferences.choices.lessons
        self._preferences.set(lessons={**kept, lesson.id: (*self.done(lesson), key)})
        self.kept.emit()

    def _loaded(self, document: Document) -> None:
        if document is not self._opening:
            self.leave()
        self._opening = None
