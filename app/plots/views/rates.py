"""Firing rates of the neurons of each element, over time."""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite

import numpy as np
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from app.document.mini_plot import Shows
from app.i18n.translation import tr, translatable
from app.plots.base.fineness import FineView, note, with_options
from app.plots.base.spike_plot import SpikePlot
from app.plots.base.time_range import TimeRange
from app.plots.exports.spans import Interval
from app.plots.exports.table import Table
from app.plots.parts.axes import NumberAxis
from app.plots.parts.cursor_reading import Reading, at_time, values_listed, with_unit
from app.plots.parts.curves import CurveItems
from app.plots.parts.envelope import envelope
from app.plots.parts.header import Chip
from app.plots.parts.painting import curve_pen, every_other
from app.plots.parts.rate_bins import RateBins, bin_steps
from app.plots.sources.source import Element, PlotSource
from app.plots.statistics.statistics_table import figure
from app.preferences import ViewContent
from app.running.record.activity import smoothed_counts
from app.widgets.actions import checkable
from engine.network.values import Floats

SMALLEST_TOP = 5.0  # Hz
HEADROOM = 1.15
SHRINKS_AT = 0.5
NUMBERS_ROOM = 46
WIDTHS = (1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0, 500.0)  # ms of a bin that are offered
FEW = 300  # points of a curve
PLAIN = "plain"


class Rates(FineView, SpikePlot):
    """Spikes per second and neuron of each element, in bins whose width is written beside their names."""

    called = translatable("Population rate")
    also_called = translatable("firing rates, activity, PSTH")
    icon_name = "statistics"
    order = 30
    quantities = (Shows.RATE,)
    top_room = 12
    fineness_called, kept_as = translatable("Width of a bin"), "bin"

    def __init__(self, source: PlotSource, time_range: TimeRange, parent: QWidget | None = None) -> None:
        self._bins: dict[str, RateBins] = {}
        self.is_smooth = True  # neighbours are averaged
        self._top = SMALLEST_TOP
        super().__init__(source, time_range, parent)

    def chips(self) -> list[Chip]:
        return [*((element.slot, element.title) for element in self.elements()), self._note()]

    def bin_width(self) -> float:
        """The ms of a bin as it is drawn."""
        resolution = self.source.resolution
        return bin_steps(self.time_range.span, resolution, self.fineness) * resolution

    def _note(self) -> Chip:
        width = f"{self.bin_width():g}"
        words = tr("{width} ms bins, smoothed", width=width) if self.is_smooth else tr("{width} ms bins", width=width)
        return note(words, with_unit(width, "ms"))

    def own_actions(self) -> Sequence[QAction]:
        smooth = checkable(tr("Smooth over three bins"), self.is_smooth, self.smooth, self)
        return [*super().own_actions(), smooth]

    def finenesses(self) -> Sequence[tuple[float, str]]:
        return [(width, f"{width:g} ms") for width in WIDTHS if width >= self.source.resolution]

    def smooth(self, wanted: bool) -> None:
        """Average neighbours, or draw what was counted."""
        self.is_smooth = wanted
        self.refresh()

    def content(self) -> ViewContent:
        return with_options(super().content(), () if self.is_smooth else (PLAIN,))

    def show_content(self, content: ViewContent) -> None:
        self.is_smooth = PLAIN not in content.options
        super().show_content(content)

    def dashes(self, count: int) -> tuple[bool, ...]:
        return every_other(count)

    def left_axis(self) -> NumberAxis:
        return NumberAxis("left", NUMBERS_ROOM, unit=tr("Hz"))

    def build_items(self) -> None:
        super().build_items()
        self._curves = CurveItems(self.view)

    def curve(self, element: Element, start: float, end: float) -> tuple[Floats, Floats]:
        """Middles of the bins in ms and rates in Hz, each (bins,)."""
        return self._rates_of(element, (start, end), self._bins.setdefault(element.id, RateBins()))

    def _rates_of(self, element: Element, times: Interval, bins: RateBins) -> tuple[Floats, Floats]:
        """The same, of other times in bins as wide as those in view."""
        resolution, (start, end) = self.source.resolution, times
        width = bin_steps(self.time_range.span, resolution, self.fineness)
        first, counts = bins.update(
            self.source.frames, element.id, element.size, width, int(start / resolution), int(end / resolution)
        )
        edges = (first + np.arange(len(counts) + 1)) * width
        neurons = self.source.frames.size_past(element.id).neurons(max(element.size, 1), edges)
        middles = (edges[:-1] + width / 2) * resolution
        return np.asarray(middles), np.asarray(counts / (width * resolution / 1000 * neurons))

    def draw_data(self, start: float, end: float) -> tuple[float, float]:
        highest = 0.0
        elements = self.elements()
        for element, dashed in zip(elements, every_other(len(elements)), strict=True):
            times, rates = self.curve(element, start, end)
            highest = max(highest, float(np.fmax.reduce(rates, initial=0.0)))
            if len(times) > 1:
                self._draw_curve(element, times, self._seen(rates), dashed, (start, end))
        self._curves.finish()
        wanted = max(highest * HEADROOM, SMALLEST_TOP)
        if wanted > self._top or wanted < SHRINKS_AT * self._top:
            self._top = wanted
        return 0.0, self._top

    def _seen(self, rates: Floats) -> Floats:
        """The rates as drawn, of those that were counted (bins,)."""
        return smoothed_counts(rates) if self.is_smooth else rates

    def _draw_curve(self, element: Element, times: Floats, rates: Floats, dashed: bool, view: Interval) -> None:
        """Of more bins than pixels the lowest and the highest on each."""
        place = self.columns(times, *view)
        line = curve_pen(element.slot, dashed)
        if len(times) > FEW:
            line.setWidthF(1.0)  # Qt strokes a broad line of so many points in 9 ms, a thin one in 0.1
        self._curves.draw(element.id, place.x, envelope(rates, place), line)

    def cursor_reading(self, time: float) -> Reading:
        found = []
        for element in self.elements():
            times, rates = self.curve(element, *self.interval())
            if len(times):
                found.append(float(self._seen(rates)[int(np.abs(times - time).argmin())]))
        if not found:
            return super().cursor_reading(time)
        return at_time(tuple(values_listed([figure(rate, digits) for rate in found], "Hz") for digits in (1, 0)), time)

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
