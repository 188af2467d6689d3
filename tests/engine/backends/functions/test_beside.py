"""Channels of a place put side by side, and back."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from engine.backends.functions.beside import put_beside, take_from_beside


@pytest.mark.parametrize("precision", [np.float32, np.float64])
@pytest.mark.parametrize(
    ("channels", "places", "block", "width"),
    [(12, 24, 12, 12), (1, 7, 1, 1), (32, 64, 32, 32), (7, 33, 7, 7), (48, 19, 24, 32), (10, 40, 5, 16), (3, 16, 3, 3)],
)
def test_channels_lie_side_by_side_and_come_back(
    precision: Any, channels: int, places: int, block: int, width: int
) -> None:
    """Whole squares of 16 bytes, what is left over of places and channels, and blocks that are filled up."""
    row = np.random.default_rng(channels).random(channels * places).astype(precision)
    of_place = np.arange(channels) // block * width + np.arange(channels) % block
    apart = channels // block * width
    beside, back = np.zeros(apart * places, precision), np.zeros_like(row)
    put_beside(row, of_place.astype(np.int32), beside)
    wanted = np.zeros((places, apart), precision)
    wanted[:, of_place] = row.reshape(channels, places).T
    assert np.array_equal(beside, wanted.ravel())
    take_from_beside(beside, of_place.astype(np.int32), back)
    assert np.array_equal(back, row)
