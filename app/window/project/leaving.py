"""Leaving a drawing while it trains: a person is asked, and the training goes on, or what it has reached is kept."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Qt, QTimer

from app.learn.panel import LearnPanel
from app.window.project.questions import Questions

PATIENCE = 10_000  # ms for which a training may still compute after it was told to end


class LeavingGuard(QObject):
    """Ends what trains, if a person agrees, and goes on once it has ended; the window lives on meanwhile.

    A training with a process of its own may go on instead.
    """

    def __init__(self, learn: LearnPanel, questions: Questions) -> None:
        super().__init__(learn)
        self._learn, self._questions = learn, questions
        self._then: Callable[[], object] | None = None
        self._patience = QTimer(self, singleShot=True, interval=PATIENCE)
        self._patience.timeout.connect(self._go_on)
        learn.idle.connect(self._go_on, Qt.ConnectionType.QueuedConnection)  # once it has said so to all

    def leave(self, then: Callable[[], object]) -> None:
        """Do ``then`` once nothing trains any more; while it comes to its end, the newest request counts."""
        if not self._learn.is_busy:
            then()
        elif self._then is not None:
            self._then = then
        else:
            go_on = partial(self._go_on_without, then) if self._learn.endings.can_leave else None
            self._questions.stop_training(partial(self._stop, then), go_on, self._learn.endings.waiting)

    def _stop(self, then: Callable[[], object]) -> None:
        if not self._learn.is_busy:
            then()  # it came to its end while the question stood there
            return
        self._then = then
        self._patience.start()
        self._learn.endings.cancel()

    def _go_on_without(self, then: Callable[[], object]) -> None:
        if self._learn.is_busy:
            self._learn.endings.leave()
        then()

    def _go_on(self) -> None:
        self._patience.stop()
        then, self._then = self._then, None
        if then is not None:
            then()
