"""Work that a person waits for, done beside the window, which goes on painting, and can be given up."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event
from typing import TypeAlias, TypeVar

from PySide6.QtCore import QEventLoop, QObject, Qt, QTimer
from PySide6.QtWidgets import QProgressBar, QProgressDialog, QPushButton, QWidget

from app.document.file.file_format import FileProblem
from app.i18n.translation import tr
from app.running.background import Background, Tell
from app.widgets.above import open_above
from engine.progress import Cancelled, Work

SOON = 1000  # ms in which it is done without a word; what a person does meanwhile is kept for later
AT_FIRST = 5000  # the same of a file with which the window opens: the keys that are typed meanwhile are meant for it
WHOLE = 1000  # of a bar
WIDTH = 360  # px of what is shown meanwhile
LONGEST_NAME = 44  # characters of a file's name

Result = TypeVar("Result")


class Silence:
    """The notice of what is waited for, where nobody looks."""

    def __init__(self, words: str, give_up: Callable[[], None]) -> None: ...
    def show_share(self, share: float) -> None:
        """Nothing is shown."""

    def close(self) -> None:
        """Nothing stood there."""


Wait: TypeAlias = Callable[[str, Callable[[], None]], Silence]
"""``(words, give_up)``: tell a person what is waited for, and call ``give_up`` when they will not wait."""


class WaitingDialog(Silence):
    """A bar and a button above the window, which takes no other input meanwhile, but can be closed.

    Only Esc gives up by itself: who plays and pauses with Space goes on typing while the box comes.
    """

    def __init__(self, window: QWidget, words: str, give_up: Callable[[], None]) -> None:
        self._window, self._give_up = window, give_up
        self._dialog = QProgressDialog(words, tr("Cancel"), 0, WHOLE, window)
        self._dialog.setWindowTitle(tr("Spikeloom"))
        self._dialog.findChildren(QPushButton)[0].setAutoDefault(False)
        self._dialog.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._dialog.setFocus()
        bar = QProgressBar(self._dialog)
        bar.setTextVisible(False)
        self._dialog.setBar(bar)
        self._dialog.setMinimumWidth(WIDTH)
        self._dialog.setRange(0, WHOLE)
        self._dialog.setMinimumDuration(0)
        self._dialog.setAutoClose(False)
        self._dialog.setAutoReset(False)
        self._dialog.canceled.connect(give_up)
        open_above(self._dialog)

    def show_share(self, share: float) -> None:
        """So much is done, from 0 to 1."""
        self._dialog.setValue(round(WHOLE * share))

    def close(self) -> None:
        """It is over; the window has the keyboard again, if nothing else was given it meanwhile."""
        had_keyboard = self._dialog.isActiveWindow()
        self._dialog.canceled.disconnect(self._give_up)
        self._dialog.done(QProgressDialog.DialogCode.Rejected)
        self._dialog.deleteLater()
        if had_keyboard:
            self._window.activateWindow()


class BackgroundTask(QObject):
    """Does one thing at a time: it ``is_busy`` until :meth:`do` has given its result, and whoever asks then is refused.

    Between the end of the work and that, events are served once more. What began then ran the same loop within itself.
    """

    def __init__(self, name: str, parent: QObject) -> None:
        super().__init__(parent)
        self.wait: Wait = Silence
        self._loop: QEventLoop | None = None  # while something is done, until it has ended
        self._background = Background(name, self)
        self._background.told.connect(self._on_progress)
        self._background.ended.connect(self._ended)
        self._background.failed.connect(self._ended)
        self._given_up = Event()
        self._waiting: Silence | None = None
        self._outcome: object = None
        self.is_busy = False

    def do(self, words: str, act: Callable[[Work], Result], soon: int = SOON) -> Result | None:
        """Do ``act``, which asks its work whether to go on; gives its result, None if given up. Raises FileProblem.

        Events are served meanwhile; what a person does waits, but for the button that gives up. ``words`` tell what is
        waited for, and are shown after ``soon`` ms.
        """
        if self.is_busy:
            raise RuntimeError("something else is done aside")
        self._given_up, self._outcome, self.is_busy = Event(), None, True
        given: list[Result | FileProblem] = []
        try:
            self._background.start(_errand(act, given, self._given_up))
            self._serve_events(words, soon)
        finally:
            self.is_busy = False
        outcome, self._outcome = self._outcome, None
        if isinstance(outcome, Exception):
            raise outcome
        result = given[0] if given and not self._given_up.is_set() else None
        if isinstance(result, FileProblem):
            raise result
        return result

    def _serve_events(self, words: str, soon: int) -> None:
        """Until the work has ended; after a moment a person sees that it goes on."""
        self._loop = loop = QEventLoop()
        QTimer.singleShot(soon, loop, loop.quit)
        loop.exec(QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents)
        if self._loop is None:
            return
        self._waiting = self.wait(words, self.give_up)
        while self._loop is not None:
            loop.exec()
        self._waiting.close()
        self._waiting = None

    def give_up(self) -> None:
        """Let it be; what is still done ends unheard."""
        self._given_up.set()
        self._end(None)

    def _on_progress(self, share: object) -> None:
        if self._waiting is not None and isinstance(share, float):
            self._waiting.show_share(share)

    def _ended(self, outcome: object) -> None:
        if not self._given_up.is_set():
            self._end(outcome)

    def _end(self, outcome: object) -> None:
        if self._loop is not None:
            self._outcome = outcome
            self._loop.quit()
            self._loop = None


def _errand(
    act: Callable[[Work], Result], given: list[Result | FileProblem], given_up: Event
) -> Callable[[Tell], None]:
    """Made outside of the objects of Qt, so that the thread holds none of them."""

    def errand(tell: Tell) -> None:
        def goes_on(share: float) -> bool:
            tell(share)
            return not given_up.is_set()

        try:
            given.append(act(Work(goes_on)))
        except FileProblem as problem:
            given.append(problem)
        except Cancelled:
            pass

    return errand


def in_short(name: str) -> str:
    """The name of a file without what is in the middle of a long one."""
    half = LONGEST_NAME // 2
    return name if len(name) <= LONGEST_NAME else f"{name[:half]}…{name[-half:]}"
