"""A long curve as what a screen can show of it: the lowest and highest value of every column of pixels."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Columns:
    """Samples sorted into columns one pixel wide: ``starts`` (columns,) and the ``x`` (points,) to draw at.

    Without ``starts`` the samples are few and each is a point. Curves sampled at the same times share them.
    """

    x: Floats
    starts: NDArray[np.intp] | None


def pixel_columns(x: Floats, start: float, end: float, width: int) -> Columns:
    """Columns of samples at ``x`` (n,), which never falls, in a view from ``start`` to ``end`` of ``width`` pixels."""
    if len(x) <= 2 * width:
        return Columns(x, None)
    pixel = (end - start) / width
    column = ((x - start) / pixel).astype(np.int64)
    starts = np.flatnonzero(np.diff(column, prepend=column[0] - 1))
    return Columns(np.repeat((column[starts] + 0.5) * pixel + start, 2), starts)


def envelope(y: Floats, place: Columns) -> Floats:
    """The values (points,) of a curve with samples ``y`` (n,) at ``place.x``: two a column, or all.

    A column without a finite value is a gap, NaN.
    """
    starts = place.starts
    if starts is None:
        return y
    low, high = np.minimum.reduceat(y, starts), np.maximum.reduceat(y, starts)
    if not (np.isfinite(low).all() and np.isfinite(high).all()):
        y = np.where(np.isfinite(y), y, np.nan)
        low, high = np.fmin.reduceat(y, starts), np.fmax.reduceat(y, starts)
    first = y[starts]
    rising = first <= low / 2 + high / 2  # begin where the curve came in
    ends = np.empty((len(starts), 2))
    ends[:, 0], ends[:, 1] = np.where(rising, low, high), np.where(rising, high, low)
    return ends.reshape(-1)


def extent(values: Floats) -> tuple[float, float] | None:
    """The lowest and the highest finite value, None where none is finite."""
    if not values.size:
        return None
    low, high = float(values.min()), float(values.max())
    if not (isfinite(low) and isfinite(high)):
        values = values[np.isfinite(values)]
        return (float(values.min()), float(values.max())) if values.size else None
    return low, high
