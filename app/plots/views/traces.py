"""States of single neurons over time, one band each, drawn from their envelope."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from math import isinf
from sys import float_info

import numpy as np
from PySide6.QtCore import QPointF
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from app.appearance.theme import theme
from app.document.elements import Node
from app.document.mini_plot import Shows
from app.i18n.translation import tr, translatable
from app.plots.base.time_plot import TimePlot
from app.plots.base.time_range import TimeRange
from app.plots.exports.spans import Interval, spans_of
from app.plots.exports.table import Table
from app.plots.parts.bands import Band, BandAxis, BandHead, stack
from app.plots.parts.curves import CurveItems
from app.plots.parts.envelope import Columns, envelope, extent
from app.plots.parts.header import Chip
from app.plots.parts.numbers import fixed_point, round_values
from app.plots.parts.painting import pen
from app.plots.parts.unkept import UnkeptFields
from app.plots.sources.offered_quantities import neuron_model, offers
from app.plots.sources.recorded import RecordedTrace
from app.plots.sources.source import PlotSource
from app.preferences import ViewContent
from app.running.record.ring_buffer import RecordedSamples
from app.widgets.actions import callback, checkable
from engine.network.values import Floats

MARGIN = 0.08  # of the range, above and below
SHRINKS_AT = 0.6  # of the range: less movement than this and the scale comes nearer
FEW = 16  # traces that are drawn smoothly; more are drawn thin, for speed
FLATTEST = 1e-6
NAMES_ROOM = 104
SCALE_APART = 36  # px from one value of the scale to the next, at least
BROADER = 0.4  # px between the two thin lines of a smooth curve


@dataclass(frozen=True)
class TraceLine:
    """A curve in the plot's pixels of y, and its identity slot."""

    slot: int
    x: Floats
    y: Floats


class TracesView(TimePlot):
    """Membranes and other states. Neurons are added by a click in the raster or from the menu."""

    called = translatable("Traces")
    also_called = translatable("membrane potentials, voltage, currents, conductances, oscilloscope")
    icon_name = "equations"
    order = 20
    quantities = (Shows.TRACE,)
    top_room = 8

    def __init__(self, source: PlotSource, time_range: TimeRange, parent: QWidget | None = None) -> None:
        self._ranges: dict[tuple[str, str], tuple[float, float]] = {}
        self.shown = source.shown.claim()
        super().__init__(source, time_range, parent)
        self.shown.show_first()

    @classmethod
    def shows(cls, node: Node) -> bool:
        return neuron_model(node) is not None

    def view_node(self, node: str, of: str = "") -> None:
        self.shown.show_node(node, of)

    def view_node_too(self, node: str, of: str = "") -> None:
        self.shown.show_also(node, of)

    def leave(self) -> None:
        self.source.shown.leave(self.shown)

    def click(self, position: QPointF) -> None:
        """Neurons that are chosen elsewhere come into the view that was touched last."""
        self.source.shown.current = self.shown

    def content(self) -> ViewContent:
        return ViewContent(traces=tuple((t.title, t.neuron, t.quantity) for t in self.shown.traces()))

    def show_content(self, content: ViewContent) -> None:
        self.shown.show_only(content.traces)

    @property
    def title(self) -> str:
        quantities = {trace.quantity for trace in self.shown.traces()}
        return tr("Membrane") if quantities == {"V"} else self.name()

    def legend(self) -> list[Chip]:
        return []  # bands have their names at the left

    def chips(self) -> list[Chip]:
        shown = {(trace.element, trace.neuron) for trace in self.shown.traces()}  # each of them by any quantities
        counts = Counter(element for element, _ in shown)
        return [
            (element.slot, tr("{count} of {size}", count=counts[element.id], size=f"{element.size:,}"))
            for element in self.source.traceable()
            if element.id in counts
        ]

    def own_actions(self) -> Sequence[QAction]:
        self.source.shown.current = self.shown
        actions = [
            checkable(
                f"{t.named} \u00b7 {t.quantity}",
                True,
                lambda _on, t=t: self.shown.hide(t),
                self,
            )
            for t in self.shown.traces()
        ]
        for element in self.source.traceable():
            watched = {trace.neuron for trace in self.shown.traces() if trace.element == element.id}
            free = next((n for n in range(element.size) if n not in watched), None)
            if free is not None:
                words = tr("Add {name} {neuron}", name=element.title, neuron=free)
                actions.append(callback(words, partial(self.shown.show, element.id, (free,)), self))
        return [*actions, *self._quantities()]

    def _quantities(self) -> list[QAction]:
        """Under each population all that can be watched of the neuron that is shown: states, synaptic currents …"""
        found = []
        for element in self.source.traceable():
            shown = (trace.neuron for trace in self.shown.traces() if trace.element == element.id)
            neuron = next(shown, 0)
            menu = QMenu(self)
            for offer in offers(self.source.document, element.id):
                meaning = f": {tr(offer.quantity.meaning)}" if offer.quantity.said else ""
                action = menu.addAction(f"{offer.title} \u00b7 {offer.name}{meaning}".replace("&", "&&"))
                action.triggered.connect(lambda _on, o=offer, n=neuron: self.shown.show_offer(o, (n,)))
            words = tr("Quantities of {name} {neuron}", name=element.title, neuron=neuron)
            action = QAction(words, self)
            action.setMenu(menu)
            found.append(action)
        return found

    def is_empty(self) -> bool:
        return super().is_empty() or not any(map(self._is_seen, self.shown.traces()))

    def _is_seen(self, trace: RecordedTrace) -> bool:
        """Tell whether there is such a quantity, or was in the time in view."""
        if not self.shown.is_lacking(trace):
            return True
        block = self._visible(trace, *self.interval())
        return block is not None and len(block.steps) > 0

    def nothing_words(self) -> tuple[str, str]:
        if not self.source.traceable():
            return tr("There is no population whose states could be shown."), ""
        if words := self.shown.lacking_words():
            return words, tr("Show what there is")
        return tr("Click a neuron in a raster to see its trace."), tr("Show two of each population")

    def act_when_empty(self) -> None:
        if super().is_empty():
            super().act_when_empty()
        elif self.shown.lacking() is not None:
            self.shown.show_instead()
        else:
            self.shown.show_first()

    def refresh(self) -> None:
        if not self.shown.were_chosen and self.source.frames.latest_step and not self._ranges:
            self.shown.show_first()
        super().refresh()

    def left_axis(self) -> BandAxis:
        return BandAxis(NAMES_ROOM)

    def build_items(self) -> None:
        super().build_items()
        self.view.invertY(True)
        self._curves = CurveItems(self.view)
        self._unkept = UnkeptFields(self.view)

    def draw_data(self, start: float, end: float) -> tuple[float, float]:
        traces, height = self.shown.traces(), max(round(self.data_rect.height()), 1)
        bands = stack(height, [1.0] * len(traces))
        blocks = {(t.recording, t.column): self._visible(t, start, end) for t in traces}
        self._scale(traces, blocks)
        heads, lines, limits = [], [], []
        places: dict[tuple[int, int, int], Columns] = {}
        for trace, band in zip(traces, bands, strict=True):
            block = blocks[trace.recording, trace.column]
            value = self._value(block)
            second = "" if value is None else worded(value, trace.unit)
            if self.shown.is_lacking(trace):
                second = tr("has no {quantity}", quantity=trace.quantity)
            low, high = self._ranges.get((trace.element, trace.quantity), (0.0, 1.0))
            heads.append(BandHead(band, trace.slot, trace.title, second, numbered(trace), scale(band, low, high)))
            if trace.threshold is not None and low <= trace.threshold <= high:
                limits.append(band_pixels(band, np.array([trace.threshold]), low, high)[0])
            if block is not None and len(block.steps) > 1:
                place = self._place(block, places, start, end)
                y = band_pixels(band, envelope(block.values, place), low, high)
                lines.append(TraceLine(trace.slot, place.x, y))
        self.show_heads(heads)
        self._draw_limits(start, end, limits)
        self._draw_lines(lines)
        self._curves.finish()
        since = [self.source.frames.samples_kept_since(trace.recording) * self.source.resolution for trace in traces]
        self._unkept.draw(zip(bands, since, strict=True), start, end, self.data_rect.width())
        return 0.0, float(height)

    def _place(
        self, block: RecordedSamples, places: dict[tuple[int, int, int], Columns], start: float, end: float
    ) -> Columns:
        """Place the samples, in ms; ``places`` keeps columns that other curves share."""
        key = (int(block.steps[0]), int(block.steps[-1]), len(block.steps))
        if key not in places:
            places[key] = self.columns(block.steps * self.source.resolution, start, end)
        return places[key]

    def _draw_limits(self, start: float, end: float, limits: list[float]) -> None:
        """Dashed lines at thresholds."""
        x = np.tile([start, end], len(limits)).astype(np.float64)
        dashed = pen(theme().color("axis"), 1.0, [3, 4])
        self._curves.draw("limits", x, np.repeat(np.array(limits), 2), dashed, "pairs", smooth=False)

    def _draw_lines(self, lines: list[TraceLine]) -> None:
        """One item a colour. Qt strokes a broad line of 800 points in 9 ms and two thin ones in 0.2 ms."""
        smooth = len(lines) <= FEW
        for slot in {line.slot for line in lines}:
            same = [line for line in lines if line.slot == slot]
            if smooth:
                same += [TraceLine(slot, line.x, line.y - BROADER) for line in same]
            self._curves.draw(slot, *joined_curves(same), pen(theme().identity(slot)), "finite", smooth)

    def _visible(self, trace: RecordedTrace, start: float, end: float) -> RecordedSamples | None:
        """Steps and values, both (rows,), of one trace."""
        resolution = self.source.resolution
        first, last = int(start / resolution), int(end / resolution) + 2
        return self._block(trace, first, max(last, self._last_step() + 1))  # also where the last pixel ends before it

    def _block(self, trace: RecordedTrace, first: int, last: int) -> RecordedSamples | None:
        """The same of other steps."""
        block = self.source.frames.samples(trace.recording, first, last)
        if block is None or trace.column >= block.values.shape[1]:
            return None
        return RecordedSamples(block.steps, block.values[:, trace.column])

    def _value(self, block: RecordedSamples | None) -> float | None:
        """At the cursor, or at the end of what is looked at."""
        if block is None or not len(block.steps):
            return None
        cursor = self.pointed
        if cursor is not None and not self.has_simulated(cursor):
            return None
        step = self._last_step() if cursor is None else round(cursor / self.source.resolution)
        at = int(np.searchsorted(block.steps, step, "right")) - 1
        return float(block.values[at]) if at >= 0 else None

    def _last_step(self) -> int:
        """The step at which the time ends that is looked at, within the last pixel or beside it."""
        return round(self.time_range.interval(self.source.latest)[1] / self.source.resolution)

    def _scale(self, traces: list[RecordedTrace], blocks: dict[tuple[str, int], RecordedSamples | None]) -> None:
        """One scale for all neurons of an element; it widens at once and comes nearer late, to stay calm."""
        seen: dict[tuple[str, str], tuple[float, float]] = {}
        for trace in traces:
            block, key = blocks[trace.recording, trace.column], (trace.element, trace.quantity)
            seen_here = extent(block.values) if block is not None else None
            if seen_here is None:
                continue
            low, high = seen_here
            if trace.threshold is not None and high > low and trace.threshold - high < 2 * (high - low):
                high = max(high, trace.threshold)
            before = seen.get(key, (low, high))
            seen[key] = (min(low, before[0]), max(high, before[1]))
        for key, (low, high) in seen.items():
            room = max(high * MARGIN - low * MARGIN, FLATTEST * max(abs(low), abs(high), 1.0) * MARGIN)
            low, high = max(low - room, -float_info.max), min(high + room, float_info.max)
            old = self._ranges.get(key, (low, high))
            if high - low < SHRINKS_AT * (old[1] - old[0]):
                old = (low, high)
            self._ranges[key] = (min(low, old[0]), max(high, old[1]))

    def autoscale(self) -> None:
        self._ranges.clear()
        super().autoscale()

    def spans(self) -> dict[str, Interval]:
        """The whole run begins with the first sample: traces are recorded from when a view asked for them."""
        last = self.source.frames.latest_step + 1
        blocks = [self._block(trace, 0, last) for trace in self.shown.traces()]
        begins = [int(block.steps[0]) for block in blocks if block is not None and len(block.steps)]
        begin = min(begins, default=0) * self.source.resolution
        return spans_of(self.interval(), self.time_range.selected, (begin, self.source.latest))

    def table(self, span: Interval | None = None) -> Table:
        resolution = self.source.resolution
        start, end = (round(edge / resolution) for edge in span or self.interval())
        blocks = [(t, block) for t in self.shown.traces() if (block := self._block(t, start, end + 1)) is not None]
        return Table(
            ("element", "neuron", "quantity", "unit", "time (ms)", "value"),
            (
                (t.title, t.neuron, t.quantity, t.unit, round(float(step) * resolution, 6), float(value))
                for t, block in blocks
                for step, value in zip(block.steps, block.values, strict=True)
            ),
        )


def numbered(trace: RecordedTrace) -> str:
    """Words after the name; the membrane potential goes without saying."""
    if trace.single:
        return trace.quantity
    return str(trace.neuron) if trace.quantity == "V" else f"{trace.neuron} {trace.quantity}"


def worded(value: float, unit: str) -> str:
    """A value beside its name: four figures or so, and the unit."""
    size = abs(value)
    digits = 1 if size >= 10 else 2 if size >= 1 else 3
    return f"{fixed_point(value, digits)} {unit}" if unit not in ("", "1") else fixed_point(value, digits)


def scale(band: Band, low: float, high: float) -> tuple[tuple[float, str], ...]:
    """Heights in a band and the round values there; none in one that has no room for more than its name, or is flat."""
    is_flat = high - low <= 2 * FLATTEST * max(abs(low), abs(high), 1.0)
    most = 0 if is_flat else band.height // theme().px(SCALE_APART)
    found = round_values(low, high, most) if most >= 2 else []
    return tuple((float(y), words) for value, words in found for y in band_pixels(band, np.array([value]), low, high))


def band_pixels(band: Band, values: Floats, low: float, high: float) -> Floats:
    """Pixels of y inside a band for ``values`` (n,) between ``low`` and ``high``."""
    if isinf(high - low):
        values, low, high = values / 4, low / 4, high / 4
    inner = max(band.height - 2, 1)
    placed: Floats = band.bottom - 1 - (values - low) * (inner / (high - low))
    return placed


def joined_curves(lines: Sequence[TraceLine]) -> tuple[Floats, Floats]:
    """All points of several curves, one after the other, with a point that is no number between two."""
    gap = np.array([np.nan])
    x = np.concatenate([part for line in lines for part in (line.x, gap)])
    y = np.concatenate([part for line in lines for part in (line.y, gap)])
    return x[:-1], y[:-1]
