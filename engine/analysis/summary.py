"""Figures of the spikes of one population in a span of time, at a cost that large populations do not raise."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from engine.analysis.correlations import correlation_coefficients
from engine.analysis.intervals import known_mean
from engine.analysis.neurons import neuron_figures
from engine.analysis.rates import binned_counts, mean_rates
from engine.analysis.synchrony import synchrony_of

MOST_NEURONS = 500  # looked at one by one: 124,750 pairs
BIN = 5.0  # ms, of the counts that are compared between neurons
SEED = 1  # of the choice of neurons: the same ones every time

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class FiringFigures:
    """Mean and standard deviation of the rates in Hz, and means over those neurons or pairs that have a number.

    ``interval`` is in ms.
    """

    rate: float
    rate_deviation: float
    interval: float
    variation: float
    fano_factor: float
    synchrony: float
    correlation: float


@dataclass(frozen=True)
class FiringSummary:
    """``spikes`` of all neurons and their ``rates`` (neurons,) in Hz; all else is of ``counted`` neurons.

    That is of the time behind ``start`` ms. Mean ``intervals`` in ms, their ``variations`` and ``fano_factors`` are
    (counted,), ``correlations`` (pairs,); NaN where a neuron fired too seldom. ``synchrony`` is NaN where nothing
    varies or a neuron is alone.
    """

    spikes: int
    rates: Floats
    counted: int
    intervals: Floats
    variations: Floats
    fano_factors: Floats
    synchrony: float
    correlations: Floats
    start: float = float("-inf")

    @property
    def neurons(self) -> int:
        return len(self.rates)

    @cached_property
    def figures(self) -> FiringFigures:
        """One number for each figure; worked out once."""
        return FiringFigures(
            float(self.rates.mean()),
            float(self.rates.std()),
            known_mean(self.intervals),
            known_mean(self.variations),
            known_mean(self.fano_factors),
            self.synchrony,
            known_mean(self.correlations),
        )


def summary(times: Floats, neurons: NDArray[np.integer], size: int, start: float, stop: float) -> FiringSummary:
    """Of the spikes at ``times`` ms, after ``start`` and up to ``stop``, of ``size`` neurons.

    Counts of 5 ms are compared between neurons, for synchrony (Golomb's) and correlations, and counts of 100 ms of one
    neuron with each other, for Fano's factor. Of more than 500 neurons, 500 chosen by chance are looked at.
    Raises ``ValueError`` for a span that is not above 0 ms.
    """
    times, neurons = np.asarray(times, np.float64), np.asarray(neurons, np.int64)
    inside = (times > start) & (times <= stop)
    times, neurons = times[inside], neurons[inside]
    rates = mean_rates(neurons, size, stop - start)
    chosen = chosen_neurons(size, MOST_NEURONS)
    own_times, own = only(chosen, times, neurons, size)
    counts = binned_counts(own_times, own, len(chosen), start, stop, BIN)
    each = neuron_figures(own_times, own, len(chosen), start, stop)
    several = len(chosen) > 1 and counts.shape[1] > 1
    return FiringSummary(
        len(times),
        rates,
        len(chosen),
        each.intervals,
        each.variations,
        each.fano_factors,
        synchrony_of(counts) if several else float("nan"),
        correlation_coefficients(counts) if several else np.zeros(0),
        start,
    )


def chosen_neurons(size: int, most: int) -> NDArray[np.int64]:
    """All of ``size`` neurons, or ``most`` of them by chance, in their order: (at most ``most``,)."""
    if size <= most:
        return np.arange(size)
    return np.sort(np.random.default_rng(SEED).choice(size, most, replace=False)).astype(np.int64)


def only(
    chosen: NDArray[np.int64], times: Floats, neurons: NDArray[np.integer], size: int
) -> tuple[Floats, NDArray[np.int64]]:
    """The spikes of the ``chosen`` among ``size`` neurons, which are numbered in their order from 0."""
    place = np.full(size, -1, np.int64)
    place[chosen] = np.arange(len(chosen))
    numbers = place[neurons]
    inside = numbers >= 0
    return times[inside], numbers[inside]
