"""Standard normal numbers for compiled loops: the bits of :mod:`engine.backends.functions.normal_numpy`."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.backends.functions.elementary import log64
from engine.backends.functions.normal_numpy import CENTRE, MIDDLE, TAIL
from engine.backends.kernels.numba_options import compiled

ABOVE = (CENTRE[0], MIDDLE[0], TAIL[0])
BELOW = (CENTRE[1], MIDDLE[1], TAIL[1])
LAST = 7  # the highest power


@compiled(cache=True)
def ratio(part: Any, r: Any) -> Any:
    """One of the three rational functions, by Horner."""
    above, below = 0.0, 0.0
    for power in range(LAST, -1, -1):
        above = above * r + ABOVE[part][power]
        below = below * r + BELOW[part][power]
    return above / below


@compiled(cache=True)
def normal(uniform: Any) -> Any:
    """The quantile of the standard normal at ``uniform`` in (0, 1)."""
    q = uniform - 0.5
    if abs(q) <= 0.425:
        return q * ratio(0, 0.180625 - q * q)
    r = np.sqrt(-log64(uniform if q < 0.0 else 1.0 - uniform))
    outer = ratio(1, r - 1.6) if r <= 5.0 else ratio(2, r - 5.0)
    return -outer if q < 0.0 else outer
