"""Delays under an annealed kernel: a spike arrives around the delay of its connection, ever closer to it.

Each connection convolves the spikes of its source with a Gaussian over whole steps, centred on its delay and of the
sum one. While the Gaussian is wide, the derivative by its centre knows of spikes that are many steps away; it narrows
as training goes on, until whole steps take its place: those of a run.

Source: Hammouamri, Khalfaoui-Hassani & Masquelier (2023), Learning delays in spiking neural networks using dilated
convolutions with learnable spacings, arXiv 2306.17670. There the sum is one but for 1e-7.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.circuit.delays import Late
from engine.circuit.wired import Wired

Array = NDArray[Any]
FIRST = 0.5  # of the longest delay: the standard deviation in the first batch, as in the authors' program
LAST = 0.5  # steps: that of the last batch before whole steps


class DelayKernel:
    """Gaussians over 1 to ``longest`` steps of a width that all links have: ``spread`` in steps, 0 for whole steps."""

    def __init__(self, longest: int, precision: str) -> None:
        self.longest, self.spread = longest, 0.0
        self._precision = precision
        self._parts: dict[str, tuple[Late, ...]] = {}  # by link: arrays that are written anew, batch after batch

    def narrow(self, share: float, end: float) -> None:
        """Be as wide as when this ``share`` of the training is done; from the share ``end`` on, whole steps."""
        first = max(FIRST * self.longest, LAST)
        self.spread = first * (LAST / first) ** (share / end) if share < end else 0.0

    def parts(self, id: str, delay: Array, wiring: Wired) -> tuple[Late, ...]:
        """The connections of link ``id`` by each step, for delays in steps, () or (synapses,)."""
        if id not in self._parts:
            shape, device = () if delay.ndim == 0 else wiring.shape, wiring.device
            self._parts[id] = tuple(
                Late(steps, device.zeros(shape, self._precision), device.zeros(shape, self._precision))
                for steps in range(1, self.longest + 1)
            )
        places = () if delay.ndim == 0 else wiring.places
        for late, (share, slope) in zip(self._parts[id], self._shares(delay), strict=True):
            assert late.mask is not None and late.slope is not None
            late.mask[places] = wiring.device.asarray(share.astype(self._precision))
            late.slope[places] = wiring.device.asarray(slope.astype(self._precision))
        return self._parts[id]

    def _shares(self, delay: Array) -> list[tuple[Array, Array]]:
        """The share of a spike that needs each number of steps, and its derivative by ``delay`` in steps."""
        away = [steps - delay for steps in range(1, self.longest + 1)]
        nearest = np.min(np.square(away), axis=0)  # keeps one of them from vanishing however narrow they are
        heights = [np.exp((nearest - np.square(far)) / (2 * self.spread**2)) for far in away]
        total = np.sum(heights, axis=0)
        shares = [height / total for height in heights]
        mean = np.sum([share * far for share, far in zip(shares, away, strict=True)], axis=0)
        return [(share, share * (far - mean) / self.spread**2) for share, far in zip(shares, away, strict=True)]
