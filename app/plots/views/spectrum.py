"""At which frequencies populations fire, or membranes and other traces move."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from PySide6.QtGui import QAction

from app.i18n.translation import tr, translatable
from app.plots.base.computation import ComputedPlot, Work
from app.plots.base.fineness import AUTOMATIC, note, with_options
from app.plots.base.scaled_plot import ScaledPlot
from app.plots.exports.spans import Interval
from app.plots.exports.table import Table
from app.plots.parts.axes import PowerAxis
from app.plots.parts.cursor_reading import Reading, values_listed, with_unit
from app.plots.parts.header import Chip
from app.plots.parts.numbers import fixed_point
from app.plots.parts.painting import curve_pen, every_other
from app.preferences import ViewContent
from app.running.record.ring_buffer import RingBuffer, times_of
from app.widgets.actions import checkable
from engine.analysis.rates import population_rate
from engine.analysis.spectrum import MS_PER_S, SHORTEST, peak, power_spectrum
from engine.network.values import Floats

OF_TRACES = "of traces"
STEPS = (0.1, 0.2, 0.5, 1.0, 2.0, 5.0)  # Hz between two frequencies that are offered
BIN = 1.0  # ms, of a population rate: up to 500 Hz
FINEST = 1024  # samples of a segment at most: more would be finer than a screen shows
DEEPEST = 6.0  # powers of ten below the highest that the scale shows
HEADROOM = 0.2  # powers of ten
NUMBERS_ROOM = 58


@dataclass(frozen=True)
class Signal:
    """The signal of a spectrum: a population (``column`` -1, of ``size`` neurons) or a column of a recording."""

    id: str
    column: int
    size: int
    slot: int
    name: str
    unit: str


@dataclass(frozen=True)
class Spectral:
    """``frequencies`` in Hz and power density, each (bins,)."""

    frequencies: Floats
    power: Floats


Found = dict[Signal, Spectral]


class Spectrum(ScaledPlot[Found]):
    """Power densities of the time in view by Welch's method, on scales of powers of ten."""

    called = translatable("Spectrum")
    also_called = translatable("power, frequencies, Fourier, PSD")
    icon_name = "statistics"
    order = 37
    unit_below = "Hz"
    is_usually_logarithmic, other_scale = True, "linear"
    fineness_called, kept_as = translatable("Distance of frequencies"), "distance"
    of_traces = False

    def view_node(self, node: str, of: str = "") -> None:
        super().view_node(node, of)
        if self.of_traces:
            self.show_traces(False)

    def content(self) -> ViewContent:
        return with_options(super().content(), (OF_TRACES,) * self.of_traces)

    def show_content(self, content: ViewContent) -> None:
        self.of_traces = OF_TRACES in content.options
        super().show_content(content)

    def signals(self) -> list[Signal]:
        """The signals that are wanted: rates of populations, or the traces that are watched."""
        if self.of_traces:
            return [
                Signal(t.recording, t.column, 1, t.slot, f"{t.named} {t.quantity}", t.unit)
                for t in self.source.traces()
            ]
        return [Signal(e.id, -1, e.size, e.slot, e.title, "Hz") for e in self.choice.shown()]

    def wanted(self) -> Hashable:
        return self.source.frames.number, self.interval(), tuple(self.signals()), self.fineness

    def work(self) -> Work[Found]:
        return self.work_of(self.interval())

    def work_of(self, times: Interval) -> Work[Found]:
        """Give the work that makes the spectra of other times in ms."""
        signals, resolution = tuple(self.signals()), self.source.resolution
        return partial(spectra_of_span, self.source.frames, signals, *times, resolution, self.fineness)

    def spectra(self) -> list[tuple[Signal, Spectral]]:
        """The spectra that are shown."""
        numbers = self.numbers or {}
        return [(signal, numbers[signal]) for signal in self.signals() if signal in numbers]

    def chips(self) -> list[Chip]:
        shown = self.spectra()
        return [*(chip for signal, spectral in shown for chip in _chips(signal, spectral)), *self._notes(shown)]

    @staticmethod
    def _notes(shown: Sequence[tuple[Signal, Spectral]]) -> list[Chip]:
        """The distance of two frequencies."""
        steps = dict.fromkeys(f"{spectral.frequencies[1]:.2g}" for _, spectral in shown)
        widths = " / ".join(steps)
        return [note(tr("every {step} Hz", step=widths), f"\u0394 {with_unit(widths, 'Hz')}")] if steps else []

    def own_actions(self) -> Sequence[QAction]:
        rates = checkable(tr("Of population rates"), not self.of_traces, lambda _on: self.show_traces(False), self)
        traces = checkable(
            tr("Of membranes and other traces"), self.of_traces, lambda _on: self.show_traces(True), self
        )
        scale = checkable(tr("Logarithmic frequencies"), self.logarithmic, self.show_logarithmic, self)
        *elements, fineness = super().own_actions()
        return [rates, traces, scale, fineness, *([] if self.of_traces else elements)]

    def finenesses(self) -> Sequence[tuple[float, str]]:
        return [(step, f"{step:g} Hz") for step in STEPS]

    def show_traces(self, wanted: bool) -> None:
        """Spectra of what the traces show, or of population rates."""
        self.of_traces, self._by_hand = wanted, None
        self._rebuild_items()

    def is_empty(self) -> bool:
        return ComputedPlot.is_empty(self) or not self.spectra()

    def nothing_words(self) -> tuple[str, str]:
        if not self.signals():
            click = tr("Click a neuron in a raster to see its trace.")
            return (click, "") if self.of_traces else super().nothing_words()
        if self.of_traces and (words := self.source.shown.current.lacking_words()):
            return words, ""
        if self.numbers is None:
            return tr("Counting…"), ""
        return tr("A spectrum needs a longer time than there is in view."), ""

    def left_axis(self) -> PowerAxis:
        self._unit = self.unit()
        return PowerAxis("left", NUMBERS_ROOM, unit=self._unit)

    def unit(self) -> str:
        """Of all power densities, empty where they have several."""
        units = {signal.unit for signal in self.signals()}
        return f"{units.pop()}²/Hz" if len(units) == 1 else ""

    def _placed(self, spectral: Spectral) -> tuple[Floats, Floats]:
        """Points of the plot (bins - 1,): without the frequency 0, and without what has no power."""
        frequencies, power = spectral.frequencies[1:], spectral.power[1:]
        x = np.log10(frequencies) if self.logarithmic else frequencies
        with np.errstate(divide="ignore"):
            y = np.log10(power)
        return x, np.where(power > 0, y, np.nan)

    def draw(self) -> None:
        if self.unit() != self._unit:  # traces in another unit have come
            self._rebuild_items()
            return
        curves = [(signal, *self._placed(spectral)) for signal, spectral in self.spectra()]
        for (signal, x, y), dashed in zip(curves, every_other(len(curves)), strict=True):
            self._curves.draw(signal, x, y, curve_pen(signal.slot, dashed), "finite")
        self._curves.finish()
        left = min(float(x[0]) for _, x, _ in curves)
        right = max(float(x[-1]) for _, x, _ in curves)
        high = np.concatenate([y[np.isfinite(y)] for _, _, y in curves])
        top = float(high.max(initial=-np.inf)) if len(high) else 0.0
        bottom = max(float(high.min(initial=np.inf)), top - DEEPEST) if len(high) else -1.0
        self.view.setRange(
            xRange=self._by_hand or (left if self.logarithmic else 0.0, right),
            yRange=(bottom - HEADROOM, top + HEADROOM),
            padding=0.0,
            disableAutoRange=False,
        )

    def reading_at(self, at: float) -> Reading:
        spectra, frequency = self.spectra(), fixed_point(at, 0 if at >= 100 else 1)
        farthest = max((float(s.frequencies[-1]) for _, s in spectra), default=0.0)
        if not 0 <= at <= farthest:
            return ()
        values = [f"{s.power[int(np.abs(s.frequencies - at).argmin())]:.3g}" for _, s in spectra]
        units = [power_unit(signal) for signal, _ in spectra]
        if len(set(units)) == 1:
            power = values_listed(values, units[0])
        else:
            power = values_listed([with_unit(value, unit) for value, unit in zip(values, units, strict=True)])
        return (tr("{power} at {frequency} Hz", power=power, frequency=frequency),)

    def no_longer_kept(self, span: Interval) -> list[tuple[str, float]]:
        return [] if self.of_traces else super().no_longer_kept(span)

    def table(self, span: Interval | None = None) -> Table:
        """Of another time the spectra are found where the rows are asked for."""
        times = span or self.interval()
        return Table(("signal", "frequency (Hz)", "power density", "unit"), rows_of(self.work_of(times)))


def rows_of(work: Work[Found]) -> Iterator[tuple[object, ...]]:
    """Every frequency of every signal with its power."""
    for signal, spectral in work().items():
        for frequency, power in zip(spectral.frequencies, spectral.power, strict=True):
            yield signal.name, float(frequency), float(power), power_unit(signal)


def power_unit(signal: Signal) -> str:
    """The unit of its power."""
    return f"{signal.unit}²/Hz"


def _chips(signal: Signal, spectral: Spectral) -> list[Chip]:
    """The name, and where its power is greatest."""
    at = peak(spectral.frequencies, spectral.power)
    if np.isnan(at):
        return [(signal.slot, signal.name)]
    frequency = fixed_point(at, 0 if at >= 10 else 1)
    highest = note(tr("peak {frequency} Hz", frequency=frequency), with_unit(frequency, "Hz"))
    return [(signal.slot, signal.name), highest]


def spectra_of_span(
    frames: RingBuffer,
    signals: Sequence[Signal],
    start: float,
    end: float,
    resolution: float,
    fineness: float = AUTOMATIC,
) -> Found:
    """The spectra of the time from ``start`` to ``end`` ms; what is too short or not recorded has none.

    Frequencies are ``fineness`` Hz apart, or as far as suits the time.
    """
    spectra = {}
    for signal in signals:
        values, interval = _sampled(frames, signal, start, end, resolution)
        if len(values) >= 4 * SHORTEST:
            segment = min(len(values) // 4, FINEST)
            if fineness > 0:
                segment = round(MS_PER_S / fineness / interval)
            spectra[signal] = Spectral(*power_spectrum(values, interval, segment))
    return spectra


def _sampled(frames: RingBuffer, signal: Signal, start: float, end: float, resolution: float) -> tuple[Floats, float]:
    """Values (samples,) and the ms between two of them."""
    if signal.column < 0:
        start = max(start, frames.kept_since(signal.id) * resolution)
        if start >= end:
            return np.zeros(0), resolution
    first, last = int(start / resolution), int(end / resolution) + 1
    if signal.column < 0:
        interval = max(round(BIN / resolution), 1) * resolution
        spikes = frames.spikes(signal.id, first, last).of_first(signal.size)
        _, rates = population_rate(times_of(spikes, resolution), signal.size, start, end, interval)
        edges = start / resolution + np.arange(len(rates) + 1) * (interval / resolution)
        neurons = frames.size_past(signal.id).neurons(max(signal.size, 1), edges)
        return np.asarray(rates * float(signal.size) / neurons, np.float64), interval
    block = frames.samples(signal.id, first, last)
    if block is None or len(block.steps) < 2 or signal.column >= block.values.shape[1]:
        return np.zeros(0), resolution
    return np.ascontiguousarray(block.values[:, signal.column]), float(block.steps[1] - block.steps[0]) * resolution
