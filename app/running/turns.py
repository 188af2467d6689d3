"""How the threads of the process take turns in Python: the window first."""

from __future__ import annotations

import sys
import threading
import time

from PySide6.QtCore import QObject, Qt, Signal

SWITCH = 20e-6  # s for which a thread keeps Python while another waits; a new form asks for it a thousand times
EVERY = 0.005  # s of computing between two questions
PATIENCE = 0.05  # s after which a thread that gave way goes on, however busy the window is


def take_turns() -> None:
    """From now on no thread keeps the window waiting for longer than it must."""
    sys.setswitchinterval(SWITCH)


class Turns(QObject):
    """Lets one thread that computes in Python go on between two turns of the window's event loop.

    Each time that the window calls Qt it may have to win Python back from that thread. What the thread asked before
    its next few milliseconds is answered by the loop as soon as it has done what it is at, alone and at full speed.
    """

    _asked = Signal()

    def __init__(self, parent: QObject | None = None, patience: float = PATIENCE) -> None:
        super().__init__(parent)
        self._patience = patience
        self._answered = threading.Event()
        self._is_asked = self._is_closed = False
        self._last = 0.0  # when it was last let go
        self.waited = 0.0  # seconds so far
        self._asked.connect(self._answer, Qt.ConnectionType.QueuedConnection)

    def give_way(self) -> None:
        """In the computing thread: wait until the window has done what it is at, or for as long as patience lasts."""
        began = time.perf_counter()
        if self._is_closed or began - self._last < EVERY:
            return
        if not self._is_asked:
            self._is_asked = True
            self._answered.clear()
            self._asked.emit()
        self._answered.wait(self._patience)
        self._last = time.perf_counter()
        self.waited += self._last - began

    def close(self) -> None:
        """Nobody answers any more."""
        self._is_closed = True
        self._answered.set()

    def _answer(self) -> None:
        self._is_asked = False
        self._answered.set()
