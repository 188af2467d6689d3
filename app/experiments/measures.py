"""Measures of a run: figures of the spikes of a population, of the weights of a link, of the answers of a decoder."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

import numpy as np

from app.i18n.translation import translatable
from engine.analysis.rates import population_rate
from engine.analysis.spectrum import SHORTEST, peak, power_spectrum
from engine.analysis.summary import FiringSummary, summary
from engine.network.values import Floats
from engine.simulation.chunk import Record

if TYPE_CHECKING:
    from engine.simulation.simulation import Simulation

BIN = 1.0  # ms, of the population rate of a spectrum: up to 500 Hz
UNKNOWN = float("nan")
LEAST_POWER = 1e-12  # of a signal below which nothing of it oscillates


class MeasuredKind(Enum):
    """The kinds of elements that measures are about."""

    SPIKES = "spikes"  # whatever sends them: populations, stimuli, encoders
    WEIGHTS = "weights"  # links with synapses
    ANSWERS = "answers"  # decoders


class MeasuredRun:
    """A run that is over, of which everything after ``start`` ms is measured."""

    def __init__(self, simulation: Simulation, record: Record, start: float) -> None:
        self.record, self.start = record, start
        self.stop = record.steps * record.resolution
        self._simulation = simulation
        self._summaries: dict[str, FiringSummary] = {}
        self._spectra: dict[str, tuple[Floats, Floats]] = {}

    def has(self, element: str) -> bool:
        """Tell whether an element was in the network that ran; what was muted was not, and nothing of it is known."""
        network = self._simulation.description
        return element in network.sources or element in network.projection_of or element in self.record.answers

    def firing(self, element: str) -> FiringSummary:
        """The figures that *Statistics* shows of the spikes of an element."""
        if element not in self._summaries:
            neurons = self.record.spikes[element].neurons
            size = self.record.sizes.get(element, int(neurons.max(initial=0)) + 1)
            self._summaries[element] = summary(self.record.times(element), neurons, size, self.start, self.stop)
        return self._summaries[element]

    def spectrum(self, element: str) -> tuple[Floats, Floats]:
        """Frequencies in Hz and the power of its population rate, both (bins,); empty of too short a time."""
        if element not in self._spectra:
            size = self.firing(element).neurons
            _, rate = population_rate(self.record.times(element), size, self.start, self.stop, BIN)
            nothing = np.zeros(0), np.zeros(0)
            self._spectra[element] = power_spectrum(rate, BIN) if len(rate) >= SHORTEST else nothing
        return self._spectra[element]

    def latency(self, element: str) -> float:
        """The mean over neurons of the time in ms to their first spike; NaN where none fired."""
        times, neurons = self.record.times(element), self.record.spikes[element].neurons
        inside = times > self.start
        _, first = np.unique(neurons[inside], return_index=True)
        return float(times[inside][first].mean() - self.start) if len(first) else UNKNOWN

    def weights(self, element: str) -> Floats:
        """The weights at the end of the run, (synapses,)."""
        return np.asarray(self._simulation.weights(element), np.float64).ravel()

    def accuracy(self, element: str) -> float:
        """The share of right ones among the answers to samples with a label; NaN where there is none."""
        begin = self.start / self.record.resolution
        answered = [a for a in self.record.answers.get(element, ()) if a.label >= 0 and a.step > begin]
        return sum(a.answer == a.label for a in answered) / len(answered) if answered else UNKNOWN


@dataclass(frozen=True)
class Measure:
    """A figure of one kind of elements: what it is ``called``, its unit ("w" is that of the weights), its ``value``."""

    called: str
    kind: MeasuredKind
    unit: str
    value: Callable[[MeasuredRun, str], float]


def _of_firing(figure: Callable[[FiringSummary], float]) -> Callable[[MeasuredRun, str], float]:
    return lambda run, element: figure(run.firing(element))


def _of_weights(figure: Callable[[Floats], float]) -> Callable[[MeasuredRun, str], float]:
    def value(run: MeasuredRun, element: str) -> float:
        weights = run.weights(element)
        return float(figure(weights)) if weights.size else UNKNOWN

    return value


def _frequency(run: MeasuredRun, element: str) -> float:
    frequencies, power = run.spectrum(element)
    return peak(frequencies, power) if len(power) and power[1:].max(initial=0.0) > LEAST_POWER else UNKNOWN


def _power(run: MeasuredRun, element: str) -> float:
    _, power = run.spectrum(element)
    return float(power[1:].max()) if len(power) > 1 else UNKNOWN


def _moment(weights: Floats, order: int) -> float:
    """The standardised moment; NaN where all weights are equal."""
    apart = weights - weights.mean()
    spread = float(np.sqrt(np.mean(apart**2)))
    return float(np.mean((apart / spread) ** order)) if spread > 0.0 else UNKNOWN


SPIKES, WEIGHTS, ANSWERS = MeasuredKind.SPIKES, MeasuredKind.WEIGHTS, MeasuredKind.ANSWERS
MEASURES: Mapping[str, Measure] = {
    "rate": Measure(translatable("mean rate"), SPIKES, "Hz", _of_firing(lambda f: f.figures.rate)),
    "rate_sd": Measure(
        translatable("deviation of the rates of neurons"), SPIKES, "Hz", _of_firing(lambda f: f.figures.rate_deviation)
    ),
    "spikes": Measure(translatable("number of spikes"), SPIKES, "1", _of_firing(lambda f: float(f.spikes))),
    "active": Measure(
        translatable("share of neurons that fire"), SPIKES, "1", _of_firing(lambda f: float((f.rates > 0).mean()))
    ),
    "interval": Measure(translatable("mean interval"), SPIKES, "ms", _of_firing(lambda f: f.figures.interval)),
    "cv": Measure(translatable("variation of the intervals"), SPIKES, "1", _of_firing(lambda f: f.figures.variation)),
    "fano": Measure(translatable("Fano factor"), SPIKES, "1", _of_firing(lambda f: f.figures.fano_factor)),
    "synchrony": Measure(translatable("synchrony"), SPIKES, "1", _of_firing(lambda f: f.figures.synchrony)),
    "correlation": Measure(
        translatable("mean correlation of counts"), SPIKES, "1", _of_firing(lambda f: f.figures.correlation)
    ),
    "frequency": Measure(translatable("frequency of the largest power of the rate"), SPIKES, "Hz", _frequency),
    "power": Measure(translatable("largest power of the rate"), SPIKES, "Hz", _power),
    "latency": Measure(translatable("mean time to the first spike"), SPIKES, "ms", MeasuredRun.latency),
    "weight_mean": Measure(translatable("mean weight"), WEIGHTS, "w", _of_weights(np.mean)),
    "weight_sd": Measure(translatable("deviation of the weights"), WEIGHTS, "w", _of_weights(np.std)),
    "weight_min": Measure(translatable("smallest weight"), WEIGHTS, "w", _of_weights(np.min)),
    "weight_max": Measure(translatable("largest weight"), WEIGHTS, "w", _of_weights(np.max)),
    "weight_skewness": Measure(
        translatable("skewness of the weights"), WEIGHTS, "1", _of_weights(lambda w: _moment(w, 3))
    ),
    "weight_kurtosis": Measure(
        translatable("kurtosis of the weights"), WEIGHTS, "1", _of_weights(lambda w: _moment(w, 4))
    ),
    "accuracy": Measure(translatable("share of right answers"), ANSWERS, "1", MeasuredRun.accuracy),
}
"""The measures by their names. ``power`` is in (spikes/s)²/Hz, of which the unit is Hz."""
