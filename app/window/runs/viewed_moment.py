"""The moment that is looked at: the newest, or where the views look back, or where a played span is."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from app.plots.base.time_range import TimeRange
from app.plots.transport.replay import Replay
from app.running.run import Run


class ViewedMoment(QObject):
    """The moment that views over time show, and the canvas too; ``moved`` when it may be another."""

    moved = Signal()

    def __init__(self, run: Run, time_range: TimeRange, replay: Replay, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._run, self._range = run, time_range
        time_range.changed.connect(self.moved)
        time_range.cursor_moved.connect(self._cursor_moved)
        replay.changed.connect(lambda _plays: self.moved.emit())

    def step(self) -> int | None:
        """The number of steps made by then; None at the newest, which the run goes on from."""
        latest, resolution = self._run.frames.latest_step, self._run.resolution
        time = self._range.moment(latest * resolution)
        return None if time is None or round(time / resolution) >= latest else round(time / resolution)

    def _cursor_moved(self) -> None:
        """The cursor is the mouse's, too, which changes nothing here."""
        if self._range.is_playing:
            self.moved.emit()
