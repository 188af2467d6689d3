"""Every weight of a projection as a coloured cell, live; below it, where there is room, their histogram."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from app.appearance.theme import theme
from app.i18n.translation import tr, translatable
from app.plots.base.time_range import TimeRange
from app.plots.base.weight_plot import WeightPlot
from app.plots.exports.spans import Interval
from app.plots.exports.table import Table
from app.plots.parts.axes import NumberAxis
from app.plots.parts.cursor_reading import with_unit
from app.plots.parts.numbers import fixed_point
from app.plots.parts.signed_colours import ColourBar, SignedImage
from app.plots.sources.identity import Identity
from app.plots.sources.source import PlotSource
from app.plots.views.weight_histogram import BEYOND, BINS, HEADROOM, HistogramBars
from app.running.record.fields import Weighed, averaged
from app.running.record.image_activity import limit_of
from app.widgets.painting import LEFT, RIGHT, paint_text
from app.widgets.quantities import round_step
from engine.network.description import Connections

MOST_CELLS = 600  # a side: more than a screen tells apart are averaged
ROOM_FOR_BOTH = 250  # px of height from which the histogram is shown too
HISTOGRAM_HEIGHT = 96  # px with its axis
BAR_ROOM = 76
ROW = 15  # px that a number needs
CLOSEST = 0.01  # of the whole that is shown at least


NO_CELLS = Weighed(np.zeros((0, 0)), np.zeros((0, 0), np.bool_))


class WeightMatrix(WeightPlot):
    """Rows are targets, columns sources; cells without a synapse stay empty. Drag and wheel look closer.

    A cell with a weight that is no number has a colour that is none of the scale, and the header counts them.
    """

    called = translatable("Weight matrix")
    also_called = translatable("connectivity, synapses")
    icon_name = "image"
    order = 40

    def __init__(self, source: PlotSource, time_range: TimeRange, parent: QWidget | None = None) -> None:
        self._shape = (0, 0)
        self._cells_of: tuple[object, Weighed] = (None, NO_CELLS)
        super().__init__(source, time_range, parent)

    def shape(self) -> tuple[int, int]:
        """Targets and sources."""
        connections = self.connections()
        if connections is None or not len(connections.pre):
            return 1, 1
        return int(connections.post.max()) + 1, int(connections.pre.max()) + 1

    def cells(self) -> Weighed:
        """The weight of the synapses of each cell."""
        weights, connections = self.weights(), self.connections()
        if weights is None or connections is None:
            return NO_CELLS
        key = (Identity(weights), Identity(connections))
        if key != self._cells_of[0]:
            self._cells_of = (key, cells_of(weights, connections, self.shape()))
        return self._cells_of[1]

    def build_items(self) -> None:
        self._rows, self._caption, self._bar = CellAxis(), CaptionAxis(), ColourBar(BAR_ROOM)
        axes = {"left": self._rows, "bottom": self._caption, "right": self._bar}
        self.plot = self.graph.add_plot(axes, (0, 14, 0, 0))
        self.plot.vb.invertY(True)
        self._picture = SignedImage(self.plot.vb)
        self._below = self.graph.add_plot({"bottom": NumberAxis("bottom", 24, grid=False)}, (40, 0, BAR_ROOM, 0), False)
        self._below.vb.setMouseEnabled(x=False, y=False)
        self._bars = HistogramBars(self._below.vb)
        self._shape = (0, 0)

    def draw(self) -> None:
        weights, shown = self.weights(), self.one()
        if weights is None or shown is None:
            return
        self._make_room_below()
        shape, limit = self.shape(), limit_of(weights)
        if shape != self._shape:
            self._show_all(shape)
        self._picture.show(self.cells(), limit, shape)
        self._bar.show_scale(limit, self.source.weight_unit(shown.id))
        (left, right), _ = self.plot.vb.viewRange()
        words = tr("from {name}", name=shown.source_title)
        self._caption.say(f"{words}, {int(left)}" if left > 0 else words, f"{int(right):,}")
        reach = limit * BEYOND
        finite = weights[np.isfinite(weights)]
        counts, edges = np.histogram(np.clip(finite, -reach, reach), BINS, (-reach, reach))
        self._bars.show(counts, edges, limit)
        top = max(float(counts.max(initial=1)) * HEADROOM, 1.0)
        self._below.vb.setRange(xRange=(-reach, reach), yRange=(0.0, top), padding=0.0)

    def _make_room_below(self) -> None:
        """The histogram stands there where there is room for both."""
        both = self.graph.height() > theme().px(ROOM_FOR_BOTH)
        height = theme().px(HISTOGRAM_HEIGHT) if both else 0
        if height != self._below.maximumHeight():
            self._below.setMinimumHeight(height)
            self._below.setMaximumHeight(height)
            self.graph.ci.layout.setRowFixedHeight(1, height)
            self._below.setVisible(both)
            self._below.showAxis("bottom", both)
            self.graph.apply_layout()

    def _show_all(self, shape: tuple[int, int]) -> None:
        self._shape, (rows, columns) = shape, shape
        self.plot.vb.setLimits(
            xMin=0, xMax=columns, yMin=0, yMax=rows, minXRange=CLOSEST * columns, minYRange=CLOSEST * rows
        )
        self.plot.vb.setRange(xRange=(0, columns), yRange=(0, rows), padding=0.0)

    def _cell_at(self, position: QPointF) -> tuple[int, int] | None:
        if not self.plot.vb.sceneBoundingRect().contains(position):
            return None
        at, (rows, columns) = self.plot.vb.mapSceneToView(position), self.shape()
        return min(int(at.y()), rows - 1), min(int(at.x()), columns - 1)

    def hover(self, position: QPointF | None) -> None:
        cell = self._cell_at(position) if position is not None else None
        if cell is None:
            self.read()
            return
        cells, (rows, columns) = self.cells(), self.shape()
        held = cells.values.shape
        place = cell[0] * held[0] // rows, cell[1] * held[1] // columns
        value, is_there = float(cells.values[place]), bool(cells.are_there[place])
        words = with_unit(fixed_point(value, 3), self.unit()) if is_there else tr("no synapse")
        if np.isnan(value) and is_there:
            words = fixed_point(value, 3)
        self.read(f"{cell[1]} \u2192 {cell[0]}: {words}")

    def click(self, position: QPointF) -> None:
        """The synapse of a cell is followed by the weight traces."""
        cell, connections, shown = self._cell_at(position), self.connections(), self.one()
        if cell is None or connections is None or shown is None:
            return
        inside = np.flatnonzero((connections.post == cell[0]) & (connections.pre == cell[1]))
        if len(inside):
            self.source.synapses.follow(shown.id, int(inside[0]))

    def look(self) -> None:
        self.refresh()

    def autoscale(self) -> None:
        self._show_all(self.shape())
        self.refresh()

    def table(self, span: Interval | None = None) -> Table:
        weights, connections = self.weights(), self.connections()
        if weights is None or connections is None:
            return Table(("source", "target", "weight"), [])
        rows = zip(connections.pre, connections.post, weights, strict=True)
        return Table(("source", "target", "weight"), ((int(a), int(b), float(w)) for a, b, w in rows))


def cells_of(weights: NDArray[np.float64], connections: Connections, shape: tuple[int, int]) -> Weighed:
    """At most 600 × 600 cells."""
    rows, columns = min(shape[0], MOST_CELLS), min(shape[1], MOST_CELLS)
    row = connections.post.astype(np.int64) * rows // shape[0]
    column = connections.pre.astype(np.int64) * columns // shape[1]
    return averaged(row * columns + column, weights, (rows, columns))


class CellAxis(NumberAxis):
    """The numbers of rows, in the middle of each."""

    def __init__(self) -> None:
        super().__init__("left", 40, grid=False)

    def tickSpacing(self, low: float, high: float, size: float) -> list[tuple[float, float]]:
        return [(round_step(max((high - low) * theme().px(ROW) / max(size, 1.0), 1.0)), 0.5)]

    def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:
        return [str(int(value)) for value in values]


class CaptionAxis(pg.AxisItem):  # type: ignore[misc]  # pyqtgraph carries no types
    """Words at the left and a number at the right below a plot."""

    def __init__(self) -> None:
        super().__init__("bottom")
        self.enableAutoSIPrefix(False)
        self._words, self._number = "", ""
        self.setHeight(theme().px(26))

    def say(self, words: str, number: str) -> None:
        self._words, self._number = words, number
        self.update()

    def paint(self, painter: QPainter, option: Any, widget: Any) -> None:
        line = QRectF(0, theme().px(3), self.width(), theme().px(16))
        paint_text(painter, line, self._number, where=RIGHT)
        room = painter.fontMetrics().horizontalAdvance(self._number) + theme().px(8)
        paint_text(painter, line.adjusted(0, 0, -room, 0), self._words, where=LEFT)
