"""The sizes that an element had in a run: a rate of a time counts the neurons that there were then."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.network.values import Floats


@dataclass(frozen=True)
class SizePast:
    """From each of ``steps`` on the number of neurons beside it in ``sizes``; the first holds for all before, too."""

    steps: tuple[int, ...] = ()
    sizes: tuple[int, ...] = ()

    def going_on(self, step: int, size: int) -> SizePast:
        """The same with another size from ``step`` on; what was known of later steps is no more."""
        kept = sum(known < step for known in self.steps)
        steps, sizes = self.steps[:kept], self.sizes[:kept]
        if sizes and sizes[-1] == size:
            return SizePast(steps, sizes)
        return SizePast((*steps, step), (*sizes, size))

    def neurons(self, size: int, edges: NDArray[np.integer] | NDArray[np.floating]) -> Floats:
        """Neurons there were of the first ``size``, in the mean between consecutive ``edges`` in steps: (bins,)."""
        if len(set(self.sizes)) < 2:
            return np.full(len(edges) - 1, float(size))
        there, since = np.minimum(self.sizes, size), np.array(self.steps)
        passed = np.concatenate([[0], np.cumsum(there[:-1] * np.diff(since))])  # neurons × steps, up to each change
        of = np.maximum(np.searchsorted(since, edges, "right") - 1, 0)
        return np.asarray(np.diff(passed[of] + there[of] * (edges - since[of])) / np.diff(edges))

    def whole(self, size: int, stop: float) -> tuple[int, float]:
        """Of the first ``size`` neurons, how many are there just before step ``stop``, and from which on all these."""
        if not self.sizes:
            return size, -np.inf
        last = max(bisect_left(self.steps, stop) - 1, 0)
        there = min(size, self.sizes[last])
        fewer = [place for place in range(last) if self.sizes[place] < there]
        return there, float(self.steps[fewer[-1] + 1]) if fewer else -np.inf

    def share(self, size: int, start: float, stop: float) -> Floats:
        """The share of the steps from ``start`` to ``stop`` in which each of the first ``size`` neurons was there."""
        if len(set(self.sizes)) < 2:
            return np.ones(size)
        ends = np.clip([-np.inf, *self.steps[1:], np.inf], start, stop)
        lasted, found = np.diff(ends) / (stop - start), np.zeros(size)
        for there, share in zip(self.sizes, lasted, strict=True):
            found[:there] += share
        return found
