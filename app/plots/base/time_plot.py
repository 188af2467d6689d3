"""The base of all plots over time: the axis, the cursor, marks where a sample begins, pan and zoom."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from typing import Any

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Signal
from PySide6.QtWidgets import QWidget

from app.appearance.theme import theme
from app.plots.base.panel import PlotPanel
from app.plots.base.time_range import TimeRange
from app.plots.exports.spans import Interval
from app.plots.parts.axes import SampleAxis, TimeAxis
from app.plots.parts.bands import BandHead
from app.plots.parts.cursor_reading import Reading
from app.plots.parts.envelope import Columns, pixel_columns
from app.plots.parts.graph import OVER_CURVES
from app.plots.parts.numbers import seconds
from app.plots.sources.source import PlotSource

NARROWEST_SAMPLE = 4  # px; narrower ones are not marked
SELECTED = 0.14  # how opaque a selected span is
LEAST_SWEEP = 3  # px; less is a click


class TimePlot(PlotPanel):
    """One plot whose x is in ms. A subclass adds the axis at the left and its items, and fills them."""

    top_room = 20
    right_room = 14
    left_moved = Signal()  # the axis of what is measured is wider or narrower now
    column = 0  # of the graph in which it stands
    heads_share = 0.45  # of the width that names of bands may take at most

    def __init__(self, source: PlotSource, time_range: TimeRange, parent: QWidget | None = None) -> None:
        self._heads_moved = False
        self._indent, self._has_times = 0, True
        super().__init__(source, time_range, parent)
        time_range.changed.connect(self.refresh)
        time_range.cursor_moved.connect(self._cursor_moved)
        time_range.selected_changed.connect(self.refresh)
        self.graph.swept.connect(self._sweep)

    @abstractmethod
    def left_axis(self) -> Any:
        """The axis of what is measured."""

    def more_axes(self) -> dict[str, Any]:
        """Others, by their side."""
        return {}

    @abstractmethod
    def draw_data(self, start: float, end: float) -> tuple[float, float]:
        """Fill the items for [start, end] ms; returns the y at the lower and at the upper edge."""

    def cursor_reading(self, time: float) -> Reading:
        """Give what the header says while the cursor is at ``time`` ms."""
        return (seconds(time), "")  # the cursor itself stands at it

    def build_items(self) -> None:
        self.left = self.left_axis()
        self._samples, self.times = SampleAxis(self.top_room), TimeAxis()
        axes = {"left": self.left, "bottom": self.times, "top": self._samples, **self.more_axes()}
        self.plot = self.graph.add_plot(axes, (0, 0, self.right_room, 0), column=self.column)
        self._stand()  # also once another theme has made all anew
        self.view = self.plot.vb
        self.view.setMouseEnabled(x=True, y=False)
        self._selected = pg.LinearRegionItem(
            movable=False, brush=theme().color("accent", SELECTED), pen=theme().color("accent")
        )
        self._selected.hide()
        self.view.addItem(self._selected, ignoreBounds=True)
        self._cursor = pg.InfiniteLine(angle=90, pen=theme().color("accent"))
        self._cursor.setZValue(OVER_CURVES)
        self._cursor.hide()
        self.view.addItem(self._cursor, ignoreBounds=True)

    @property
    def left_room(self) -> int:
        """px of the axis of what is measured."""
        width: float = self.left.width()
        return round(width)

    def stand_in_column(self, indent: int, has_times: bool) -> None:
        """Begin ``indent`` px further right, as others of its column do, and leave the times to the one below."""
        if (indent, has_times) != (self._indent, self._has_times):
            self._indent, self._has_times = indent, has_times
            self._stand()
            self.refresh()

    def _stand(self) -> None:
        _, above, right, below = self.plot.layout.getContentsMargins()
        self.plot.layout.setContentsMargins(self._indent, above, right, below)
        self.times.show_numbers(self._has_times)

    def columns(self, times: NDArray[np.floating[Any]], start: float, end: float) -> Columns:
        """Samples at ``times`` in ms, by the pixels of a view from ``start`` to ``end``."""
        return pixel_columns(np.asarray(times, np.float64), start, end, max(round(self.data_rect.width()), 1))

    @property
    def data_rect(self) -> QRectF:
        """The rectangle in which the data is drawn, in pixels of the graph."""
        rect: QRectF = self.view.mapRectToScene(self.view.rect())
        return rect

    def interval(self) -> tuple[float, float]:
        """Start and end in ms, moved to whole pixels, so that what was drawn stays sharp while time runs."""
        start, end = self.time_range.interval(self.source.latest)
        column = (end - start) / max(round(self.data_rect.width()), 1)
        start = round(start / column) * column
        return start, start + self.time_range.span

    def spans(self) -> dict[str, Interval]:
        return self.spans_around(self.interval())

    def is_empty(self) -> bool:
        return self.source.frames.latest_step == 0

    def shown_state(self) -> object:
        frames = self.source.frames
        moving = frames.latest_step if self.time_range.is_following else 0
        return frames.number, moving, self.time_range.end, self.time_range.span, self.time_range.cursor

    def draw(self) -> None:
        start, end = self.interval()
        low, high = self.draw_data(start, end)
        if self._heads_moved:
            self._heads_moved = False
            self.graph.apply_layout()
            start, end = self.interval()
            low, high = self.draw_data(start, end)
        self.view.setRange(xRange=(start, end), yRange=(low, high), padding=0.0, disableAutoRange=False)
        self._samples.show_samples(self._samples_in(start, end))
        selected = None if self.is_on_paper else self.time_range.selected
        self._selected.setVisible(selected is not None)
        if selected is not None:
            self._selected.setRegion(selected)
        cursor = self.pointed
        is_in_view = cursor is not None and start <= cursor <= end
        self._cursor.setVisible(is_in_view)
        if cursor is not None:
            self._cursor.setValue(cursor)

    def has_simulated(self, time: float) -> bool:
        """Tell whether the run has a moment at ``time`` ms; beside it there is nothing to be read."""
        return 0 <= time <= self.source.latest

    def read_again(self) -> None:
        """At the time of the cursor, in whichever view the mouse is, as long as that is in view."""
        start, end = self.interval()
        cursor = self.time_range.cursor
        if cursor is not None and start <= cursor <= end and self.has_simulated(cursor):
            self.read(*self.cursor_reading(cursor))
        else:
            self.read()

    def show_heads(self, heads: Sequence[BandHead]) -> None:
        """Name the bands; where that takes another room, the data is drawn once more beside it."""
        self._heads_moved = self.left.show_heads(heads, self.heads_share * self.graph.width())
        if self._heads_moved:
            self.left_moved.emit()

    def _samples_in(self, start: float, end: float) -> list[tuple[float, float, str]]:
        """Begin, end and name of every sample in view."""
        resolution, found = self.source.resolution, []
        for dataset in self.source.datasets():
            shown = self.source.frames.shown(dataset, int(start / resolution))
            times = shown.first_steps * resolution
            inside = times <= end
            times, labels = times[inside], shown.labels[inside]
            if not len(times) or self.data_rect.width() / len(times) < NARROWEST_SAMPLE:
                continue
            for begin, stop, label in zip(times.tolist(), [*times[1:].tolist(), end], labels.tolist(), strict=True):
                found.append((begin, stop, self.source.sample_words(dataset, label)))
        return found

    def hover(self, position: QPointF | None) -> None:
        inside = position is not None and self.data_rect.contains(position)
        self.time_range.point_at(self.view.mapSceneToView(position).x() if inside else None)

    def _sweep(self, begun: QPointF, now: QPointF) -> None:
        """A drag with Shift marks a span, a click with Shift takes the mark away."""
        times = [self.view.mapSceneToView(place).x() for place in (begun, now)]
        if abs(now.x() - begun.x()) < LEAST_SWEEP:
            times[1] = times[0]
        self.time_range.select(*times)

    def _cursor_moved(self) -> None:
        if self.is_empty():
            self.read()
        else:
            self.read_again()
        self.refresh()

    def look(self) -> None:
        start, end = self.view.viewRange()[0]
        self.time_range.adopt(start, end, self.source.latest)

    def autoscale(self) -> None:
        self.time_range.fit()
