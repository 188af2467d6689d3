"""Asks the views in sight to redraw, at most thirty times a second and never faster than they paint."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtCore import QObject, QTimer

from app.plots.base.panel import Panel

TICK = 33  # ms


class RedrawClock(QObject):
    """``panels`` is asked anew at every tick, so that views may come and go."""

    def __init__(self, panels: Callable[[], Iterable[Panel]], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._panels = panels
        self._timer = QTimer(self, interval=TICK)
        self._timer.timeout.connect(self.tick)
        self._timer.start()

    def tick(self) -> None:
        """Redraw what can be seen."""
        for panel in self._panels():
            if panel.isVisible():
                panel.redraw()
