"""Questions that are answered aside, of which only the newest waits."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from threading import Event
from typing import TypeAlias

from PySide6.QtCore import QObject, Signal

from app.running.background import Background, Tell

Search: TypeAlias = Callable[[Event, Tell], object]
"""Looks for an answer in a thread, until the event is set; returns None where nobody waits any more."""


class BackgroundQuestion(QObject):
    """``answered`` carries the question and what was found, ``failed`` an exception.

    While one answer is looked for the next question waits, and takes the place of one that waited before.
    """

    answered = Signal(object, object)
    failed = Signal(object)

    def __init__(self, name: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._background = Background(name, self)
        self._background.told.connect(self._take)
        self._background.ended.connect(self._end)
        self._background.failed.connect(self._fail)
        self._asked: Hashable = None
        self._next: tuple[Hashable, Callable[[], Search]] | None = None
        self._given_up = Event()

    @property
    def is_busy(self) -> bool:
        """True while an answer is looked for or a question waits."""
        return self._background.is_running or self._next is not None

    def ask(self, question: Hashable, search: Callable[[], Search]) -> bool:
        """Tell whether there is something to look for: False where this was asked last.

        ``search`` is made when its turn comes.
        """
        if question == self._asked:
            self._next = None
            return False
        if self._background.is_running and not self._given_up.is_set():
            self._next = (question, search)
        else:
            self._start(question, search)
        return True

    def stop(self) -> None:
        """Nobody waits for an answer any more."""
        self._given_up.set()
        self._asked = self._next = None

    def _start(self, question: Hashable, search: Callable[[], Search]) -> None:
        self._asked, self._next, self._given_up = question, None, Event()
        look, given_up = search(), self._given_up
        self._background.start(lambda tell: look(given_up, tell))

    def _take(self, found: object) -> None:
        if found is not None and self._asked is not None:
            self.answered.emit(self._asked, found)

    def _end(self, found: object) -> None:
        self._take(found)
        self._catch_up()

    def _fail(self, error: object) -> None:
        if self._asked is not None:
            self.failed.emit(error)
        self._catch_up()

    def _catch_up(self) -> None:
        if self._next is not None and not self._background.is_running:
            self._start(*self._next)
