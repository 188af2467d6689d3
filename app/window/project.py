"""The file behind the drawing: new, open, save, autosave, and nothing lost without being asked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from app.commands.editor import Editor
from app.document.document import Change, Document
from app.document.file_format import EXTENSION, Content, FileProblem, content_of, write
from app.document.gallery import Example, translate
from app.document.interpretation import problems
from app.document.recovery import Recovered, Recovery
from app.preferences import Preferences
from app.running.background import Background, Tell
from app.running.failures import failure_words
from app.translation import tr
from app.window.aside import Aside, in_short
from app.window.opening import Opened, opened
from app.window.questions import Questions, Unsaved
from engine.simulation.progress import Work

QUICK = 8 << 20  # bytes that are written within a frame or two


class Project(QObject):
    """``leaving`` before and ``opened`` after another document is edited, ``saved``, ``failed`` with one sentence.

    ``stop_training`` ends what trains, if a person agrees, so that its runs count among what is unsaved.
    """

    leaving = Signal()
    opened = Signal()
    saved = Signal()
    failed = Signal(str)

    def __init__(self, editor: Editor, preferences: Preferences, recovery: Recovery, questions: Questions) -> None:
        super().__init__()
        self._editor = editor
        self._preferences = preferences
        self._recovery = recovery
        self._questions = questions
        self.stop_training: Callable[[], bool] = lambda: True
        self.aside = Aside("project file", self)
        self._keeping = Background("autosave", self)
        self._keeping.failed.connect(self._keeping_failed)
        self._autosave = QTimer(self)
        self._autosave.setSingleShot(True)
        self._autosave.timeout.connect(self.keep)
        editor.changed.connect(self._changed)
        editor.runs_kept.connect(self._changed)

    @property
    def title(self) -> str:
        """The name of the file, else of the document, else Untitled."""
        path = self._editor.path
        return path.stem if path else tr(self._editor.document.settings.title) or tr("Untitled")

    def new(self) -> bool:
        """An empty drawing; False when a person would rather keep the present one."""
        if not self.may_leave():
            return False
        self._load(Opened(Document(), ()), None)
        return True

    def open(self, path: Path | None = None) -> bool:
        """Open ``path``, or ask for one."""
        chosen = path or self._questions.file_to_open(self._preferences.choices.last_folder)
        if chosen is None:
            return False
        opened = self._read(chosen)
        if opened is None:
            if not chosen.exists():
                self._preferences.forget(str(chosen.absolute()))
            return False
        self._load(opened, chosen)
        self._preferences.remember(chosen)
        return True

    def open_example(self, example: Example) -> bool:
        """A copy of an example, without a file of its own."""

        def entitle(document: Document) -> None:
            if not document.settings.title:
                document.put_settings(replace(document.settings, title=example.title))
            translate(document)

        return self.open_copy(example.path, entitle)

    def open_copy(self, path: Path, prepare: Callable[[Document], object], asks: bool = True) -> bool:
        """What a file holds, changed by ``prepare``, without a file of its own; ``asks`` about unsaved work."""
        opened = self._read(path, asks)
        if opened is None:
            return False
        prepare(opened.document)
        if opened.problems:  # they name elements as the file does
            opened = opened._replace(problems=tuple(problems(opened.document)))
        self._load(opened, None)
        return True

    def open_recovered(self, recovered: Recovered) -> bool:
        """What a crash left behind; it still counts as unsaved."""
        opened = self._read(recovered.path)
        if opened is None:
            return False
        self._load(opened, recovered.original, recovered=True)
        self.keep()
        self._recovery.discard(recovered)
        return True

    def recovered(self) -> Sequence[Recovered]:
        """Unsaved work of earlier sessions that ended without saying so."""
        return self._recovery.found()

    def discard(self, recovered: Recovered) -> None:
        """Delete recovered work for good."""
        self._recovery.discard(recovered)

    def save(self) -> bool:
        """Save to the file of the document, asking for one the first time."""
        path = self._editor.path
        return self.save_as() if path is None else self._save(path)

    def save_as(self) -> bool:
        """Save to another file."""
        folder = Path(self._preferences.choices.last_folder or Path.home())
        suggested = self._editor.path or folder / f"{self.title}{EXTENSION}"
        path = self._questions.file_to_save(suggested)
        return path is not None and self._save(path)

    def may_leave(self, asks: bool = True) -> bool:
        """Whether the present drawing may be closed: saved, unchanged, or given up by a person."""
        if not self.stop_training():
            return False
        if not asks or not self._editor.is_modified:
            return True
        answer = self._questions.unsaved(self.title, self._unfinished_words())
        if answer is Unsaved.SAVE:
            return self.save()
        return answer is Unsaved.DISCARD

    def _unfinished_words(self) -> str:
        """A cancelled training that would be lost, for who has forgotten it."""
        run = self._editor.unfinished
        if run is None:
            return ""
        epoch = f"{len(run.history):,}"
        return tr(
            "So is training run {number}, which could be resumed after epoch {epoch}.", number=run.number, epoch=epoch
        )

    def keep(self) -> None:
        """Autosave now, beside the file and never over it; what is large is written while the window goes on."""
        if not self._editor.is_modified:
            return
        if self._keeping.is_running:
            self._changed()
            return
        document, path = self._editor.document, self._editor.path
        try:
            content = content_of(document)
            keep = partial(self._recovery.keep, content, document.settings.title, path)
            if content.size > QUICK:
                self._keeping.start(_only(keep))
            else:
                keep()
        except FileProblem as problem:
            self._keeping_failed(problem)

    def _keeping_failed(self, problem: Exception) -> None:
        words = str(problem) if isinstance(problem, FileProblem) else failure_words(problem)
        self.failed.emit(tr("The autosave failed: {reason}", reason=words))

    def close(self) -> None:
        """The window goes: what was given up is forgotten."""
        self.aside.give_up()
        self._autosave.stop()
        self._recovery.forget()

    def _read(self, path: Path, asks: bool = True) -> Opened | None:
        """What a file holds; None where the present drawing is kept, or the file says why it cannot be read."""
        if self.aside.is_busy or not self.may_leave(asks):
            return None
        try:
            return self.aside.do(tr("Opening {name}…", name=in_short(path.name)), partial(opened, path))
        except FileProblem as problem:
            self.failed.emit(str(problem))
            return None

    def _load(self, opened: Opened, path: Path | None, recovered: bool = False) -> None:
        self._autosave.stop()
        self._recovery.forget()
        self.leaving.emit()
        self._editor.load(opened.document, path, unsaved=recovered, problems=opened.problems)
        self.opened.emit()

    def _save(self, path: Path) -> bool:
        if self.aside.is_busy:
            return False
        try:
            self._editor.save(path, self._write)
        except _GivenUp:
            return False
        except FileProblem as problem:
            self.failed.emit(str(problem))
            return False
        self._autosave.stop()
        self._recovery.forget()
        self._preferences.remember(path)
        self.saved.emit()
        return True

    def _write(self, document: Document, path: Path) -> None:
        """Write the file, a large one beside the window; raises FileProblem, and _GivenUp."""
        content = content_of(document)
        if content.size <= QUICK:
            write(content, path)
        elif self.aside.do(tr("Saving {name}…", name=in_short(path.name)), partial(_written, content, path)) is None:
            raise _GivenUp

    def _changed(self, change: Change | None = None) -> None:
        if not self._autosave.isActive():
            self._autosave.start(round(self._preferences.choices.autosave_seconds * 1000))


class _GivenUp(Exception):
    """A person would not wait until the file was written."""


def _written(content: Content, path: Path, work: Work) -> bool:
    write(content, path, work)
    return True


def _only(act: Callable[[], object]) -> Callable[[Tell], object]:
    """Work that tells nothing."""
    return lambda _tell: act()
