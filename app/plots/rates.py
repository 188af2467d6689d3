"""How often the neurons of each element fire, over time."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QAction, QPainter
from PySide6.QtWidgets import QWidget

from app.appearance.theme import theme
from app.plots.area import Area, number, seconds
from app.plots.exporting import Table
from app.plots.header import Chip
from app.plots.painting import number_axis_left, pen, polygon, text
from app.plots.panel import checkable
from app.plots.rate_bins import RateBins, bin_steps
from app.plots.source import Element, Source
from app.plots.time_plot import TimePlot
from app.plots.time_range import TimeRange
from app.running.activity import smoothed
from app.translation import tr
from engine.network.values import Floats

SMALLEST_TOP = 5.0  # Hz
HEADROOM = 1.15
SHRINKS_AT = 0.5


class Rates(TimePlot):
    """Spikes per second and neuron of each element, in bins of about a hundredth of the view."""

    icon_name = "statistics"
    order = 30
    left_room = 46
    top_room = 12

    def __init__(self, source: Source, time_range: TimeRange, parent: QWidget | None = None) -> None:
        self._bins: dict[str, RateBins] = {}
        self._hidden: set[str] = set()
        self._top = SMALLEST_TOP
        super().__init__(source, time_range, parent)

    @classmethod
    def name(cls) -> str:
        return tr("Rate")

    def elements(self) -> list[Element]:
        return [element for element in self.source.elements() if element.id not in self._hidden]

    def chips(self) -> list[Chip]:
        return [(element.slot, element.title) for element in self.elements()]

    def own_actions(self) -> Sequence[QAction]:
        return [
            checkable(e.title, e.id not in self._hidden, lambda on, id=e.id: self._show_element(id, on), self)
            for e in self.source.elements()
        ]

    def _show_element(self, element: str, wanted: bool) -> None:
        self._hidden = self._hidden - {element} if wanted else self._hidden | {element}
        self.refresh()

    def area(self, size: QSize) -> Area:
        area = super().area(size)
        return Area(area.rect, area.x0, area.x1, 0.0, self._top)

    def curve(self, element: Element, area: Area) -> tuple[Floats, Floats]:
        """Middles of the bins in ms and rates in Hz, each (bins,)."""
        resolution = self.source.resolution
        width = bin_steps((area.x1 - area.x0) / resolution)
        bins = self._bins.setdefault(element.id, RateBins())
        first, counts = bins.update(
            self.source.frames, element.id, width, int(area.x0 / resolution), int(area.x1 / resolution)
        )
        times = (first + np.arange(len(counts)) + 0.5) * (width * resolution)
        return np.asarray(times), np.asarray(counts / float(width * resolution / 1000 * max(element.size, 1)))

    def paint_plot(self, painter: QPainter, size: QSize) -> None:
        area = super().area(size)
        curves = [(e, *self.curve(e, area)) for e in self.elements()]
        highest = max((float(rates.max(initial=0.0)) for _, _, rates in curves), default=0.0)
        wanted = max(highest * HEADROOM, SMALLEST_TOP)
        if wanted > self._top or wanted < SHRINKS_AT * self._top:
            self._top = wanted
        super().paint_plot(painter, size)

    def paint_data(self, painter: QPainter, area: Area) -> None:
        number_axis_left(painter, area)
        px = theme().px
        text(painter, QRectF(px(12), area.rect.top() - px(10), px(30), px(16)), "Hz")
        painter.setClipRect(area.rect)
        width = theme().size("plot", "curve_pen")
        for place, element in enumerate(self.elements()):
            times, rates = self.curve(element, area)
            if len(times) < 2:
                continue
            x, y = area.x(times), area.y(smoothed(rates))
            line = polygon(x, y)
            dash = [5.0, 4.0] if place % 2 else None
            painter.setPen(pen(theme().identity(element.slot), width, dash))
            painter.drawPolyline(line)

    def cursor_value(self, time: float) -> str:
        area = self.area(self.surface.size())
        words = []
        for element in self.elements():
            times, rates = self.curve(element, area)
            if len(times):
                words.append(number(float(rates[int(np.abs(times - time).argmin())]), 1))
        return f"{' / '.join(words)} Hz \u00b7 {seconds(time)}" if words else seconds(time)

    def autoscale(self) -> None:
        self._top = SMALLEST_TOP
        super().autoscale()

    def table(self) -> Table:
        area = self.area(self.surface.size())
        rows = [
            (element.title, round(float(time), 6), float(rate))
            for element in self.elements()
            for time, rate in zip(*self.curve(element, area), strict=True)
        ]
        return Table(("element", "time (ms)", "rate (Hz)"), rows)
