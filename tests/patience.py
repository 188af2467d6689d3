"""How long a test waits for what must come: a busy machine is no mistake, so that only what never comes fails."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from pytestqt.wait_signal import MultiSignalBlocker, SignalBlocker

PATIENCE = 900_000  # ms
ENDLESS = PATIENCE / 1000  # s that another process may take
SURELY = 50  # ms: a clock of whole milliseconds may stand just before


class PatientBot(QtBot):
    """Waits for as long as a busy machine may take; what comes at once is not waited for any longer."""

    def waitUntil(self, callback: Callable[[], bool | None], *, timeout: int = PATIENCE) -> None:
        super().waitUntil(callback, timeout=timeout)

    def waitSignal(self, signal: Any, *, timeout: int = PATIENCE, **how: Any) -> Any:
        return super().waitSignal(signal, timeout=timeout, **how)

    def waitExposed(self, widget: Any, *, timeout: int = PATIENCE) -> Any:
        return super().waitExposed(widget, timeout=timeout)


def outwait_double_click() -> None:
    """Wait until what has just come hears clicks: those before were meant for what went."""
    QTest.qWait(QApplication.doubleClickInterval() + SURELY)


def slow_down(ms: int) -> None:
    """Let the window's thread sleep after each turn of its events that a test waits for, while others go on.

    What passes by itself has passed, then, before a test looks: one that needs to see it fails.
    """
    for blocker in (SignalBlocker, MultiSignalBlocker):
        blocker.wait = _then_sleeping(blocker.wait, ms / 1000)
    QTest.qWait = _then_sleeping(QTest.qWait, ms / 1000)


def _then_sleeping(wait: Callable[..., object], seconds: float) -> Callable[..., None]:
    def wait_and_sleep(*arguments: Any, **named: Any) -> None:
        wait(*arguments, **named)
        time.sleep(seconds)

    return wait_and_sleep
