"""Samples of plain numbers as points of a plane, among which one is found by the eye."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.model.data import Samples
from engine.network.values import Floats

MOST_POINTS = 300  # that a node has room for
FEW_PLACES = 8  # of a file that are read for a look at all of it
ALIKE = 1e-6  # share by which two spreads may differ that are the same but for rounding


@dataclass(frozen=True, eq=False)
class Plane:
    """``places`` (k, 2) in [0, 1] of some samples and their ``labels`` (k,); ``axes`` are the values that these are.

    ``lowest`` and ``highest`` are what those at the edges have: 0 and 1, or of data that go beyond, their own ends.
    """

    places: Floats
    labels: NDArray[np.int64]
    axes: tuple[int, ...]
    lowest: Floats
    highest: Floats

    def place_of(self, values: Floats) -> tuple[float, float]:
        """The place of a sample (channels,)."""
        ((across, up),) = _placed(values[None], self.axes, self.lowest, self.highest).tolist()
        return across, up


def plane_of(samples: Samples) -> Plane | None:
    """Every so many samples of all; None of pictures and signals."""
    if samples.is_images or samples.values.ndim != 2 or not len(samples.labels):
        return None
    some = some_of(samples, np.arange(len(samples.labels)), MOST_POINTS)
    values = samples.values[some]
    axes = telling_axes(values) if samples.channels > 1 else (0,)
    own = values[:, axes] if samples.in_pieces else samples.values[:, axes]
    lowest, highest = own.min(axis=0), own.max(axis=0)
    if lowest.min() >= 0.0 and highest.max() <= 1.0:
        lowest, highest = np.zeros(len(axes)), np.ones(len(axes))
    return Plane(_placed(values, axes, lowest, highest), samples.labels[some], axes, lowest, highest)


def some_of(samples: Samples, indices: NDArray[np.int64], most: int) -> NDArray[np.int64]:
    """Every so many of the samples ``indices``; of those that stay in their files some in few places there."""
    if not samples.in_pieces or len(indices) <= most:
        return indices[:: max(1, -(-len(indices) // most))]
    run = max(most // FEW_PLACES, 1)
    first = np.linspace(0, len(indices) - run, FEW_PLACES).astype(np.int64)
    return np.sort(indices)[np.unique(first[:, None] + np.arange(run))]


def _placed(values: Floats, axes: tuple[int, ...], lowest: Floats, highest: Floats) -> Floats:
    """Two of the values between their ends; where there is one or they are all alike, in the middle."""
    half_span = highest / 2 - lowest / 2  # a whole span of the widest numbers would be infinite
    own = values[:, axes] / 2 - lowest / 2
    shares = np.where(half_span > 0, own / np.where(half_span > 0, half_span, 1.0), 0.5)
    return np.column_stack([shares, np.full(len(values), 0.5)])[:, :2]


def telling_axes(values: Floats) -> tuple[int, int]:
    """The two of all values (samples, values) by which samples differ most, the second where the first is alike."""
    apart = values / (np.abs(values).max() or 1.0)  # no square of the widest numbers
    apart = apart - apart.mean(axis=0)
    chosen: list[int] = []
    for _ in range(2):
        spread = np.square(apart).sum(axis=0)
        spread[chosen] = -1.0
        chosen.append(int(np.flatnonzero(spread >= spread.max() * (1.0 - ALIKE))[0]))
        along = apart[:, chosen[-1]] / (np.linalg.norm(apart[:, chosen[-1]]) or 1.0)
        apart = apart - np.outer(along, along @ apart)
    first, second = sorted(chosen)
    return first, second
