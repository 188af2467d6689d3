"""Intervals between two spikes of the neurons of each element, and how irregularly they fire."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from PySide6.QtGui import QAction

from app.appearance.theme import theme
from app.i18n.translation import tr, translatable
from app.plots.base.computation import Work
from app.plots.base.fineness import note
from app.plots.base.scaled_plot import ScaledPlot
from app.plots.exports.spans import Interval
from app.plots.exports.table import Table
from app.plots.parts.axes import NumberAxis
from app.plots.parts.cursor_reading import Reading, values_listed, with_unit
from app.plots.parts.header import Chip
from app.plots.parts.numbers import fixed_point
from app.plots.parts.painting import curve_pen, every_other
from app.plots.sources.source import Element
from app.running.record.ring_buffer import RingBuffer, times_of
from app.widgets.actions import checkable
from engine.analysis.intervals import coefficients_of_variation, intervals, known_mean
from engine.analysis.summary import chosen_neurons, only
from engine.network.values import Floats

USUAL_BINS, MOST_BINS = 80, 2000
COUNTS = (20, 40, 80, 160, 320)
MOST_SPIKES = 400_000  # of one element; of more, the intervals of some neurons are taken
LONGEST_SHARE = 0.995  # of the intervals, which the scale shows by itself
HEADROOM = 1.1
CALM = 1.3  # by how much the longest interval may shrink before the scale comes nearer
FEW = 4  # curves that are also filled: more would hide one another
FILL = 0.18


@dataclass(frozen=True)
class Waits:
    """All intervals of one element in ms, sorted (intervals,), and the mean CV of its neurons (NaN if unknown)."""

    gaps: Floats
    variation: float
    counted: int
    size: int


Found = dict[str, Waits]


class IntervalHistogram(ScaledPlot[Found]):
    """The share of intervals in each bin, of the time in view; one outline an element."""

    called = translatable("Inter-spike intervals")
    also_called = translatable("ISI, interspike interval histogram, CV")
    icon_name = "statistics"
    order = 35
    unit_below = "ms"
    is_usually_logarithmic, other_scale = False, "logarithmic"
    fineness_called, kept_as = translatable("Bins"), "bins"
    _longest = 0.0

    def wanted(self) -> Hashable:
        elements = tuple((element.id, element.size) for element in self.source.elements())
        return self.source.frames.number, self.interval(), self.source.resolution, elements

    def work(self) -> Work[Found]:
        elements = tuple((element.id, element.size) for element in self.source.elements())
        return partial(intervals_by_element, self.source.frames, elements, *self.interval(), self.source.resolution)

    def waits(self) -> list[tuple[Element, Waits]]:
        """The intervals that are shown, of the elements that have any."""
        numbers = self.numbers or {}
        shown = [(element, numbers[element.id]) for element in self.choice.shown() if element.id in numbers]
        return [(element, waits) for element, waits in shown if len(waits.gaps)]

    def chips(self) -> list[Chip]:
        names = [chip for element, waits in self.waits() for chip in _chips(element, waits)]
        return [*names, self._note()] if names else []

    def _note(self) -> Chip:
        """The width of a bin, or the number of bins from one power of ten to the next."""
        edges = self.edges()
        if self.logarithmic:
            count = f"{1 / float(np.log10(edges[1] / edges[0])):.3g}"
            return note(
                tr("{count} {count:bin|bins} for each power of ten", count=count),
                tr("{count} {count:bin|bins}", count=count),
            )
        width = f"{edges[1] - edges[0]:.3g}"
        return note(tr("{width} ms bins", width=width), with_unit(width, "ms"))

    def own_actions(self) -> Sequence[QAction]:
        scale = checkable(tr("Logarithmic scale"), self.logarithmic, self.show_logarithmic, self)
        return [*super().own_actions(), scale]

    def finenesses(self) -> Sequence[tuple[float, str]]:
        return [(float(count), tr("{count} {count:bin|bins}", count=count)) for count in COUNTS]

    def is_empty(self) -> bool:
        return super().is_empty() or not self.waits()

    def nothing_words(self) -> tuple[str, str]:
        if not self.source.elements():
            return super().nothing_words()
        if self.numbers is None:
            return tr("Counting…"), ""
        return tr("No neuron has fired twice in the time in view: show a longer time."), ""

    def left_axis(self) -> NumberAxis:
        return NumberAxis("left", 46, unit="%")

    def edges(self) -> Floats:
        """Of the bins (bins + 1,), in ms: of equal ratio, or as wide as whole steps and between two of them."""
        low, high = self._by_hand or self._own_range()
        count = min(int(self.fineness), MOST_BINS) or USUAL_BINS
        if self.logarithmic:
            return np.asarray(10.0 ** np.linspace(low, high, count + 1), np.float64)
        step = self.source.resolution
        width = max(round((high - low) / count / step), 1) * step
        first = np.floor(low / width) * width
        return np.asarray(first + step / 2 + np.arange(int(np.ceil((high - first) / width)) + 1) * width, np.float64)

    def _own_range(self) -> tuple[float, float]:
        """In the plot's unit: from nothing, or from the shortest there can be, to nearly the longest."""
        shown = [waits.gaps for _, waits in self.waits()]
        longest = max((float(gaps[int(LONGEST_SHARE * (len(gaps) - 1))]) for gaps in shown), default=1.0)
        longest = max(longest, 2 * self.source.resolution)
        if longest > self._longest or longest * CALM * HEADROOM < self._longest:
            self._longest = longest * HEADROOM
        if not self.logarithmic:
            return 0.0, self._longest
        return float(np.log10(self.source.resolution / 2)), float(np.log10(self._longest))

    def shares(self, waits: Waits, edges: Floats) -> Floats:
        """Per cent of the intervals in each bin (bins,)."""
        counts = np.diff(np.searchsorted(waits.gaps, edges))
        return np.asarray(100.0 * counts / len(waits.gaps), np.float64)

    def draw(self) -> None:
        edges, highest = self.edges(), 0.0
        scale = np.log10(edges) if self.logarithmic else edges
        x, waits = np.repeat(scale, 2), self.waits()
        for (element, own), dashed in zip(waits, every_other(len(waits)), strict=True):
            shares = self.shares(own, edges)
            highest = max(highest, float(shares.max()))
            y = np.concatenate([[0.0], np.repeat(shares, 2), [0.0]])
            fill = theme().identity(element.slot)
            fill.setAlphaF(FILL)
            line = curve_pen(element.slot, dashed)
            self._curves.draw(element.id, x, y, line, fill=fill if len(waits) <= FEW else None)
        self._curves.finish()
        top = max(highest * HEADROOM, 1.0)
        shown = self._by_hand or self._own_range()
        self.view.setRange(xRange=shown, yRange=(0.0, top), padding=0.0, disableAutoRange=False)

    def reading_at(self, at: float) -> Reading:
        edges = self.edges()
        place = int(np.searchsorted(edges, at, "right")) - 1
        if not 0 <= place < len(edges) - 1:
            return ()
        shares = values_listed([f"{self.shares(waits, edges)[place]:.1f}" for _, waits in self.waits()])
        time = fixed_point(at, 0 if at >= 100 else 1)
        return (tr("{shares} % near {time} ms", shares=shares, time=time),)

    def look(self) -> None:
        """Another range is counted in bins of its own."""
        (low, high), _ = self.view.viewRange()
        least = np.log10(self.source.resolution / 2) if self.logarithmic else 0.0
        self._by_hand = max(low, float(least)), max(high, float(least) + self.source.resolution)
        self.refresh()

    def autoscale(self) -> None:
        self._longest = 0.0
        super().autoscale()

    def table(self, span: Interval | None = None) -> Table:
        """In the bins that are seen; of another time the intervals are found where the rows are asked for."""
        elements = {element.id: element for element in self.choice.shown()}
        sizes = tuple((element.id, element.size) for element in elements.values())
        work = partial(
            intervals_by_element, self.source.frames, sizes, *(span or self.interval()), self.source.resolution
        )
        return Table(("element", "from (ms)", "to (ms)", "intervals"), rows_of(work, elements, self.edges()))


def _chips(element: Element, waits: Waits) -> list[Chip]:
    """The name with the CV, and of how many neurons where not all were looked at."""
    name: Chip = (element.slot, element.title)
    if np.isnan(waits.variation):
        return [name]
    words = short = f"CV {fixed_point(waits.variation, 2)}"
    if waits.counted < waits.size:
        words = tr("{words} ({count} of {size})", words=words, count=f"{waits.counted:,}", size=f"{waits.size:,}")
    return [name, note(words, short)]


def rows_of(work: Work[Found], elements: Mapping[str, Element], edges: Floats) -> Iterator[tuple[object, ...]]:
    """The number of intervals of each element in each bin, of those that have any."""
    for id, waits in work().items():
        counts = np.diff(np.searchsorted(waits.gaps, edges)).tolist() if len(waits.gaps) else ()
        for low, high, count in zip(edges, edges[1:], counts, strict=False):
            yield elements[id].title, float(low), float(high), int(count)


def intervals_by_element(
    frames: RingBuffer, elements: Sequence[tuple[str, int]], start: float, end: float, resolution: float
) -> Found:
    """The intervals of each element (id and size) whose two spikes lie in (start, end] ms."""
    return {id: _waits(frames, id, size, start, end, resolution) for id, size in elements}


def _waits(frames: RingBuffer, element: str, size: int, start: float, end: float, resolution: float) -> Waits:
    spikes = frames.spikes(element, int(start / resolution) + 1, int(end / resolution) + 1).of_first(size)
    times, neurons, counted = times_of(spikes, resolution), spikes.neurons.astype(np.int64), size
    if len(times) > MOST_SPIKES:
        chosen = chosen_neurons(size, max(size * MOST_SPIKES // len(times), 1))
        times, neurons = only(chosen, times, neurons, size)
        counted = len(chosen)
    gaps, _ = intervals(times, neurons)
    return Waits(np.sort(gaps), known_mean(coefficients_of_variation(times, neurons, counted)), counted, size)
