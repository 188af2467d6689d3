"""The moment that is looked at: the newest, or where the views look back, or where a played span is."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from app.plots.replay import Replay
from app.plots.time_range import TimeRange
from app.running.run import Run


class LookedAt(QObject):
    """What views over time show, and what the canvas therefore shows too; ``moved`` when it may be another moment."""

    moved = Signal()

    def __init__(self, run: Run, time_range: TimeRange, replay: Replay, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._run, self._range, self._replay = run, time_range, replay
        time_range.changed.connect(self.moved)
        time_range.cursor_moved.connect(self._cursor_moved)
        replay.changed.connect(lambda _plays: self.moved.emit())

    def step(self) -> int | None:
        """How many steps had been made by then; None at the newest, which the run goes on from."""
        latest = self._run.frames.latest_step
        step = round(self._time(latest * self._run.resolution) / self._run.resolution)
        return step if step < latest else None

    def _time(self, latest: float) -> float:
        if self._replay.is_playing and self._range.cursor is not None:
            return self._range.cursor
        return latest if self._range.is_following else self._range.interval(latest)[1]

    def _cursor_moved(self) -> None:
        """The cursor is the mouse's, too, which changes nothing here."""
        if self._replay.is_playing:
            self.moved.emit()
