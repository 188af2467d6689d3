"""Synchrony of the firing of neurons."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine.analysis.rates import bins_of

Floats = NDArray[np.float64]


def fano_factors(
    times: Floats,
    neurons: NDArray[np.integer],
    size: int,
    start: float,
    stop: float,
    width: float,
    at_least: int = 2,
) -> Floats:
    """Variance over mean of each neuron's spike counts in windows of ``width`` ms, (size,): 1 for Poisson trains.

    The variance is the unbiased one, so that the mean over many Poisson trains is 1 however few the windows are; NaN
    for a silent neuron, and where there are fewer than ``at_least`` windows. No table of neurons and windows is made.
    """
    which, inside, bins = bins_of(times, start, stop, width)
    if bins < max(at_least, 2):
        return np.full(size, np.nan)
    cells = np.sort(np.asarray(neurons, np.int64)[inside] * bins + which[inside])
    begins = np.flatnonzero(np.diff(cells, prepend=-1))
    number = np.diff(begins, append=len(cells)).astype(np.float64)
    owner = cells[begins] // bins
    mean = np.bincount(owner, number, minlength=size) / bins
    variance = (np.bincount(owner, number**2, minlength=size) - bins * mean**2) / (bins - 1)
    silent = mean == 0
    return np.where(silent, np.nan, np.maximum(variance, 0.0) / np.where(silent, 1.0, mean))


def synchrony_of(counts: NDArray[np.integer]) -> float:
    """Golomb's measure in [0, 1] of counts (neurons, bins): spread of the mean activity over the mean spread.

    0 for independent neurons in the limit of many, 1 when all fire alike; NaN if nothing varies.
    Source: Golomb (2007), Scholarpedia 2(1):1347.
    """
    own = float(counts.var(axis=1).mean())
    return float(np.sqrt(counts.mean(axis=0).var() / own)) if own > 0 else float("nan")
