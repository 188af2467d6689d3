"""Work off the window's thread that touches nothing of Qt: what it tells waits until the window's thread looks."""

from __future__ import annotations

import logging
from collections.abc import Callable
from queue import SimpleQueue
from threading import Thread
from typing import NamedTuple, TypeAlias

from PySide6.QtCore import QObject, QTimer, Signal

from app.running.failures import is_expected

log = logging.getLogger(__name__)

TICK = 20  # ms between two looks

Tell: TypeAlias = Callable[[object], None]
Work: TypeAlias = Callable[[Tell], object]


class _News(NamedTuple):
    kind: str  # told, ended or failed
    content: object


class Background(QObject):
    """``told`` and ``ended`` carry what the work of the last start said and returned, ``failed`` its exception.

    The work gets plain data and gives plain data. A QObject that it held might lose its last reference in its
    thread, and be destroyed there.
    """

    told = Signal(object)
    ended = Signal(object)
    failed = Signal(object)

    def __init__(self, name: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self._news: SimpleQueue[_News] = SimpleQueue()
        self._timer = QTimer(self, interval=TICK)
        self._timer.timeout.connect(self._look)

    @property
    def is_running(self) -> bool:
        """True while something is still to be heard of the last start."""
        return self._timer.isActive()

    def start(self, work: Work) -> None:
        """Do ``work(tell)`` in a thread of its own; of an earlier start nothing is heard any more.

        The process waits for the thread: work that takes long asks whether it was cancelled.
        """
        self._news = SimpleQueue()
        self._timer.start()
        Thread(target=_do, args=(work, self._news), name=self._name).start()

    def forget(self) -> None:
        """Of the last start nothing is heard any more."""
        self._news = SimpleQueue()
        self._timer.stop()

    def _look(self) -> None:
        news = self._news
        while news is self._news and not news.empty():
            kind, content = news.get()
            if kind == "told":
                self.told.emit(content)
                continue
            self._timer.stop()
            (self.ended if kind == "ended" else self.failed).emit(content)


def _do(work: Work, news: SimpleQueue[_News]) -> None:
    try:
        result = work(lambda content: news.put(_News("told", content)))
    except Exception as error:  # the border of the thread: whatever it is, the window hears of it
        if not (is_expected(error) or isinstance(error, OSError)):  # a full disk is no mistake of the program
            log.exception("work in the background stopped")
        news.put(_News("failed", error))
        return
    news.put(_News("ended", result))
