"""Types of Qt that Python has not met yet, made before two threads can meet them at once."""

from __future__ import annotations

from collections.abc import Iterator
from time import perf_counter
from types import ModuleType

from PySide6 import QtCore, QtGui, QtWidgets
from PySide6.QtCore import QObject, QTimer, Signal

MODULES: tuple[ModuleType, ...] = (QtCore, QtGui, QtWidgets)
TURN = 0.004  # s of making types in one turn of the loop: less than a frame


class TypesOfQt(QObject):
    """Makes every type of ``MODULES``, a few in each turn of the loop, in the thread of the window.

    PySide6 makes a type when its name is first asked for, or when an object of it first comes to Python, as each does
    that passes an event filter. Two threads that do so at once end the process (seen with 6.11): the library of the
    views, which is loaded aside, asks for all names.
    """

    made = Signal()  # from here on another thread may ask for any of them

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._names = missing()
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._make)

    def start(self) -> None:
        """Begin with the next turn of the loop."""
        self._timer.start(0)

    def _make(self) -> None:
        until = perf_counter() + TURN
        for module, name in self._names:
            getattr(module, name)
            if perf_counter() > until:
                return
        self._timer.stop()
        self.made.emit()


def missing() -> Iterator[tuple[ModuleType, str]]:
    """The names whose types are not made yet, each when it is asked for."""
    for module in MODULES:
        for name in dir(module):
            if name not in vars(module):
                yield module, name
