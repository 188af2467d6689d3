"""The likeness of spike trains: the correlation of what a low-pass filter makes of them."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
TIME_CONSTANT = 5.0  # ms
LONGEST = 20.0  # time constants of one piece: sums within it keep their digits


def filtered_cosine(spikes: Array, wanted: Array, h: float) -> NDArray[np.float64]:
    """Mean over neurons, (batch,), of the cosine between both, filtered by an exponential; all (steps, batch, neurons).

    1 is for equal trains, of which both may be silent; a silent one has nothing in common with one that fires.

    Source: Anwani & Rajendran (2015), 10.1109/IJCNN.2015.7280618, after Schreiber et al. (2003), Neurocomputing 52-54,
    925-931, 10.1016/S0925-2312(02)00838-X, here with the exponential kernel of van Rossum (2001),
    10.1162/089976601300014321.
    """
    here, there = _filtered(spikes, h), _filtered(wanted, h)
    common, own, other = ((a * b).sum(axis=0) for a, b in ((here, there), (here, here), (there, there)))
    both = np.sqrt(own * other)
    alike = np.where(both > 0, common / np.where(both > 0, both, 1.0), (own == other).astype(np.float64))
    return np.asarray(np.minimum(alike, 1.0).mean(axis=-1), np.float64)


def _filtered(spikes: Array, h: float) -> NDArray[np.float64]:
    """Each spike and what is left of it in later steps, (steps, …), in as few pieces as keep exponentials finite."""
    filtered = np.asarray(spikes, np.float64).copy()
    rows = max(int(LONGEST * TIME_CONSTANT / h), 1)
    left = np.exp(-h / TIME_CONSTANT * np.arange(1, rows + 1)).reshape(-1, *([1] * (spikes.ndim - 1)))
    before = np.zeros(spikes.shape[1:])
    for first in range(0, len(filtered), rows):
        part = filtered[first : first + rows]
        gone = left[: len(part)]
        part[:] = gone * (np.cumsum(part / gone, axis=0) + before)
        before = part[-1]
    return filtered
