"""The likeness of spike trains: the correlation of what a low-pass filter makes of them."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
TIME_CONSTANT = 5.0  # ms


def filtered_cosine(spikes: Array, wanted: Array, h: float) -> NDArray[np.float64]:
    """Mean over neurons, (batch,), of the cosine between both, filtered by an exponential; all (steps, batch, neurons).

    1 is for equal trains, of which both may be silent; a silent one has nothing in common with one that fires.

    Source: Anwani & Rajendran (2015), 10.1109/IJCNN.2015.7280618, after Schreiber et al. (2003), Neurocomputing 52-54,
    925-931, 10.1016/S0925-2312(02)00838-X, here with the exponential kernel of van Rossum (2001),
    10.1162/089976601300014321.
    """
    kept = float(np.exp(-h / TIME_CONSTANT))
    here, there = low_passed(spikes, kept), low_passed(wanted, kept)
    common, own, other = ((a * b).sum(axis=0) for a, b in ((here, there), (here, here), (there, there)))
    both = np.sqrt(own * other)
    alike = np.where(both > 0, common / np.where(both > 0, both, 1.0), (own == other).astype(np.float64))
    return np.asarray(np.minimum(alike, 1.0).mean(axis=-1), np.float64)


def low_passed(signal: Array, kept: float) -> NDArray[np.float64]:
    """Each value and what is left of it in later steps, (steps, …), of which the share ``kept`` outlasts a step."""
    from scipy.signal import lfilter

    return np.asarray(lfilter([1.0], [1.0, -kept], np.asarray(signal, np.float64), axis=0))
