"""Weights on a grid: a few levels, symmetric around zero, times a scale."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
STARTS = 24  # scales from which the best one is looked for
ROUNDS = 20  # between choosing levels and fitting the scale; it settles sooner


@dataclass(frozen=True)
class Grid:
    """``levels`` in ascending order, of which ``bits`` bits tell one."""

    levels: tuple[float, ...]
    bits: int

    def nearest(self, of: Array) -> Array:
        """The level (…) nearest to each number; zero stays zero, since it means that there is no connection."""
        levels = np.array(self.levels)
        found = levels[np.searchsorted((levels[1:] + levels[:-1]) / 2, of)]
        return np.where(of == 0, 0.0, found)


def _whole(most: int) -> tuple[float, ...]:
    return tuple(float(level) for level in range(-most, most + 1))


FULL = "full precision"
TERNARY = "ternary"
GRIDS = {
    "8 bits": Grid(_whole(127), 8),
    "4 bits": Grid(_whole(7), 4),
    "2 bits": Grid((-1.5, -0.5, 0.5, 1.5), 2),
    TERNARY: Grid(_whole(1), 2),
}
"""By name. Grids of 8 and 4 bits leave out the one level that has no opposite; that of 2 bits has no zero.

Sources: Jacob et al. (2018), Quantization and training of neural networks for efficient integer-arithmetic-only
inference, arXiv 1712.05877; Li, Zhang & Liu (2016), Ternary weight networks, arXiv 1605.04711.
"""
LARGEST, LEAST_SQUARES = "largest weight", "least squares"
SCALES = (LEAST_SQUARES, LARGEST)


def quantised(weights: Array, grid: Grid, scale: str = LEAST_SQUARES, starts: int = STARTS) -> tuple[Array, Array]:
    """Each row of ``weights`` (rows, n) on a grid of its own, and the scales (rows, 1); of an empty row it is 1.

    The scale lets the largest weight be the largest level, or makes the sum of squared changes small: from several
    ``starts`` levels are chosen for the scale, and the scale fitted to the levels, until neither changes.
    """
    largest = np.abs(weights).max(axis=1, keepdims=True, initial=0.0) / grid.levels[-1]
    safe = np.where(largest > 0, largest, 1.0)
    if scale == LARGEST:
        return safe * grid.nearest(weights / safe), safe
    best, error = safe, np.full(safe.shape, np.inf)
    for share in np.linspace(1.0, 1 / starts, starts):
        tried = _settled(weights, grid, share * safe)
        off = np.square(weights - tried * grid.nearest(weights / tried)).sum(axis=1, keepdims=True)
        best, error = np.where(off < error, tried, best), np.minimum(off, error)
    return best * grid.nearest(weights / best), best


def _settled(weights: Array, grid: Grid, scale: Array) -> Array:
    """A scale that fits the levels which it chooses."""
    for _ in range(ROUNDS):
        levels = grid.nearest(weights / scale)
        squares = np.square(levels).sum(axis=1, keepdims=True)
        fitted = (weights * levels).sum(axis=1, keepdims=True) / np.where(squares > 0, squares, 1.0)
        fitted = np.where((squares > 0) & (fitted > 0), fitted, scale)
        if np.array_equal(fitted, scale):
            break
        scale = fitted
    return scale
