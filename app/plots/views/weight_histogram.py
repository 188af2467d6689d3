"""The distribution of the weights of a projection, live."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainter

from app.appearance.theme import theme
from app.i18n.translation import tr, translatable
from app.plots.base.fineness import FineView, note
from app.plots.base.weight_plot import WeightPlot
from app.plots.exports.spans import Interval
from app.plots.exports.table import Table
from app.plots.parts.axes import NumberAxis
from app.plots.parts.cursor_reading import with_unit
from app.plots.parts.header import Chip
from app.plots.parts.numbers import fixed_point
from app.running.record.image_activity import limit_of

BINS, MOST_BINS = 60, 2000
COUNTS = (30, 60, 120, 240)
HEADROOM = 1.05
BETWEEN = 0.14  # of a bin, left free
BEYOND = 1.25  # of the full colour: how far the axis reaches
UNIT_ROOM = 28  # px behind the last number
COUNTS_ROOM = 58


class WeightHistogram(FineView, WeightPlot):
    """Counts per bin in the colours of the signed scale. A wheel widens or narrows the range."""

    called = translatable("Weight histogram")
    also_called = translatable("weight distribution, synapses")
    icon_name = "statistics"
    order = 50
    _zoom = 1.0
    _low, _high = -1.0, 1.0
    _drawn_range = 1.0, 2.0  # zoom and width of what is on the screen
    _counted = np.zeros(0, np.int64), np.zeros(1)  # counts and edges of it
    fineness_called, kept_as = translatable("Bins"), "bins"

    def histogram(self) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """Counts (bins,) and edges (bins + 1,); weights of one sign begin at zero."""
        known = self._known()
        reach = limit_of(known) * BEYOND * self._zoom
        wanted = (0.0 if (known >= 0).all() else -reach, 0.0 if (known <= 0).all() and len(known) else reach)
        width, held = wanted[1] - wanted[0], self._high - self._low
        same_sides = (wanted[0] < 0) == (self._low < 0) and (wanted[1] > 0) == (self._high > 0)
        if not same_sides or width > held or width < 0.7 * held:  # calm while weights drift
            self._low, self._high = wanted
        counts, edges = np.histogram(np.clip(known, self._low, self._high), self._count(), (self._low, self._high))
        return counts, edges

    def chips(self) -> list[Chip]:
        if self.is_empty():
            return super().chips()
        width = with_unit(f"{(self._high - self._low) / self._count():.2g}", self.unit())
        return [*super().chips(), note(tr("bins of {width}", width=width), width)]

    def _count(self) -> int:
        return min(int(self.fineness), MOST_BINS) or BINS

    def finenesses(self) -> Sequence[tuple[float, str]]:
        return [(float(count), tr("{count} {count:bin|bins}", count=count)) for count in COUNTS]

    def build_items(self) -> None:
        self._axis = NumberAxis("bottom", 30, grid=False)
        counts = NumberAxis("left", COUNTS_ROOM, unit=tr("synapses"), whole=True)
        self.plot = self.graph.add_plot({"left": counts, "bottom": self._axis}, (0, 16, UNIT_ROOM, 0))
        self.plot.vb.setMouseEnabled(x=True, y=False)
        self._bars = HistogramBars(self.plot.vb)

    def draw(self) -> None:
        before = self._low, self._high
        self._counted = counts, edges = self.histogram()
        if (self._low, self._high) != before:
            self.refresh_chips()
        self._drawn_range = self._zoom, self._high - self._low
        self._bars.show(counts, edges, limit_of(self._known()))
        top = max(float(counts.max(initial=1)) * HEADROOM, 1.0)
        self.plot.vb.setRange(xRange=(self._low, self._high), yRange=(0.0, top), padding=0.0)
        unit = self.unit()
        self._axis.name_unit("" if unit == "1" else unit)

    def _known(self) -> NDArray[np.float64]:
        """The weights that are numbers."""
        weights = self.weights()
        if weights is None:
            return np.zeros(0)
        finite = np.isfinite(weights)
        return weights if finite.all() else weights[finite]

    def hover(self, position: QPointF | None) -> None:
        if position is None:
            self.read()
            return
        counts, edges = self._counted
        place = int(np.searchsorted(edges, self.plot.vb.mapSceneToView(position).x(), "right")) - 1
        if 0 <= place < len(counts):
            middle = float(edges[place] + edges[place + 1]) / 2
            count, weight = f"{int(counts[place]):,}", with_unit(fixed_point(middle, 3), self.unit())
            self.read(tr("{count} near {weight}", count=count, weight=weight))
        else:
            self.read()

    def look(self) -> None:
        """A wider or narrower range is counted anew; zero keeps its place."""
        (low, high), _ = self.plot.vb.viewRange()
        drawn_zoom, drawn_width = self._drawn_range
        self._zoom = min(max(drawn_zoom * (high - low) / drawn_width, 0.05), 20.0)
        self._low = self._high = 0.0
        self.refresh()

    def autoscale(self) -> None:
        self._zoom, self._low, self._high = 1.0, 0.0, 0.0
        self.refresh()

    def table(self, span: Interval | None = None) -> Table:
        counts, edges = self.histogram()
        rows = zip(edges[:-1].tolist(), edges[1:].tolist(), counts.tolist(), strict=True)
        return Table(("from", "to", "synapses"), list(rows))


class PaperBars(pg.BarGraphItem):  # type: ignore[misc]  # pyqtgraph carries no types
    """Bars that are painted as they are: a recording of them comes out wrong on paper."""

    def paint(self, painter: QPainter, *_: Any) -> None:
        self._render(painter)


class HistogramBars:
    """One bar a bin in the colours of the signed scale, and a line at zero where both signs occur."""

    def __init__(self, view: Any) -> None:
        self._bars = PaperBars(x0=[], x1=[], height=[], pen=None)
        self._zero = pg.InfiniteLine(0.0, angle=90, pen=theme().color("axis"))
        for item in (self._bars, self._zero):
            view.addItem(item, ignoreBounds=True)

    def show(self, counts: NDArray[np.int64], edges: NDArray[np.float64], limit: float) -> None:
        """``counts`` (bins,) between ``edges`` (bins + 1,); ``limit`` has the full colour."""
        some = counts > 0
        low, high = edges[:-1][some], edges[1:][some]
        colours = [theme().diverging(middle / limit) for middle in ((low + high) / 2).tolist()]
        self._bars.setOpts(x0=low, x1=high - BETWEEN * (high - low), y0=0, height=counts[some], brushes=colours)
        self._zero.setVisible(bool(edges[0] < 0 < edges[-1]))
