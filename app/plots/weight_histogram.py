"""How the weights of a projection are distributed, live."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QPainter

from app.appearance.theme import theme
from app.plots.area import Area, number
from app.plots.exporting import Table
from app.plots.painting import RIGHT, number_axis_below, pen, straight, text
from app.plots.signed_colours import limit_of
from app.plots.weight_plot import WeightPlot
from app.translation import tr

BINS = 60
BEYOND = 1.25  # of the full colour: how far the axis reaches


class WeightHistogram(WeightPlot):
    """Counts per bin in the colours of the signed scale. A wheel widens or narrows the range."""

    icon_name = "statistics"
    order = 50
    _zoom = 1.0
    _low, _high = -1.0, 1.0

    @classmethod
    def name(cls) -> str:
        return tr("Weight histogram")

    def histogram(self) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """Counts (bins,) and edges (bins + 1,); weights of one sign begin at zero."""
        weights = self.weights()
        known = weights if weights is not None else np.zeros(0)
        reach = limit_of(known) * BEYOND * self._zoom
        wanted = (0.0 if (known >= 0).all() else -reach, 0.0 if (known <= 0).all() and len(known) else reach)
        width, held = wanted[1] - wanted[0], self._high - self._low
        same_sides = (wanted[0] < 0) == (self._low < 0) and (wanted[1] > 0) == (self._high > 0)
        if not same_sides or width > held or width < 0.7 * held:  # calm while weights drift
            self._low, self._high = wanted
        counts, edges = np.histogram(np.clip(known, self._low, self._high), BINS, (self._low, self._high))
        return counts, edges

    def _area(self, size: QSize, top: float) -> Area:
        px = theme().px
        rect = QRectF(px(16), px(16), max(size.width() - px(32), 10), max(size.height() - px(46), 10))
        return Area(rect, self._low, self._high, 0.0, max(top, 1.0))

    def paint_plot(self, painter: QPainter, size: QSize) -> None:
        counts, edges = self.histogram()
        area = self._area(size, float(counts.max(initial=1)) * 1.05)
        painter.fillRect(area.rect, theme().color("plot"))
        paint_bars(painter, area, counts, edges, limit_of(self._known()))
        number_axis_below(painter, area)
        shown = self.projection()
        unit = self.source.weight_unit(shown.id) if shown is not None else ""
        if unit not in ("", "1"):
            text(painter, QRectF(area.rect.right() - 60, area.rect.top(), 58, 16), unit, "text3", where=RIGHT)

    def _known(self) -> NDArray[np.float64]:
        weights = self.weights()
        return weights if weights is not None else np.zeros(0)

    def hover(self, position: QPointF | None) -> None:
        if position is None or self.is_empty():
            self.say("")
            return
        counts, edges = self.histogram()
        area = self._area(self.surface.size(), 1.0)
        place = int(np.searchsorted(edges, area.x_at(position.x()), "right")) - 1
        if 0 <= place < BINS:
            middle = float(edges[place] + edges[place + 1]) / 2
            self.say(tr("{count} near {weight}", count=f"{int(counts[place]):,}", weight=number(middle, 3)))

    def zoom(self, factor: float, position: QPointF) -> None:
        self._zoom = min(max(self._zoom * factor, 0.05), 20.0)
        self._low = self._high = 0.0
        self.refresh()

    def autoscale(self) -> None:
        self._zoom, self._low, self._high = 1.0, 0.0, 0.0
        self.refresh()

    def table(self) -> Table:
        counts, edges = self.histogram()
        rows = zip(edges[:-1].tolist(), edges[1:].tolist(), counts.tolist(), strict=True)
        return Table(("from", "to", "synapses"), list(rows))


def paint_bars(
    painter: QPainter, area: Area, counts: NDArray[np.int64], edges: NDArray[np.float64], limit: float
) -> None:
    """One bar a bin, and a line at zero where both signs occur."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    for count, low, high in zip(counts.tolist(), edges[:-1].tolist(), edges[1:].tolist(), strict=True):
        if count:
            left, right = area.x(low), area.x(high)
            top = min(area.y(float(count)), area.rect.bottom() - 1)
            colour = theme().diverging((low + high) / 2 / limit)
            painter.fillRect(QRectF(left, top, max(right - left - 1, 1), area.rect.bottom() - top), colour)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    if area.x0 < 0 < area.x1:
        x = area.x(0.0)
        straight(painter, x, area.rect.top(), x, area.rect.bottom(), pen(theme().color("axis")))
