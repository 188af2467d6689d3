"""A selected span played again and again: the views show it whole, and their cursor goes through it at view speed."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal

from app.plots.base.time_range import TimeRange
from app.running.run import Run

TICK = 33  # ms
REAL_TIME = 1.0  # the speed in place of "as fast as possible"


class Replay(QObject):
    """Goes on until it is stopped, another span is selected, or what was recorded is gone."""

    changed = Signal(bool)  # whether it plays

    def __init__(
        self, run: Run, time_range: TimeRange, parent: QObject | None = None,
        clock: Callable[[], float] = time.perf_counter,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._run, self._range, self._clock = run, time_range, clock
        self._seen = 0.0
        self._at = 0.0  # ms since the start of the span
        self._timer = QTimer(self, interval=TICK)
        self._timer.timeout.connect(self._tick)
        time_range.selected_changed.connect(self.stop)
        run.restarted.connect(self.stop)
        run.returned.connect(self.stop)

    @property
    def is_playing(self) -> bool:
        return self._timer.isActive()

    def start(self) -> None:
        """From the start of the selected span, where there is one."""
        if self._range.selected is None:
            return
        self._range.show(*self._range.selected)
        self._seen, self._at = self._clock(), 0.0
        self._timer.start()
        self._range.is_playing = True
        self._tick()
        self.changed.emit(True)

    def stop(self) -> None:
        """Take the cursor away; the views stay where they are."""
        if self.is_playing:
            self._timer.stop()
            self._range.is_playing = False
            self._range.point_at(None)
            self.changed.emit(False)

    def toggle(self) -> None:
        if self.is_playing:
            self.stop()
        else:
            self.start()

    def _tick(self) -> None:
        assert self._range.selected is not None, "without a span it is stopped"
        start, end = self._range.selected
        now = self._clock()
        speed = self._run.settings.speed or REAL_TIME
        self._at = (self._at + (now - self._seen) * 1000 * speed) % (end - start)
        self._seen = now
        self._range.point_at(start + self._at)
