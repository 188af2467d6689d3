"""Every weight of a projection as a coloured cell, live; below it, where there is room, their histogram."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from app.appearance.theme import theme
from app.plots.area import Area, number
from app.plots.exporting import Table
from app.plots.painting import LEFT, RIGHT, number_axis_below, text
from app.plots.signed_colours import colour_bar, limit_of, picture
from app.plots.source import Source
from app.plots.time_range import TimeRange
from app.plots.weight_histogram import BEYOND, BINS, paint_bars
from app.plots.weight_plot import WeightPlot
from app.translation import tr
from engine.network.description import Connections

MOST_CELLS = 600  # a side: more than a screen tells apart are averaged
ROOM_FOR_BOTH = 250  # px of height from which the histogram is shown too
HISTOGRAM_HEIGHT = 62


class WeightMatrix(WeightPlot):
    """Rows are targets, columns sources; cells without a synapse stay empty. Drag and wheel look closer."""

    icon_name = "image"
    order = 40

    def __init__(self, source: Source, time_range: TimeRange, parent: QWidget | None = None) -> None:
        self._view = (0.0, 1.0, 0.0, 1.0)  # left, right, top, bottom as shares of the whole
        self._cells_of: tuple[object, NDArray[np.float64]] = (None, np.zeros((0, 0)))
        super().__init__(source, time_range, parent)

    @classmethod
    def name(cls) -> str:
        return tr("Weights")

    def shape(self) -> tuple[int, int]:
        """Targets and sources."""
        connections = self._connections()
        if connections is None or not len(connections.pre):
            return 1, 1
        return int(connections.post.max()) + 1, int(connections.pre.max()) + 1

    def cells(self) -> NDArray[np.float64]:
        """Mean weight per cell (rows, columns), NaN where there is no synapse."""
        weights, connections = self.weights(), self._connections()
        if weights is None or connections is None:
            return np.zeros((0, 0))
        key = (id(weights), id(connections))
        if key != self._cells_of[0]:
            self._cells_of = (key, averaged(weights, connections, self.shape()))
        return self._cells_of[1]

    def _connections(self) -> Connections | None:
        shown = self.projection()
        return self.source.frames.connections(shown.id) if shown is not None else None

    def _rect(self, size: QSize) -> QRectF:
        px = theme().px
        below = px(26) + (px(HISTOGRAM_HEIGHT) + px(30) if size.height() > px(ROOM_FOR_BOTH) else 0)
        return QRectF(px(40), px(14), max(size.width() - px(116), 10), max(size.height() - px(14) - below, 10))

    def paint_plot(self, painter: QPainter, size: QSize) -> None:
        px, rect = theme().px, self._rect(size)
        weights = self.weights()
        if weights is None:
            return
        limit, cells = limit_of(weights), self.cells()
        painter.fillRect(rect, theme().color("plot"))
        image = picture(cells, limit)
        left, right, top, bottom = self._view
        part = QRectF(left * image.width(), top * image.height(), 0, 0)
        part.setWidth((right - left) * image.width())
        part.setHeight((bottom - top) * image.height())
        painter.setRenderHint(painter.RenderHint.SmoothPixmapTransform, False)
        painter.drawImage(rect, image, part)
        shown = self.projection()
        unit = self.source.weight_unit(shown.id) if shown is not None else ""
        colour_bar(painter, QRectF(rect.right() + px(12), rect.top(), px(60), rect.height()), limit, unit)
        self._paint_numbers(painter, rect)
        if size.height() > px(ROOM_FOR_BOTH):
            self._paint_histogram(painter, rect, size, weights, limit)

    def _paint_numbers(self, painter: QPainter, rect: QRectF) -> None:
        px, (rows, columns) = theme().px, self.shape()
        left, right, top, bottom = self._view
        first, last = top * rows, bottom * rows
        every = max(1, int(np.ceil((last - first) * px(15) / rect.height())))
        for row in range(int(np.ceil(first)), int(np.ceil(last)), every):
            y = rect.top() + (row + 0.5 - first) / (last - first) * rect.height()
            if rect.top() <= y <= rect.bottom():
                text(painter, QRectF(0, y - px(8), rect.left() - px(8), px(16)), str(row), where=RIGHT)
        shown = self.projection()
        if shown is None:
            return
        under = QRectF(rect.left(), rect.bottom() + px(3), rect.width(), px(16))
        words = tr("from {name}", name=shown.source_title)
        if left > 0:
            words = f"{words}, {int(left * columns)}"
        last_column = f"{int(right * columns):,}"
        text(painter, under, last_column, where=RIGHT)
        room = painter.fontMetrics().horizontalAdvance(last_column) + px(8)
        text(painter, under.adjusted(0, 0, -room, 0), words, where=LEFT)

    def _paint_histogram(
        self, painter: QPainter, rect: QRectF, size: QSize, weights: NDArray[np.float64], limit: float
    ) -> None:
        px = theme().px
        reach = limit * BEYOND
        counts, edges = np.histogram(np.clip(weights, -reach, reach), BINS, (-reach, reach))
        below = QRectF(rect.left(), size.height() - px(26) - px(HISTOGRAM_HEIGHT), rect.width(), px(HISTOGRAM_HEIGHT))
        area = Area(below, -reach, reach, 0.0, float(counts.max(initial=1)) * 1.05)
        paint_bars(painter, area, counts, edges, limit)
        number_axis_below(painter, area, 4)

    def _cell_at(self, position: QPointF) -> tuple[int, int] | None:
        rect, (rows, columns) = self._rect(self.surface.size()), self.shape()
        if not rect.contains(position):
            return None
        left, right, top, bottom = self._view
        x = left + (position.x() - rect.left()) / rect.width() * (right - left)
        y = top + (position.y() - rect.top()) / rect.height() * (bottom - top)
        return min(int(y * rows), rows - 1), min(int(x * columns), columns - 1)

    def hover(self, position: QPointF | None) -> None:
        cell = self._cell_at(position) if position is not None and not self.is_empty() else None
        if cell is None:
            self.say("")
            return
        cells, (rows, columns) = self.cells(), self.shape()
        value = float(cells[cell[0] * cells.shape[0] // rows, cell[1] * cells.shape[1] // columns])
        words = tr("no synapse") if np.isnan(value) else number(value, 3)
        self.say(f"{cell[1]} \u2192 {cell[0]}: {words}")

    def zoom(self, factor: float, position: QPointF) -> None:
        rect = self._rect(self.surface.size())
        x = min(max((position.x() - rect.left()) / rect.width(), 0.0), 1.0)
        y = min(max((position.y() - rect.top()) / rect.height(), 0.0), 1.0)
        left, right, top, bottom = self._view
        self._view = (*scaled(left, right, factor, x), *scaled(top, bottom, factor, y))
        self.refresh()

    def pan(self, dx: float, dy: float) -> None:
        left, right, top, bottom = self._view
        self._view = (*moved(left, right, -dx), *moved(top, bottom, -dy))
        self.refresh()

    def autoscale(self) -> None:
        self._view = (0.0, 1.0, 0.0, 1.0)
        self.refresh()

    def table(self) -> Table:
        weights, connections = self.weights(), self._connections()
        if weights is None or connections is None:
            return Table(("source", "target", "weight"), [])
        rows = zip(connections.pre, connections.post, weights, strict=True)
        return Table(("source", "target", "weight"), ((int(a), int(b), float(w)) for a, b, w in rows))


def averaged(weights: NDArray[np.float64], connections: Connections, shape: tuple[int, int]) -> NDArray[np.float64]:
    """Mean weight per cell of at most 600 × 600, NaN where there is none."""
    rows, columns = min(shape[0], MOST_CELLS), min(shape[1], MOST_CELLS)
    row = connections.post.astype(np.int64) * rows // shape[0]
    column = connections.pre.astype(np.int64) * columns // shape[1]
    place = row * columns + column
    count = np.bincount(place, minlength=rows * columns)
    total = np.bincount(place, weights, minlength=rows * columns)
    return np.where(count > 0, total / np.maximum(count, 1), np.nan).reshape(rows, columns)


def scaled(low: float, high: float, factor: float, at: float) -> tuple[float, float]:
    """Part of [0, 1] scaled around ``at`` of it."""
    middle = low + (high - low) * at
    span = min(max((high - low) * factor, 0.01), 1.0)
    low = min(max(middle - at * span, 0.0), 1.0 - span)
    return low, low + span


def moved(low: float, high: float, by: float) -> tuple[float, float]:
    """Part of [0, 1] moved by a share of itself."""
    span = high - low
    low = min(max(low + by * span, 0.0), 1.0 - span)
    return low, low + span
