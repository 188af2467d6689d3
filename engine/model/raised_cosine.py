"""The filter that Ben's Spiker Algorithm encodes by, and that makes its spikes a signal again."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def raised_cosine(width: float, h: float) -> NDArray[np.float64]:
    """Taps (steps,) of ``width`` ms at steps of ``h`` ms: one wave of a cosine above 0, which sums to 1."""
    count = max(round(width / h), 1)
    taps = 1.0 - np.cos(2.0 * np.pi * (np.arange(count) + 0.5) / count) if count > 1 else np.ones(1)
    return np.asarray(taps / taps.sum(), np.float64)
