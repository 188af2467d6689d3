"""The range of time and the cursor that all plots over time share."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from engine.network.description import NetworkDescription

USUAL_SPAN = 1000.0  # ms
SAMPLES_IN_VIEW = 6
SHORTEST = 1.0
LONGEST = 3_600_000.0


class TimeRange(QObject):
    """``span`` ms that end with the newest step while following, else at ``end``.

    ``selected`` is a span (start, end) in ms that a person has marked, None where there is none.
    """

    changed = Signal()
    cursor_moved = Signal()
    selected_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.span = self._suitable = USUAL_SPAN
        self.is_chosen = False  # the span, by a hand
        self.end: float | None = None
        self.cursor: float | None = None
        self.selected: tuple[float, float] | None = None
        self.is_playing = False  # a span, by moving the cursor, which otherwise is the mouse's

    @property
    def is_following(self) -> bool:
        return self.end is None

    def interval(self, latest: float) -> tuple[float, float]:
        """Start and end in ms; the first second fills from the left."""
        end = max(latest, self.span) if self.end is None else self.end
        return end - self.span, end

    def looked_at(self, latest: float) -> float:
        """The ms at the cursor, else at the end of what is shown, as far as the run has come."""
        return min(self.interval(latest)[1] if self.cursor is None else self.cursor, latest)

    def shown(self, latest: float) -> tuple[float, float]:
        """Start and end in ms of what is shown of the run, of which nothing has yet to come."""
        start, end = self.interval(latest)
        return max(start, 0.0), min(end, latest)

    def moment(self, latest: float) -> float | None:
        """The ms that are looked at, None for the newest: where a span is played, else the end of what is shown."""
        shown = self.cursor if self.is_playing else self.end
        return None if shown is None or shown >= latest else shown

    def set_default_span(self, description: NetworkDescription | None) -> None:
        """A span that shows some samples of a data set, or a second where none is shown; unless a hand chose one."""
        times = [d.sample_time + d.gap for d in description.datasets] if description is not None else []
        self._suitable = SAMPLES_IN_VIEW * min(times) if times else USUAL_SPAN
        if not self.is_chosen:
            self.span = self._suitable
        self.changed.emit()

    def choose(self, span: float) -> None:
        """Show so many ms from now on; 0 for as many as suit the network."""
        self.is_chosen = span > 0
        self.span = min(max(span, SHORTEST), LONGEST) if span > 0 else self._suitable
        self.changed.emit()

    def show(self, start: float, end: float) -> None:
        """Show [start, end] ms and no longer follow."""
        self.span, self.is_chosen = min(max(end - start, SHORTEST), LONGEST), True
        self.end = max(start + self.span, self.span)
        self.changed.emit()

    def look_back(self, end: float) -> None:
        """Show the span that ends at ``end`` ms."""
        self.end = max(end, self.span)
        self.changed.emit()

    def follow(self) -> None:
        """Show the newest again."""
        self.end = None
        self.changed.emit()

    def fit(self) -> None:
        """Show the newest again; while it is shown, as much as suits the network."""
        if self.is_following:
            self.choose(0.0)
        self.follow()

    def adopt(self, start: float, end: float, latest: float) -> None:
        """Show [start, end] ms as a hand has put it; while following a zoom keeps following, and so does
        what reaches beyond the newest.
        """
        span = min(max(end - start, SHORTEST), LONGEST)
        is_zoom = abs(span - self.span) > 1e-9 * self.span
        if not (is_zoom and self.is_following):
            self.end = None if not is_zoom and end >= max(latest, span) else max(end, span)
        self.span, self.is_chosen = span, self.is_chosen or is_zoom
        self.changed.emit()

    def point_at(self, cursor: float | None) -> None:
        """Move the cursor, None takes it away."""
        if cursor != self.cursor:
            self.cursor = cursor
            self.cursor_moved.emit()

    def select(self, start: float, end: float) -> None:
        """Mark what lies between two times in ms, in any order; no time at all takes the mark away."""
        start, end = sorted((max(start, 0.0), max(end, 0.0)))
        selected = (start, end) if end > start else None
        if selected != self.selected:
            self.selected = selected
            self.selected_changed.emit()

    def select_nothing(self) -> None:
        """Take the mark away."""
        self.select(0.0, 0.0)
