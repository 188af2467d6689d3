"""Panning at the edge of the canvas: the ground moves on beneath something that is dragged there."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QPoint, QRect, QTimer

EDGE = 20  # pixels
STEP = 10  # pixels per tick
TICK = 25  # ms


class EdgePan(QObject):
    """``moved`` is called with the pixels by which the ground goes."""

    def __init__(self, parent: QObject, moved: Callable[[QPoint], None]) -> None:
        super().__init__(parent)
        self._moved = moved
        self._direction = QPoint()
        self._timer = QTimer(self, interval=TICK)
        self._timer.timeout.connect(self._tick)

    def follow(self, mouse: QPoint, window: QRect) -> None:
        """Take note of where the mouse is during a drag."""
        inner = window.adjusted(EDGE, EDGE, -EDGE, -EDGE)
        across = (mouse.x() < inner.left()) - (mouse.x() > inner.right())
        down = (mouse.y() < inner.top()) - (mouse.y() > inner.bottom())
        self._direction = QPoint(across, down) * STEP
        if self._direction.isNull():
            self._timer.stop()
        elif not self._timer.isActive():
            self._timer.start()

    def stop(self) -> None:
        """The drag has ended."""
        self._timer.stop()

    def _tick(self) -> None:
        self._moved(self._direction)
