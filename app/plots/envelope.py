"""A long curve as what a screen can show of it: the lowest and highest value of every column of pixels."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def envelope(x: Floats, y: Floats, left: float, columns: int) -> tuple[Floats, Floats]:
    """Points to join: those given where they are few, else two a column; ``x`` (n,) in pixels never falls.

    Columns are one pixel wide from ``left`` on.
    """
    if len(x) <= 2 * columns:
        return x, y
    column = (x - left).astype(np.int64)
    starts = np.flatnonzero(np.diff(column, prepend=column[0] - 1))
    low, high = np.minimum.reduceat(y, starts), np.maximum.reduceat(y, starts)
    first = y[starts]
    rising = np.abs(first - low) <= np.abs(first - high)  # begin where the curve came in
    ends = np.empty((len(starts), 2))
    ends[:, 0], ends[:, 1] = np.where(rising, low, high), np.where(rising, high, low)
    return np.repeat(column[starts] + left + 0.5, 2), ends.reshape(-1)
