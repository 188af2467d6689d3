"""A project file is read and checked beside the window, which goes on painting, and which can give it up."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from threading import Event
from typing import NamedTuple, Protocol, TypeAlias

from PySide6.QtCore import QEventLoop, QObject, Qt, QTimer
from PySide6.QtWidgets import QProgressBar, QProgressDialog, QWidget

from app.document.document import ArrayRef, Document
from app.document.file_format import FileProblem, open_document
from app.document.interpretation import problems
from app.running.background import Background, Tell
from app.translation import tr
from engine.problems import Problem
from engine.simulation.progress import Cancelled, Work

SOON = 1000  # ms in which a file is opened without a word; what a person does meanwhile is kept for later
WHOLE = 1000  # of a bar
WIDTH = 360  # px of what is shown while a file is read
LONGEST_NAME = 44  # characters of a file's name


class Opened(NamedTuple):
    """A document, and what was found wrong with its network."""

    document: Document
    problems: tuple[Problem, ...]


class Waiting(Protocol):
    """What a person sees while a file is read."""

    def show_share(self, share: float) -> None: ...
    def close(self) -> None: ...


Wait: TypeAlias = Callable[[str, Callable[[], None]], Waiting]
"""``(words, give_up)``: tell a person what is waited for, and call ``give_up`` when they will not wait."""


class Silence:
    """Nobody looks."""

    def __init__(self, words: str, give_up: Callable[[], None]) -> None: ...
    def show_share(self, share: float) -> None:
        """Nothing is shown."""

    def close(self) -> None:
        """Nothing stood there."""


class WaitingDialog:
    """A bar and a button above the window, which takes no other input meanwhile."""

    def __init__(self, window: QWidget, words: str, give_up: Callable[[], None]) -> None:
        self._window = window
        self._dialog = QProgressDialog(words, tr("Cancel"), 0, WHOLE, window)
        self._dialog.setWindowTitle(tr("Spikeloom"))
        self._dialog.setWindowModality(Qt.WindowModality.ApplicationModal)
        bar = QProgressBar(self._dialog)
        bar.setTextVisible(False)
        self._dialog.setBar(bar)
        self._dialog.setMinimumWidth(WIDTH)
        self._dialog.setRange(0, WHOLE)
        self._dialog.setMinimumDuration(0)
        self._dialog.setAutoClose(False)
        self._dialog.setAutoReset(False)
        self._dialog.canceled.connect(give_up)
        self._dialog.show()

    def show_share(self, share: float) -> None:
        """So much is done, from 0 to 1."""
        self._dialog.setValue(round(WHOLE * share))

    def close(self) -> None:
        """It is over; the window has the keyboard again, if nothing else was given it meanwhile."""
        had_keyboard = self._dialog.isActiveWindow()
        self._dialog.blockSignals(True)
        self._dialog.close()
        self._dialog.deleteLater()
        if had_keyboard:
            self._window.activateWindow()


class Opening(QObject):
    """Reads one file at a time."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.wait: Wait = Silence
        self._loop = QEventLoop(self)
        self._background = Background("opening", self)
        self._background.told.connect(self._told)
        self._background.ended.connect(self._ended)
        self._background.failed.connect(self._ended)
        self._given_up = Event()
        self._waiting: Waiting | None = None
        self._outcome: object = None
        self.is_reading = False

    def read(self, path: Path) -> Opened | None:
        """What a file holds; None where a person gave it up. Raises FileProblem.

        Events are served meanwhile; what a person does waits, but for the button that gives up.
        """
        self._given_up, self._outcome, self.is_reading = Event(), None, True
        self._background.start(partial(_read, path, self._given_up))
        QTimer.singleShot(SOON, self._loop, self._loop.quit)
        self._loop.exec(QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents)
        if self.is_reading:
            self._waiting = self.wait(tr("Opening {name}…", name=_in_short(path.name)), self.give_up)
            while self.is_reading:
                self._loop.exec()
            self._waiting.close()
            self._waiting = None
        outcome, self._outcome = self._outcome, None
        if isinstance(outcome, Exception):
            raise outcome
        return outcome if isinstance(outcome, Opened) else None

    def give_up(self) -> None:
        """Let the file be; what still reads it ends unheard."""
        self._given_up.set()
        self._end(None)

    def _told(self, share: object) -> None:
        if self._waiting is not None and isinstance(share, float):
            self._waiting.show_share(share)

    def _ended(self, outcome: object) -> None:
        if not self._given_up.is_set():
            self._end(outcome)

    def _end(self, outcome: object) -> None:
        self._outcome, self.is_reading = outcome, False
        self._loop.quit()


def _in_short(name: str) -> str:
    """The name without what is in the middle of a long one."""
    half = LONGEST_NAME // 2
    return name if len(name) <= LONGEST_NAME else f"{name[:half]}…{name[-half:]}"


def _read(path: Path, given_up: Event, tell: Tell) -> Opened | FileProblem | None:
    def goes_on(share: float) -> bool:
        tell(share)
        return not given_up.is_set()

    try:
        document = open_document(path, Work(goes_on))
        _look_at_weights(document)
        return Opened(document, tuple(problems(document)) if document.nodes else ())
    except FileProblem as problem:
        return problem
    except Cancelled:
        return None


def _look_at_weights(document: Document) -> None:
    """Find what the drawing tells of large weights."""
    for link in document.links.values():
        if link.synapses is not None and isinstance(link.synapses.weight, ArrayRef):
            document.moments(link.synapses.weight)
