"""Weights over time: chosen synapses of a projection, and the mean and spread of all of them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyqtgraph as pg
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from app.appearance.theme import theme
from app.i18n.translation import tr, translatable
from app.plots.base.time_plot import TimePlot
from app.plots.base.time_range import TimeRange
from app.plots.base.weight_plot import WeightPlot
from app.plots.exports.spans import Interval
from app.plots.exports.table import Table
from app.plots.parts.axes import NumberAxis
from app.plots.parts.cursor_reading import Reading, at_time, with_unit
from app.plots.parts.curves import Curve, CurveItems
from app.plots.parts.envelope import envelope, extent
from app.plots.parts.header import Chip
from app.plots.parts.numbers import fixed_point
from app.plots.parts.painting import pen
from app.plots.sources.source import PlotSource
from app.running.record.ring_buffer import RecordedSamples, WeightHistory
from app.widgets.actions import callback
from engine.network.values import Floats

NUMBERS_ROOM = 58
HEADROOM = 0.08  # of the range
FARTHEST = 1e307  # from zero: the scale's width and its ticks are still numbers
FLATTEST = 0.02  # of the largest weight: a scale of less is one of long numbers that differ in their last digit
CALM = 0.5  # of the range: less movement than this and the scale comes nearer
MEAN = 2.0  # px
BAND = 0.22  # how opaque the spread is
FAINT = 0.75


class WeightTraces(WeightPlot, TimePlot):
    """A thin curve a chosen synapse; a broad one for the mean of all, with one standard deviation around it."""

    called = translatable("Weight traces")
    also_called = translatable("weights in time, synapses, plasticity")
    icon_name = "plastic"
    order = 55
    top_room = 12
    shows_trainings = False  # its time is that of a run

    def __init__(self, source: PlotSource, time_range: TimeRange, parent: QWidget | None = None) -> None:
        self._range = (0.0, 0.0)
        super().__init__(source, time_range, parent)

    def left_axis(self) -> NumberAxis:
        shown = self.one()
        self._unit = self.source.weight_unit(shown.id) if shown is not None else ""
        return NumberAxis("left", NUMBERS_ROOM, unit="" if self._unit == "1" else self._unit)

    def build_items(self) -> None:
        super().build_items()
        self._curves = CurveItems(self.view)
        edges = [Curve(skipFiniteCheck=True, pen=None) for _ in range(2)]
        for edge in edges:
            self.view.addItem(edge, ignoreBounds=True)
        self._edges = edges
        self._band = pg.FillBetweenItem(*edges, brush=theme().color("text2", BAND))
        self.view.addItem(self._band, ignoreBounds=True)

    def chips(self) -> list[Chip]:
        shown, synapses = self.one(), self.synapses()
        if shown is None:
            return []
        weights = self.weights()
        all_of_them = [] if weights is None else [(-1, tr("mean ± SD of {count}", count=f"{len(weights):,}"))]
        words = tr("{count} {count:synapse|synapses}", count=len(synapses))
        return [(shown.slot, shown.title), *all_of_them, *([(shown.slot, words)] if synapses else [])]

    def own_actions(self) -> Sequence[QAction]:
        action = callback(tr("Follow other synapses"), self._follow_others, self)
        action.setEnabled(self.one() is not None and bool(self.synapses()))
        return [*super().own_actions(), action]

    def _follow_others(self) -> None:
        shown = self.one()
        if shown is not None:
            self.source.synapses.follow_others(shown.id)

    def want(self, projection: str, wanted: bool) -> None:
        super().want(projection, wanted)
        self.source.synapses.want(projection, wanted)

    def synapses(self) -> tuple[int, ...]:
        """Numbers of those that are followed."""
        shown = self.one()
        return self.source.synapses.of(shown.id) if shown is not None else ()

    def shown_state(self) -> object:
        return WeightPlot.shown_state(self), TimePlot.shown_state(self), self.synapses()

    def is_empty(self) -> bool:
        return WeightPlot.is_empty(self) or TimePlot.is_empty(self)

    def history(self, start: float, end: float) -> WeightHistory:
        """Mean and standard deviation of all weights, from ``start`` to ``end`` ms and one before."""
        shown, resolution = self.one(), self.source.resolution
        assert shown is not None
        return self.source.frames.weight_history(shown.id, int(start / resolution), int(end / resolution) + 1)

    def followed(self, start: float, end: float) -> RecordedSamples | None:
        """Weights (rows, synapses) of those that are followed."""
        shown, resolution = self.one(), self.source.resolution
        recording = self.source.synapses.recording(shown.id) if shown is not None else ""
        return self.source.frames.samples(recording, int(start / resolution), int(end / resolution) + 2)

    def draw(self) -> None:
        shown = self.one()
        if shown is not None and self.source.weight_unit(shown.id) != self._unit:
            self._rebuild_items()
            return
        TimePlot.draw(self)

    def draw_data(self, start: float, end: float) -> tuple[float, float]:
        history, block = self.history(start, end), self.followed(start, end)
        times = np.asarray(history.steps * self.source.resolution, np.float64)
        low, high = history.means - history.deviations, history.means + history.deviations
        known = np.isfinite(low) & np.isfinite(high)
        for edge, y in zip(self._edges, (low, high), strict=True):
            edge.setData(times[known], y[known], skipFiniteCheck=True)
        self._band.setVisible(len(times) > 1)
        self._draw_synapses(block, start, end)
        self._curves.draw("mean", times, history.means, pen(theme().color("text1"), MEAN), "finite")
        self._curves.finish()
        values = [low, high] if block is None else [low, high, block.values.reshape(-1)]
        return self._scaled(np.concatenate(values))

    def _draw_synapses(self, block: RecordedSamples | None, start: float, end: float) -> None:
        shown = self.one()
        if block is None or shown is None or len(block.steps) < 2:
            return
        place = self.columns(block.steps * self.source.resolution, start, end)
        colour = theme().identity(shown.slot)
        colour.setAlphaF(FAINT)
        for synapse, values in enumerate(block.values.T):
            y, line = envelope(np.ascontiguousarray(values), place), pen(colour, theme().size("plot", "curve_pen"))
            self._curves.draw(synapse, place.x, y, line, "finite")

    def _scaled(self, values: Floats) -> tuple[float, float]:
        """A scale that widens at once and comes nearer late."""
        seen = extent(values)
        if seen is not None:
            low, high = (min(max(edge, -FARTHEST), FARTHEST) for edge in seen)
            least = FLATTEST * max(abs(low), abs(high))
            room = max((high - low) * HEADROOM, (least - (high - low)) / 2)
            low, high = max(low - room, -FARTHEST), min(high + room, FARTHEST)
            held = self._range
            if held[0] > low or held[1] < high or high - low < CALM * (held[1] - held[0]):
                self._range = (low, high)
        return self._range if self._range[1] > self._range[0] else (0.0, 1.0)

    def cursor_reading(self, time: float) -> Reading:
        history = self.history(time, time)
        if not len(history.steps):
            return super().cursor_reading(time)
        at = int(np.searchsorted(history.steps, time / self.source.resolution, "right")) - 1
        if at < 0:
            return super().cursor_reading(time)
        mean, deviation = fixed_point(float(history.means[at]), 3), fixed_point(float(history.deviations[at]), 3)
        spread, alone = with_unit(f"{mean} ± {deviation}", self._unit), with_unit(mean, self._unit)
        return at_time((spread, alone), time)

    def autoscale(self) -> None:
        self._range = (0.0, 0.0)
        super().autoscale()

    def look(self) -> None:
        TimePlot.look(self)

    def table(self, span: Interval | None = None) -> Table:
        """Of all synapses mean and deviation; of those that are followed every value."""
        interval, resolution = span or self.interval(), self.source.resolution
        history, block = self.history(*interval), self.followed(*interval)
        spread = zip(history.steps.tolist(), history.means.tolist(), history.deviations.tolist(), strict=True)
        rows: list[tuple[object, ...]] = [("all", round(s * resolution, 6), mean, sd) for s, mean, sd in spread]
        if block is not None:
            rows += [
                (synapse, round(float(step) * resolution, 6), float(value), "")
                for synapse, values in zip(self.synapses(), block.values.T, strict=False)
                for step, value in zip(block.steps, values, strict=True)
            ]
        return Table(("synapse", "time (ms)", "weight", "standard deviation"), rows)
