"""Intervals between the spikes of one neuron (ISI), and how irregular they are."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def intervals(times: Floats, neurons: NDArray[np.integer]) -> tuple[Floats, NDArray[np.int64]]:
    """All inter-spike intervals in ms, and the neuron of each, both (intervals,).

    ``times`` in ms need no order; a neuron with fewer than two spikes contributes none.
    """
    order = np.lexsort((times, neurons))
    times, neurons = np.asarray(times, np.float64)[order], np.asarray(neurons, np.int64)[order]
    same = neurons[1:] == neurons[:-1]
    return np.diff(times)[same], neurons[1:][same]


def mean_intervals(times: Floats, neurons: NDArray[np.integer], size: int) -> Floats:
    """The mean of each neuron's intervals in ms (size,); NaN where it has none."""
    gaps, owner = intervals(times, neurons)
    number = np.bincount(owner, minlength=size)
    total = np.bincount(owner, gaps, minlength=size)
    return np.where(number > 0, total / np.maximum(number, 1), np.nan)


def coefficients_of_variation(times: Floats, neurons: NDArray[np.integer], size: int, at_least: int = 3) -> Floats:
    """Standard deviation over mean of each neuron's intervals: 0 for a clock, 1 for a Poisson train.

    (size,); NaN where a neuron has fewer than ``at_least`` intervals, for which it means nothing.
    """
    gaps, owner = intervals(times, neurons)
    number = np.bincount(owner, minlength=size)
    few = number < max(at_least, 1)
    divisor = np.where(few, 1, number)
    mean = np.bincount(owner, gaps, minlength=size) / divisor
    variance = np.bincount(owner, (gaps - mean[owner]) ** 2, minlength=size) / divisor
    silent = few | (mean == 0)
    return np.where(silent, np.nan, np.sqrt(variance) / np.where(silent, 1.0, mean))


def mean_coefficient_of_variation(times: Floats, neurons: NDArray[np.integer], size: int) -> float:
    """The mean over the neurons that have one; NaN if none has."""
    return known_mean(coefficients_of_variation(times, neurons, size))


def known_mean(values: Floats) -> float:
    """The mean of those that are numbers; NaN if none is."""
    known = values[~np.isnan(values)]
    return float(known.mean()) if known.size else float("nan")


def histogram(gaps: Floats, width: float, longest: float | None = None) -> tuple[Floats, NDArray[np.int64]]:
    """Edges (bins + 1,) in ms from 0 and number of intervals (bins,) in bins of ``width`` ms."""
    end = longest if longest is not None else float(np.max(gaps, initial=width))
    edges: Floats = np.arange(int(np.ceil(end / width)) + 1, dtype=np.float64) * width
    return edges, np.histogram(gaps, edges)[0].astype(np.int64)
