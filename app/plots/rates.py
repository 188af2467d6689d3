"""How often the neurons of each element fire, over time."""

from __future__ import annotations

from math import isfinite

import numpy as np
from PySide6.QtWidgets import QWidget

from app.document.mini_plot import Shows
from app.plots.axes import NumberAxis
from app.plots.curves import Curves
from app.plots.exporting import Table
from app.plots.header import Chip
from app.plots.painting import curve_pen, every_other
from app.plots.rate_bins import RateBins, bin_steps
from app.plots.reading import Reading, at_time, listed
from app.plots.source import Element, Source
from app.plots.spans import Interval
from app.plots.spike_plot import SpikePlot
from app.plots.statistics_table import figure
from app.plots.time_range import TimeRange
from app.running.activity import smoothed
from app.translation import tr
from engine.network.values import Floats

SMALLEST_TOP = 5.0  # Hz
HEADROOM = 1.15
SHRINKS_AT = 0.5
NUMBERS_ROOM = 46


class Rates(SpikePlot):
    """Spikes per second and neuron of each element, in bins of about a hundredth of the view."""

    icon_name = "statistics"
    order = 30
    quantities = (Shows.RATE,)
    top_room = 12

    def __init__(self, source: Source, time_range: TimeRange, parent: QWidget | None = None) -> None:
        self._bins: dict[str, RateBins] = {}
        self._top = SMALLEST_TOP
        super().__init__(source, time_range, parent)

    @classmethod
    def name(cls) -> str:
        return tr("Population rate")

    @classmethod
    def also(cls) -> str:
        return tr("firing rates, activity, PSTH")

    def chips(self) -> list[Chip]:
        return [(element.slot, element.title) for element in self.elements()]

    def dashes(self, count: int) -> tuple[bool, ...]:
        return every_other(count)

    def left_axis(self) -> NumberAxis:
        return NumberAxis("left", NUMBERS_ROOM, unit=tr("Hz"))

    def furnish(self) -> None:
        super().furnish()
        self._curves = Curves(self.view)

    def curve(self, element: Element, start: float, end: float) -> tuple[Floats, Floats]:
        """Middles of the bins in ms and rates in Hz, each (bins,)."""
        return self._rates_of(element, (start, end), self._bins.setdefault(element.id, RateBins()))

    def _rates_of(self, element: Element, times: Interval, bins: RateBins) -> tuple[Floats, Floats]:
        """The same, of other times in bins as wide as those in view."""
        resolution, (start, end) = self.source.resolution, times
        width = bin_steps(self.time_range.span / resolution)
        first, counts = bins.update(
            self.source.frames, element.id, width, int(start / resolution), int(end / resolution)
        )
        middles = (first + np.arange(len(counts)) + 0.5) * (width * resolution)
        return np.asarray(middles), np.asarray(counts / float(width * resolution / 1000 * max(element.size, 1)))

    def draw_data(self, start: float, end: float) -> tuple[float, float]:
        highest = 0.0
        elements = self.elements()
        for element, dashed in zip(elements, every_other(len(elements)), strict=True):
            times, rates = self.curve(element, start, end)
            highest = max(highest, float(np.fmax.reduce(rates, initial=0.0)))
            if len(times) > 1:
                self._curves.draw(element.id, times, smoothed(rates), curve_pen(element.slot, dashed))
        self._curves.finish()
        wanted = max(highest * HEADROOM, SMALLEST_TOP)
        if wanted > self._top or wanted < SHRINKS_AT * self._top:
            self._top = wanted
        return 0.0, self._top

    def cursor_reading(self, time: float) -> Reading:
        found = []
        for element in self.elements():
            times, rates = self.curve(element, *self.interval())
            if len(times):
                found.append(float(smoothed(rates)[int(np.abs(times - time).argmin())]))  # the curve that is seen
        if not found:
            return super().cursor_reading(time)
        exactly, rounded = (listed([figure(rate, digits) for rate in found], "Hz") for digits in (1, 0))
        return at_time((exactly[0], *rounded), time)

    def autoscale(self) -> None:
        self._top = SMALLEST_TOP
        super().autoscale()

    def table(self, span: Interval | None = None) -> Table:
        rows = [
            (element.title, round(float(time), 6), float(rate))
            for element in self.elements()
            for time, rate in zip(*self._rates_of(element, span or self.interval(), RateBins()), strict=True)
            if isfinite(rate)
        ]
        return Table(("element", "time (ms)", "rate (Hz)"), rows)
