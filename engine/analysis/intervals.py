"""Intervals between the spikes of one neuron (ISI), and how irregular they are."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


FEWEST = 3
"""Intervals of a neuron from which on their variation means something."""

ROUNDED = 1e-9
"""A variation below is that of times in ms, which are rounded, and the neuron a clock."""

PLACE_BITS = 32
"""Of the place of a spike among all: as many bits are left for the number of its neuron."""


def intervals(times: Floats, neurons: NDArray[np.integer]) -> tuple[Floats, NDArray[np.int64]]:
    """All inter-spike intervals in ms, and the neuron of each, both (intervals,).

    ``times`` in ms need no order; a neuron with fewer than two spikes contributes none. Those of one neuron stand
    together, in the order of time.
    """
    return intervals_of_trains(*trains(times, neurons))


def trains(times: Floats, neurons: NDArray[np.integer]) -> tuple[Floats, NDArray[np.int64]]:
    """The spikes neuron by neuron, those of each in the order of time: times and neurons, both (spikes,)."""
    times, neurons = np.asarray(times, np.float64), np.asarray(neurons, np.int64)
    if (times[1:] < times[:-1]).any():
        order = np.argsort(times)
        times, neurons = times[order], neurons[order]
    keys = np.sort((neurons << PLACE_BITS) | np.arange(len(neurons)))  # several times as quick as a stable sort
    return times[keys & ((1 << PLACE_BITS) - 1)], keys >> PLACE_BITS


def intervals_of_trains(times: Floats, neurons: NDArray[np.int64]) -> tuple[Floats, NDArray[np.int64]]:
    """:func:`intervals` of spikes that stand as :func:`trains` puts them."""
    same = neurons[1:] == neurons[:-1]
    return np.diff(times)[same], neurons[1:][same]


def means(gaps: Floats, owner: NDArray[np.int64], size: int) -> Floats:
    """The mean of each neuron's intervals, given with their neurons, in ms (size,); NaN where it has none."""
    number = np.bincount(owner, minlength=size)
    total = np.bincount(owner, gaps, minlength=size)
    return np.where(number > 0, total / np.maximum(number, 1), np.nan)


def variations(gaps: Floats, owner: NDArray[np.int64], size: int, at_least: int = FEWEST) -> Floats:
    """:func:`coefficients_of_variation` of intervals that are given with their neurons."""
    number = np.bincount(owner, minlength=size)
    few = number < max(at_least, 1)
    divisor = np.where(few, 1, number)
    mean = np.bincount(owner, gaps, minlength=size) / divisor
    variance = np.bincount(owner, (gaps - mean[owner]) ** 2, minlength=size) / divisor
    silent = few | (mean == 0)
    found = np.sqrt(variance) / np.where(silent, 1.0, mean)
    return np.where(silent, np.nan, np.where(found < ROUNDED, 0.0, found))


def local_variations(gaps: Floats, owner: NDArray[np.int64], size: int, at_least: int = FEWEST) -> Floats:
    """Lv: how much each interval of a neuron differs from the next, whatever the rate drifts to in the long run.

    0 for a clock, 1 for a Poisson train, of intervals that are given with their neurons as by :func:`intervals`.
    (size,); NaN where a neuron has fewer than ``at_least`` intervals.
    Source: Shinomoto, Shima & Tanji (2003), Neural Computation 15, 2823-2842, 10.1162/089976603322518759.
    """
    same = owner[1:] == owner[:-1]
    before, after = gaps[:-1][same], gaps[1:][same]
    whole = before + after
    apart = np.where(whole > 0, (before - after) / np.where(whole > 0, whole, 1.0), 0.0)
    total = np.bincount(owner[1:][same], 3.0 * apart**2, minlength=size)
    number = np.bincount(owner, minlength=size)
    few = number < max(at_least, 2)
    return np.where(few, np.nan, total / np.where(few, 1, number - 1))


def coefficients_of_variation(times: Floats, neurons: NDArray[np.integer], size: int, at_least: int = FEWEST) -> Floats:
    """Standard deviation over mean of each neuron's intervals: 0 for a clock, 1 for a Poisson train.

    (size,); NaN where a neuron has fewer than ``at_least`` intervals, for which it means nothing.
    """
    return variations(*intervals(times, neurons), size, at_least)


def known_mean(values: Floats) -> float:
    """The mean of those that are numbers; NaN if none is."""
    known = values[~np.isnan(values)]
    return float(known.mean()) if known.size else float("nan")
