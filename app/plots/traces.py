"""States of single neurons over time, one band each, drawn from their envelope."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QRectF
from PySide6.QtGui import QAction, QPainter
from PySide6.QtWidgets import QWidget

from app.appearance.theme import theme
from app.plots.area import Area, number, seconds
from app.plots.bands import Band, paint_head, stack
from app.plots.envelope import Columns, columns, envelope
from app.plots.exporting import Table
from app.plots.header import Chip
from app.plots.painting import curve, pen, straight
from app.plots.panel import checkable
from app.plots.source import Source, Trace
from app.plots.time_plot import TimePlot
from app.plots.time_range import TimeRange
from app.running.ring_buffer import Samples
from app.translation import tr

MARGIN = 0.08  # of the range, above and below
SHRINKS_AT = 0.6  # of the range: less movement than this and the scale comes nearer
FEW = 16  # traces that are drawn smoothly; more are drawn thin, for speed
FLATTEST = 1e-6
SMOOTH = QPainter.RenderHint.Antialiasing


class Traces(TimePlot):
    """Membranes and other states. Neurons are added by a click in the raster or from the menu."""

    icon_name = "equations"
    order = 20
    left_room = 104
    top_room = 8

    def __init__(self, source: Source, time_range: TimeRange, parent: QWidget | None = None) -> None:
        self._ranges: dict[tuple[str, str], tuple[float, float]] = {}
        super().__init__(source, time_range, parent)
        source.first_traces()

    @classmethod
    def name(cls) -> str:
        return tr("Traces")

    @property
    def title(self) -> str:
        quantities = {trace.quantity for trace in self.source.traces()}
        return tr("Membrane") if quantities == {"V"} else self.name()

    def chips(self) -> list[Chip]:
        counts: dict[str, int] = {}
        for trace in self.source.traces():
            counts[trace.element] = counts.get(trace.element, 0) + 1
        return [
            (element.slot, tr("{count} of {size}", count=counts[element.id], size=f"{element.size:,}"))
            for element in self.source.traceable()
            if element.id in counts
        ]

    def own_actions(self) -> Sequence[QAction]:
        actions = [
            checkable(
                f"{t.title} {t.neuron} \u00b7 {t.quantity}",
                True,
                lambda _on, t=t: self.source.hide_trace(t),
                self,
            )
            for t in self.source.traces()
        ]
        for element in self.source.traceable():
            watched = {trace.neuron for trace in self.source.traces() if trace.element == element.id}
            free = next((n for n in range(element.size) if n not in watched), None)
            if free is not None:
                words = tr("Add {name} {neuron}", name=element.title, neuron=free)
                action = QAction(words, self)
                action.triggered.connect(lambda _on, e=element.id, n=free: self.source.show_trace(e, n))
                actions.append(action)
        return actions

    def is_empty(self) -> bool:
        return super().is_empty() or not self.source.traces()

    def empty_words(self) -> tuple[str, str]:
        if super().is_empty():
            return super().empty_words()
        if not self.source.traceable():
            return tr("There is no population whose states could be shown."), ""
        return tr("Click a neuron in a raster to see its trace."), tr("Show two of each population")

    def act_when_empty(self) -> None:
        if super().is_empty():
            super().act_when_empty()
        else:
            self.source.first_traces()

    def refresh(self) -> None:
        if not self.source.traces() and self.source.frames.latest_step and not self._ranges:
            self.source.first_traces()
        super().refresh()

    def paint_data(self, painter: QPainter, area: Area) -> None:
        traces = self.source.traces()
        blocks = {(t.recording, t.column): self._visible(t, area) for t in traces}
        self._scale(traces, blocks)
        painter.setRenderHint(SMOOTH, len(traces) <= FEW)
        places: dict[tuple[int, int, int], Columns] = {}
        for place, (trace, band) in enumerate(
            zip(traces, stack(int(area.rect.height()), [1.0] * len(traces)), strict=True)
        ):
            if place:
                y = area.rect.top() + band.top - 2
                straight(painter, area.rect.left(), y, area.rect.right(), y, pen(theme().color("line")))
            block = blocks[trace.recording, trace.column]
            value = self._value(block)
            second = "" if value is None else worded(value, trace.unit)
            paint_head(painter, area.rect, band, trace.slot, trace.title, second, numbered(trace))
            self._paint_trace(painter, area, band, trace, block, places)

    def _paint_trace(
        self,
        painter: QPainter,
        area: Area,
        band: Band,
        trace: Trace,
        block: Samples | None,
        places: dict[tuple[int, int, int], Columns],
    ) -> None:
        """The curve and its threshold inside its band; ``places`` keeps columns that other curves share."""
        rect = area.rect
        inside = QRectF(rect.left(), rect.top() + band.top + 1, rect.width(), max(band.height - 2, 1))
        low, high = self._ranges.get((trace.element, trace.quantity), (0.0, 1.0))
        own = Area(inside, area.x0, area.x1, low, high)
        painter.setClipRect(inside.adjusted(0, -1, 0, 1))
        if trace.threshold is not None and low <= trace.threshold <= high:
            y = own.y(trace.threshold)
            straight(painter, rect.left(), y, rect.right(), y, pen(theme().color("axis"), 1.0, [3, 4]))
        if block is not None and len(block.steps) > 1:
            key = (int(block.steps[0]), int(block.steps[-1]), len(block.steps))
            if key not in places:
                x = own.x(block.steps * self.source.resolution)
                places[key] = columns(x, rect.left(), int(rect.width()))
            width = theme().size("plot", "trace_pen") if painter.testRenderHint(SMOOTH) else 1.0
            y_ = own.y(envelope(block.values, places[key]))
            curve(painter, places[key].x, y_, theme().identity(trace.slot), width)
        painter.setClipping(False)

    def _visible(self, trace: Trace, area: Area) -> Samples | None:
        """Steps and values, both (rows,), of one trace."""
        resolution = self.source.resolution
        first, last = int(area.x0 / resolution), int(area.x1 / resolution) + 2
        block = self.source.frames.samples(trace.recording, first, last)
        if block is None or trace.column >= block.values.shape[1]:
            return None
        return Samples(block.steps, block.values[:, trace.column])

    def _value(self, block: Samples | None) -> float | None:
        """At the cursor, or the newest."""
        if block is None or not len(block.steps):
            return None
        cursor = self.time_range.cursor
        if cursor is None:
            return float(block.values[-1])
        at = int(np.searchsorted(block.steps, round(cursor / self.source.resolution), "right")) - 1
        return float(block.values[max(at, 0)])

    def _scale(self, traces: list[Trace], blocks: dict[tuple[str, int], Samples | None]) -> None:
        """One scale for all neurons of an element; it widens at once and comes nearer late, to stay calm."""
        seen: dict[tuple[str, str], tuple[float, float]] = {}
        for trace in traces:
            block, key = blocks[trace.recording, trace.column], (trace.element, trace.quantity)
            if block is None or not len(block.steps):
                continue
            low, high = float(block.values.min()), float(block.values.max())
            if trace.threshold is not None and high > low and trace.threshold - high < 2 * (high - low):
                high = max(high, trace.threshold)
            before = seen.get(key, (low, high))
            seen[key] = (min(low, before[0]), max(high, before[1]))
        for key, (low, high) in seen.items():
            room = max(high - low, FLATTEST * max(abs(low), abs(high), 1.0)) * MARGIN
            low, high = low - room, high + room
            old = self._ranges.get(key, (low, high))
            if high - low < SHRINKS_AT * (old[1] - old[0]):
                old = (low, high)
            self._ranges[key] = (min(low, old[0]), max(high, old[1]))

    def cursor_value(self, time: float) -> str:
        return seconds(time)

    def autoscale(self) -> None:
        self._ranges.clear()
        super().autoscale()

    def table(self) -> Table:
        area, resolution = self.area(self.surface.size()), self.source.resolution
        blocks = [(t, block) for t in self.source.traces() if (block := self._visible(t, area)) is not None]
        return Table(
            ("element", "neuron", "quantity", "unit", "time (ms)", "value"),
            (
                (t.title, t.neuron, t.quantity, t.unit, round(float(step) * resolution, 6), float(value))
                for t, block in blocks
                for step, value in zip(block.steps, block.values, strict=True)
            ),
        )


def numbered(trace: Trace) -> str:
    """What stands after the name; the membrane potential goes without saying."""
    return str(trace.neuron) if trace.quantity == "V" else f"{trace.neuron} {trace.quantity}"


def worded(value: float, unit: str) -> str:
    """A value beside its name: four figures or so, and the unit."""
    size = abs(value)
    digits = 1 if size >= 10 else 2 if size >= 1 else 3
    return f"{number(value, digits)} {unit}" if unit not in ("", "1") else number(value, digits)
