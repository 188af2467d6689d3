"""Figures of the spikes of each neuron of a population in a span of time."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.analysis.intervals import intervals_of_trains, local_variations, means, trains, variations
from engine.analysis.rates import MS_PER_S, spike_counts
from engine.analysis.synchrony import fano_factors

WINDOW = 100.0  # ms, of the counts of one neuron that are compared with each other
FEWEST_WINDOWS = 5

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class NeuronFigures:
    """All are (neurons,): number of ``spikes``, ``rates`` in Hz, mean ``intervals`` in ms, their coefficients of
    variation, local variations, and Fano factors of counts of 100 ms; NaN where a neuron fired too seldom.
    """

    spikes: NDArray[np.int64]
    rates: Floats
    intervals: Floats
    variations: Floats
    local_variations: Floats
    fano_factors: Floats


def neuron_figures(times: Floats, neurons: NDArray[np.integer], size: int, start: float, stop: float) -> NeuronFigures:
    """Of the spikes at ``times`` ms, after ``start`` and up to ``stop``, of ``size`` neurons.

    Costs time and memory by the spikes and the neurons, however long the span. Raises ``ValueError`` for a span that
    is not above 0 ms.
    """
    if not stop > start:
        raise ValueError(f"figures of neurons need a span of time above 0 ms, not {start} to {stop}")
    times, neurons = np.asarray(times, np.float64), np.asarray(neurons, np.int64)
    inside = (times > start) & (times <= stop)
    times, neurons = trains(times[inside], neurons[inside])
    spikes = spike_counts(neurons, size)
    gaps, owner = intervals_of_trains(times, neurons)
    return NeuronFigures(
        spikes,
        spikes.astype(np.float64) * (MS_PER_S / (stop - start)),
        means(gaps, owner, size),
        variations(gaps, owner, size),
        local_variations(gaps, owner, size),
        fano_factors(times, neurons, size, start, stop, WINDOW, FEWEST_WINDOWS),
    )
