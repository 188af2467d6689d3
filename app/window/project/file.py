"""The file behind the drawing: new, open, save, autosave, and nothing lost without being asked."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TypeAlias

from msgspec.structs import replace
from PySide6.QtCore import QObject, QTimer, Signal

from app.commands.editor import Editor
from app.document.document import Change, Document
from app.document.edits import SetSettings
from app.document.example import Example, translate
from app.document.file.file_format import EXTENSION, FileContent, FileProblem, content_of, write_content
from app.document.file.recovery import Recovered, Recovery
from app.document.networks.templates import Template
from app.i18n.translation import listed, tr
from app.preferences import Preferences
from app.running.background import Background, Tell
from app.running.failures import failure_words
from app.window.project.background_tasks import AT_FIRST, SOON, BackgroundTask, in_short
from app.window.project.ignored_input import CLICKS, INPUT, forget_input
from app.window.project.opening import Opened, Prepare, Stamp, as_it_is, opened, stamp_of
from app.window.project.questions import Questions, Unsaved
from engine.progress import Work

QUICK = 8 << 20  # bytes that are written within a frame or two

Then: TypeAlias = Callable[[], object]
"""What is done once a person agrees."""


def _nothing() -> None:
    """It is enough that it was done."""


class Project(QObject):
    """``leaving`` before and ``opened`` after another document is edited, ``stayed`` where a person would
    rather not, ``saved``.

    ``failed`` says in one sentence why a file was not read, ``not_saved`` why the drawing was not written, ``mended``
    what is drawn otherwise than the file has it.
    ``under_way`` brings to an end, one after the other, what is not yet part of the drawing, and goes on then if a
    person agrees, so that it counts among what is unsaved: a script that is written, a training. Nothing here waits
    for an answer: what was wanted is done once a person agrees, or not at all.
    """

    leaving = Signal()
    stayed = Signal()
    opened = Signal()
    saved = Signal()
    failed = Signal(str)
    not_saved = Signal(str)
    mended = Signal(str)

    def __init__(self, editor: Editor, preferences: Preferences, recovery: Recovery, questions: Questions) -> None:
        super().__init__()
        self._editor = editor
        self._preferences = preferences
        self._recovery = recovery
        self._questions = questions
        self._seen: tuple[Path, Stamp | None] | None = None  # the file of the document as it was read or written here
        self.under_way: list[Callable[[Then], object]] = []
        self.goes_on_elsewhere: Callable[[], bool] = lambda: False  # what is unfinished here, in the background
        self.background = BackgroundTask("project file", self)
        self._keeping = Background("autosave", self)
        self._keeping.failed.connect(self._keeping_failed)
        self._autosave = QTimer(self, singleShot=True)
        self._autosave.timeout.connect(self.keep)
        editor.changed.connect(self._changed)
        editor.runs_kept.connect(self._changed)

    @property
    def title(self) -> str:
        """The name of the file, else of the document, else Untitled."""
        path = self._editor.path
        return path.stem if path else tr(self._editor.document.settings.title) or tr("Untitled")

    def new(self) -> None:
        """An empty drawing."""
        self.leave(lambda: self._load(Opened(Document()), None))

    def open(self, path: Path | None = None, begins: bool = False) -> None:
        """Open ``path``, or ask for one; keys of before are its own where the window ``begins`` with it."""
        if path is None:
            self._questions.file_to_open(self._preferences.choices.last_folder, self.open)
        else:
            self._read(path, partial(self._open, path), begins=begins)

    def _open(self, path: Path, opened: Opened) -> None:
        self._load(opened, path)
        self._seen = path, opened.stamp
        self._preferences.remember(path)

    def open_example(self, example: Example) -> None:
        """A copy of an example, without a file of its own."""

        def entitle(document: Document) -> None:
            if not document.settings.title:
                SetSettings(replace(document.settings, title=example.title)).apply(document)
            translate(document)

        self.open_copy(example.path, tr(example.title), entitle)

    def open_copy(self, path: Path, name: str, prepare: Prepare, asks: bool = True, then: Then = _nothing) -> None:
        """Open what a file holds, changed by ``prepare`` off the window's thread, without a file of its own.

        ``asks`` about unsaved work. ``name`` is what a person knows it by, who has not chosen the file.
        """

        def load(opened: Opened) -> None:
            self._load(opened, None)
            then()

        self._read(path, load, asks, name, prepare=prepare)

    def open_template(self, template: Template) -> None:
        """A copy of a template, without a file of its own."""
        if template.path is not None:
            self.open_copy(template.path, template.name, as_it_is)
            return
        document = template.read()
        self.leave(lambda: self._load(Opened(document), None))

    def open_recovered(self, recovered: Recovered) -> None:
        """Open what a crash left behind; it still counts as unsaved."""

        def back(opened: Opened) -> None:
            self._load(opened, recovered.original, recovered=True)
            self.keep()
            self._recovery.let_go(recovered)

        self._read(recovered.path, back, name=recovered.name)

    def save(self, then: Then = _nothing) -> None:
        """Save to the file of the document, asking for one the first time, and before another's work is lost."""
        path = self._editor.path
        if path is None:
            self.save_as(then)
        elif self._was_written_elsewhere(path):
            self._questions.changed_elsewhere(path.name, partial(self._save, path, then), partial(self.save_as, then))
        else:
            self._save(path, then)

    def _was_written_elsewhere(self, path: Path) -> bool:
        """Tell whether the file is another than was read or written here."""
        now = stamp_of(path)
        return now is not None and self._seen is not None and self._seen[0] == path and self._seen[1] != now

    def save_as(self, then: Then = _nothing) -> None:
        """Save to another file."""
        folder = Path(self._preferences.choices.last_folder or Path.home())
        suggested = self._editor.path or folder / f"{self.title}{EXTENSION}"
        self._questions.file_to_save(suggested, lambda path: self._save(path, then))

    def leave(self, then: Then, asks: bool = True) -> None:
        """Do ``then`` once the present drawing may be closed: saved, unchanged, or given up by a person."""
        go_on: Then = partial(self._leave, then, asks)
        for end in reversed(self.under_way):
            go_on = partial(end, go_on)
        go_on()

    def _leave(self, then: Then, asks: bool) -> None:
        def answered(answer: Unsaved) -> None:
            if answer is Unsaved.SAVE:
                self.save(then)
            elif answer is Unsaved.DISCARD:
                then()
            else:
                self.stayed.emit()

        if asks and self._editor.is_modified and not self._editor.is_tried:
            self._questions.unsaved(self.title, self._unfinished_words(), answered)
        else:
            then()

    def _unfinished_words(self) -> str:
        """A cancelled training that would be lost, for who has forgotten it."""
        run = self._editor.unfinished
        if run is None or self.goes_on_elsewhere():
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
        self.not_saved.emit(tr("The autosave failed: {reason}", reason=words))

    def close(self) -> None:
        """The window goes: what was given up is forgotten."""
        self.background.give_up()
        self._autosave.stop()
        self._recovery.forget()
        self._recovery.clean()  # while notes say whose the leftovers are
        self._recovery.delete_discarded()

    def _read(
        self, path: Path, then: Callable[[Opened], object], asks: bool = True, name: str = "", begins: bool = False,
        prepare: Prepare = as_it_is,
    ) -> None:  # fmt: skip
        """Do ``then`` with what a file holds, once that is known and the present drawing may be left.

        A file that cannot be read says why, before anything is asked. One that was written before there was an answer,
        perhaps by it, is read once more.
        """

        def enter(found: Opened) -> None:
            held = found if found.stamp == stamp_of(path) else self._found(path, name, begins, prepare)
            if held is not None:
                then(held)
                forget_input(CLICKS if begins else INPUT)

        found = self._found(path, name, begins, prepare)
        if found is not None:
            self.leave(partial(enter, found), asks)

    def _found(self, path: Path, name: str, begins: bool, prepare: Prepare) -> Opened | None:
        """Read what a file holds; None where it cannot be read, where a person gives up, or where something is read.

        While it is read it is called by its ``name``, or else by that of the file. What is typed meanwhile was meant
        for the drawing before, and reaches neither a question nor the new one, unless it is that with which the window
        ``begins``.
        """
        if self.background.is_busy:
            return None
        try:
            words, soon = tr("Opening {name}…", name=in_short(name or path.name)), AT_FIRST if begins else SOON
            found = self.background.do(words, partial(opened, path, prepare), soon)
        except FileProblem as problem:
            self.failed.emit(str(problem))
            found = None
        if found is not None and not begins:
            forget_input()
        elif found is None and not path.exists():
            self._preferences.forget(str(path.absolute()))
        return found

    def _load(self, opened: Opened, path: Path | None, recovered: bool = False) -> None:
        self._autosave.stop()
        self._recovery.forget()
        self.leaving.emit()
        freed = opened.document.freed
        self._seen = (path, stamp_of(path)) if path is not None else None
        self._editor.load(opened.document, path, unsaved=recovered or bool(freed))
        self.opened.emit()
        if freed:
            words = tr("{titles} stood within itself in the file, and is on the top level now.", titles=listed(freed))
            self.mended.emit(words)

    def _save(self, path: Path, then: Then) -> None:
        if self.background.is_busy:
            return
        try:
            self._editor.save(path, self._write)
        except _GivenUp:
            return
        except FileProblem as problem:
            self.not_saved.emit(str(problem))
            return
        self._seen = path, stamp_of(path)
        self._autosave.stop()
        self._recovery.forget()
        self._preferences.remember(path)
        self.saved.emit()
        then()

    def _write(self, document: Document, path: Path) -> None:
        """Write the file, a large one beside the window; raises FileProblem, and _GivenUp."""
        content = content_of(document)
        if content.size <= QUICK:
            write_content(content, path)
        elif (
            self.background.do(tr("Saving {name}…", name=in_short(path.name)), partial(_written, content, path)) is None
        ):
            raise _GivenUp

    def _changed(self, change: Change | None = None) -> None:
        if not self._autosave.isActive():
            self._autosave.start(round(self._preferences.choices.autosave_seconds * 1000))


class _GivenUp(Exception):
    """A person would not wait until the file was written."""


def _written(content: FileContent, path: Path, work: Work) -> bool:
    write_content(content, path, work)
    return True


def _only(act: Callable[[], object]) -> Callable[[Tell], object]:
    """Work that tells nothing."""
    return lambda _tell: act()
