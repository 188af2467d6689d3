"""Keeps what is known of a network as new as its drawing, and shows what is waited for meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event

from PySide6.QtCore import QObject, QTimer, Signal

from app.commands.editor import Editor
from app.document.meaning.meaning import meaning
from app.i18n.translation import tr
from app.learn.setup.inquiry import Facts, facts_of
from app.running.background import Background
from app.running.failures import problems_of
from app.widgets.waiting import WaitingLine
from engine.problems import Problem

PAUSE_BEFORE_ASKING = 250  # ms without a change of the drawing


class FactsRequest(QObject):
    """``answered`` carries the :class:`Facts` of the present drawing, ``failed`` the problem why there are none.

    ``forgotten`` tells that there are none: another drawing is asked about, or a person did not want to wait.
    ``is_under_way`` while an answer is awaited, ``wanted`` what a person has asked to be done with it.
    """

    answered = Signal(object)
    failed = Signal(object)  # Problem
    forgotten = Signal()
    wanted_changed = Signal()

    def __init__(self, editor: Editor, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._editor = editor
        self._is_known = False
        self._is_outdated = True
        self.is_under_way = False
        self.wanted: Callable[[], object] | None = None
        self.problem: Problem | None = None  # why what was asked last has no answer
        self.waiting = WaitingLine()
        self._given_up = Event()
        self._background = Background("inquiry", self)
        self._soon = QTimer(self, singleShot=True, interval=PAUSE_BEFORE_ASKING)
        self._soon.timeout.connect(self.ask)
        self._background.told.connect(self._reading)
        self._background.ended.connect(self._answered)
        self._background.failed.connect(self._failed)
        self.waiting.cancel_wanted.connect(lambda: self._given_up.set())
        self.waiting.again_wanted.connect(self.ask)

    def outdate(self) -> None:
        """The drawing is another now; it is asked about by :meth:`catch_up`."""
        self._is_outdated = True

    def catch_up(self, soon: bool = False) -> None:
        """Ask about a drawing that changed since, at once or as soon as it has come to rest."""
        if not self._is_outdated:
            return
        if soon:
            self._soon.start()
        else:
            self._is_known = False
            self.ask()
            self.forgotten.emit()

    def ask(self) -> None:
        """Ask about the present drawing; an answer that is still awaited is dropped, and what it reads given up."""
        self._soon.stop()
        self._is_outdated, self.problem, self.is_under_way = False, None, True
        if not self._is_known:
            self.waiting.say(tr("Looking at the network…"))
        self._given_up.set()
        given_up = self._given_up = Event()
        drawn = meaning(self._editor.document)
        self._background.start(lambda tell: facts_of(drawn, tell, given_up.is_set))

    @property
    def is_unknown(self) -> bool:
        """True while there is no answer, and nothing says why there is none."""
        return not self._is_known and self.problem is None

    def awaits(self, callback: Callable[[], object]) -> bool:
        """Tell whether the answer is not there yet; ``callback`` is done with it then."""
        if self.is_unknown:
            self.want(callback)
        return self.is_unknown

    def want(self, callback: Callable[[], object] | None) -> None:
        """Have this done with the answer, which is asked for if it is not awaited; or nothing any more."""
        self.wanted = callback
        if callback is not None and not self.is_under_way:
            self.ask()
        self.wanted_changed.emit()

    def settle(self) -> None:
        """Mark what is known as that of the present drawing."""
        self._is_known, self._is_outdated, self.is_under_way = True, False, False
        self.waiting.hide()

    def _answered(self, facts: Facts | None) -> None:
        if facts is None:  # somebody did not want to wait
            self.is_under_way = False
            self._forget()
            self.waiting.say(tr("Reading the data was cancelled."), again=True)
            return
        self.settle()
        wanted, self.wanted = self.wanted, None
        self.answered.emit(facts)
        if wanted is not None:
            wanted()

    def _failed(self, error: Exception) -> None:
        self.problem, self.is_under_way = problems_of(error)[0], False
        self._forget()
        self.waiting.say("")
        self.failed.emit(self.problem)

    def _reading(self, share: float) -> None:
        self.waiting.show_share(share)
        self.waiting.say(tr("Reading the data…"), reading=True)

    def _forget(self) -> None:
        self._is_known, self.wanted = False, None
        self.forgotten.emit()
