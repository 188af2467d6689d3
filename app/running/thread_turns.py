"""Turns of the threads of the process in Python: the window first."""

from __future__ import annotations

import sys
import threading
import time
from functools import cache

from PySide6.QtCore import QObject, Qt, Signal

SWITCH = 20e-6  # s for which a thread keeps Python while another waits; a new form asks for it a thousand times
EVERY = 0.005  # s of computing between two questions
PATIENCE = 0.05  # s after which a thread that gave way goes on, however busy the window is


def set_switch_interval() -> None:
    """From now on no thread keeps the window waiting for longer than it must."""
    sys.setswitchinterval(SWITCH)


class ThreadTurns:
    """Lets one thread that computes in Python go on between two turns of the window's event loop.

    Each time that the window calls Qt it may have to win Python back from that thread. What the thread asked before
    its next few milliseconds is answered by the loop as soon as it has done what it is at, alone and at full speed.
    """

    def __init__(self, patience: float = PATIENCE) -> None:
        self._patience, self._window_signal = patience, _window_signal()
        self._answered = threading.Event()
        self._is_asked = self._is_closed = False
        self._last = 0.0  # when it was last let go
        self.waited = 0.0  # seconds so far

    def yield_to_window(self) -> None:
        """In the computing thread: wait until the window has done what it is at, or for as long as patience lasts."""
        began = time.perf_counter()
        if self._is_closed or began - self._last < EVERY:
            return
        if not self._is_asked:
            self._is_asked = True
            self._answered.clear()
            self._window_signal.requested.emit(self)
        self._answered.wait(self._patience)
        self._last = time.perf_counter()
        self.waited += self._last - began

    def close(self) -> None:
        """Nobody answers any more."""
        self._is_closed = True
        self._answered.set()

    def resume_thread(self) -> None:
        """In the window's thread: it has done what it was at."""
        self._is_asked = False
        self._answered.set()


class _WindowSignal(QObject):
    """Rung by threads and heard by the event loop of the thread that made it.

    One for all, as long as the process lives: an object of Qt that is destroyed while a thread rings it is called by
    the loop when it is gone, which ends the process.
    """

    requested = Signal(object)  # Turns

    def __init__(self) -> None:
        super().__init__()
        self.requested.connect(self._on_request, Qt.ConnectionType.QueuedConnection)

    def _on_request(self, turns: ThreadTurns) -> None:
        turns.resume_thread()


@cache  # one for the process: destroyed while a thread rings it, it would end the program (decision 0220)
def _window_signal() -> _WindowSignal:
    return _WindowSignal()
