"""Spike counts of one element in bins of the absolute time grid; only bins that changed are counted again."""

from __future__ import annotations

from math import ceil

import numpy as np

from app.running.record.ring_buffer import RingBuffer
from app.widgets.quantities import round_step
from engine.network.values import Floats

BINS_IN_VIEW = 100
FINE = 10.0  # ms: a rhythm of 9 Hz is seen in bins of this width, however long the time in view
MOST_BINS = 1000  # that are chosen by themselves: beyond it several share a pixel
MOST_CHOSEN = 20_000  # of a width that a person has chosen: more take too long


def bin_steps(span: float, resolution: float, chosen: float = 0.0) -> int:
    """Steps of a bin for ``span`` ms in steps of ``resolution`` ms: as wide as ``chosen`` ms, or as suits.

    By itself 1, 2 or 5 times a power of ten: a hundredth of the view, about 10 ms in longer views, and more where
    bins would be narrower than pixels.
    """
    if chosen > 0:
        return max(round(chosen / resolution), ceil(span / resolution / MOST_CHOSEN), 1)
    return round(round_step(max(min(span / BINS_IN_VIEW, FINE), span / MOST_BINS, resolution) / resolution))


class RateBins:
    """Remembers what it counted."""

    def __init__(self) -> None:
        self._key: object = None
        self._first = 0
        self._counts: Floats = np.zeros(0)

    def update(
        self, frames: RingBuffer, element: str, size: int, width: int, start: int, stop: int
    ) -> tuple[int, Floats]:
        """Number of the first bin, and counts (bins,) of the whole bins in [start, stop); NaN of what is not kept."""
        first = max(start // width, frames.first_step // width)
        end = max(min(stop, frames.latest_step) // width, first)  # a bin that still fills would dip
        key = (frames.number, element, size, width)
        known = self._first + len(self._counts)
        if key != self._key or first < self._first or first > known or end < known:
            self._key, self._first, self._counts, known = key, first, np.zeros(0), first
        if end > known:
            edges = np.arange(known, end + 1) * width + 1  # a spike of step s is stamped at the end of its step
            spikes = frames.spikes(element, int(edges[0]), int(edges[-1])).of_first(size)
            new = np.diff(np.searchsorted(spikes.steps, edges)).astype(np.float64)
            new[edges[:-1] < frames.kept_since(element)] = np.nan
            self._counts = np.concatenate([self._counts, new])
        self._counts = self._counts[first - self._first :]
        self._first = first
        return first, self._counts
