"""Spikes on paper as marks that can be edited, and that show how many lie on one another."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.plots.parts.raster_image import FAINTEST, crowd_of, transparent
from engine.network.values import Floats

MOST_MARKS = 100_000  # in one picture: beyond it a drawing is too large to be edited, and an image stands there
WIDE = 0.8  # px of a mark: print is finer than a screen
LEAST_HIGH = 1.0  # px
MOST_LAYERS = 32  # of the faintest marks on each other: one more changes nothing that can be seen


@dataclass(frozen=True)
class MarkLayer:
    """Marks (k,) of which none lies on another: ``x`` and ``y`` of their middles, and how opaque each is."""

    x: Floats
    y: Floats
    opacity: float


def layers(x: Floats, y: Floats, column: float, high: float) -> Iterator[MarkLayer]:
    """Marks at ``x`` and ``y`` px (k,), which are ``high`` px, from those that lie lowest.

    Each layer is one path, whose marks are drawn at once: only marks of different layers shade each other. A pixel of
    the view is ``column`` units of ``x``.
    """
    if not len(x):
        return
    across, down = x / (column * WIDE), y / high
    opacity = max(transparent(crowd_of(across, down)), FAINTEST)
    ranks = ranks_of(np.floor(across).astype(np.int64) << 32 | np.floor(down).astype(np.int64))
    for rank in range(min(int(ranks.max()) + 1, MOST_LAYERS) if opacity < 1 else 1):
        chosen = ranks == rank if opacity < 1 else np.ones(len(x), np.bool_)
        if rank == MOST_LAYERS - 1:
            chosen = ranks >= rank
        yield MarkLayer(x[chosen], y[chosen], opacity)


def ranks_of(cells: NDArray[Any]) -> NDArray[np.int64]:
    """The number of marks before it in the same cell, of each (k,)."""
    order = np.argsort(cells, kind="stable")
    in_order = cells[order]
    begins = np.flatnonzero(np.diff(in_order, prepend=in_order[:1] - 1))
    ranks = np.empty(len(cells), np.int64)
    ranks[order] = np.arange(len(cells)) - np.repeat(begins, np.diff(begins, append=len(cells)))
    return ranks
