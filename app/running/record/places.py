"""The places of the values of neurons or channels in a picture of them."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, sqrt

import numpy as np
from numpy.typing import NDArray

from engine.network.values import Floats


@dataclass(frozen=True)
class PixelPlan:
    """A picture of ``rows`` and ``columns``; ``cells`` (values,) are numbers of pixels, row by row."""

    rows: int
    columns: int
    cells: NDArray[np.int64]

    def laid_out(self, values: Floats) -> Floats:
        """Values (values,) where they stand (rows, columns): the mean of those on a pixel, NaN where there is none."""
        cells, pixels = self.cells[: len(values)], self.rows * self.columns
        count = np.bincount(cells, minlength=pixels)
        total = np.bincount(cells, values[: len(cells)], minlength=pixels)
        with np.errstate(invalid="ignore"):
            return np.where(count > 0, total / count, np.nan).reshape(self.rows, self.columns)


def picture_rows(size: int) -> PixelPlan:
    """Values without places: row by row in a picture as good as square."""
    columns = max(ceil(sqrt(size)), 1)
    return PixelPlan(max(ceil(size / columns), 1), columns, np.arange(size, dtype=np.int64))


def tiled(rows: int, columns: int, each: int = 1) -> PixelPlan:
    """``each`` values side by side on every pixel of a grid."""
    return PixelPlan(rows, columns, np.arange(rows * columns * each, dtype=np.int64) // each)


def on_places(places: Floats) -> PixelPlan:
    """Values at places (values, 2), x to the right and y upwards, on square pixels of which there are as many."""
    low, high = places.min(axis=0), places.max(axis=0)
    side = max(ceil(sqrt(len(places))), 1)
    extent = float((high - low).max()) or 1.0
    shape = np.maximum(np.ceil((high - low) / extent * side), 1).astype(np.int64)
    share = (places - low) / extent * side
    column = np.minimum(share[:, 0].astype(np.int64), shape[0] - 1)
    row = shape[1] - 1 - np.minimum(share[:, 1].astype(np.int64), shape[1] - 1)
    return PixelPlan(int(shape[1]), int(shape[0]), row * int(shape[0]) + column)
