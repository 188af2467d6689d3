"""The activity of the whole network since the run began, in a fixed number of bins of growing width."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

BINS = 1024


class ActivityHistory:
    """Spikes per bin of ``steps_per_bin`` steps, from ``first_step`` on.

    When the bins are full, neighbours merge and every bin doubles.
    """

    def __init__(self) -> None:
        self.first_step = 0
        self.steps_per_bin = 1
        self._counts = np.zeros(BINS, dtype=np.float64)
        self._end = 0  # steps covered, from first_step

    def add(self, first_step: int, steps: int, spikes: int) -> None:
        """Spread the ``spikes`` of a chunk evenly over its steps."""
        if steps < 1:
            return
        start = first_step - self.first_step
        while start + steps > BINS * self.steps_per_bin:
            merged = np.zeros(BINS, dtype=np.float64)
            merged[: BINS // 2] = self._counts.reshape(-1, 2).sum(axis=1)
            self._counts, self.steps_per_bin = merged, self.steps_per_bin * 2
        first, last = start // self.steps_per_bin, (start + steps - 1) // self.steps_per_bin
        edges = np.clip(np.arange(first, last + 2) * self.steps_per_bin, start, start + steps)
        self._counts[first : last + 1] += np.diff(edges) * (spikes / steps)
        self._end = start + steps

    def until(self, step: int) -> ActivityHistory:
        """Another history that ends before ``step``; of a bin that it divides a share stays."""
        cut = ActivityHistory()
        cut.first_step, cut.steps_per_bin = self.first_step, self.steps_per_bin
        cut._end = min(max(step - self.first_step, 0), self._end)
        filled = np.clip(cut._end - np.arange(BINS) * self.steps_per_bin, 0, self.steps_per_bin)
        there = np.clip(self._end - np.arange(BINS) * self.steps_per_bin, 1, self.steps_per_bin)
        cut._counts = self._counts * (filled / there)
        return cut

    def bins(self) -> NDArray[np.float64]:
        """Spikes per bin (bins,) from ``first_step`` to now; the last bin may still be filling."""
        return self._counts[: -(-self._end // self.steps_per_bin)].copy()
