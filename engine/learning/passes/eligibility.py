"""Eligibility traces: what each synapse has done to its neuron so far, carried along in place of the past.

Of a synapse from i to j, epsilon' = J epsilon + (d state / d arrival) z_i, and the eligibility is
e_ji = (d spike / d state) epsilon + (d spike / d arrival) z_i:
Bellec et al. (2020), 10.1038/s41467-020-17236-y, equations 13 and 14.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.backends import why_not
from engine.learning.passes.local_derivatives import LocalDerivatives

Array = NDArray[Any]


class PerInput:
    """One trace (batch, states, pre) serves all neurons, where they have the same derivatives in all steps."""

    def __init__(self, local: LocalDerivatives, ends: NDArray[np.int64]) -> None:
        self._local, self._parts = local, [slice(a, b) for a, b in zip([0, *ends[:-1]], ends, strict=True)]
        batch, neurons, states = local.slope.shape
        self.total = local.device.zeros((neurons, ends[-1]), local.slope.dtype)
        self._traces = local.device.zeros((states, batch, ends[-1]), local.slope.dtype)

    def begin(self) -> None:
        """Forget the last presentation."""
        self.total[:], self._traces[:] = 0, 0

    def advance(self, inputs: Array, signal: Array) -> None:
        """Learn from the step just made: ``inputs`` (batch, pre) that arrived, ``signal`` (batch, post)."""
        local = self._local
        for s, trace in enumerate(self._traces):
            self.total += (signal * local.slope[:, :, s]).T @ trace
        for r, part in enumerate(self._parts):
            self.total[:, part] += (signal * local.direct[:, :, r]).T @ inputs[:, part]
        following = np.einsum("sk,kbi->sbi", local.jacobian[0, 0], self._traces)
        for r, part in enumerate(self._parts):
            following[:, :, part] += local.drive[0, 0, :, r, None, None] * inputs[:, part]
        self._traces = following

    @staticmethod
    def memory(batch: int, neurons: int, states: int, pre: int) -> int:
        """Numbers that the traces hold."""
        return neurons * pre + 2 * states * batch * pre


class PerSynapse:
    """A trace (batch, post, states, pre) for every synapse, and the eligibility filtered by ``keep`` a step.

    Where it is to be ``summed``, the sum of the unfiltered eligibility over the presentation is kept too, for signals
    that are known at its end.
    """

    def __init__(self, local: LocalDerivatives, ends: NDArray[np.int64], keep: float, summed: bool = False) -> None:
        self._local, self._ends, dtype = local, np.asarray(ends, np.int64), local.slope.dtype
        batch, neurons, states = local.slope.shape
        pre = int(ends[-1])
        self._keep = dtype.type(keep)
        self.total = local.device.zeros((neurons, pre), dtype)
        self._traces = local.device.zeros((batch, neurons, states, pre), dtype)
        self._filtered = local.device.zeros((batch, neurons, pre) if keep else (1, 1, 1), dtype)
        self._summed = local.device.zeros((batch, neurons, pre) if summed else (1, 1, 1), dtype)
        self._sums = summed
        self._row, self._following = local.device.zeros(pre, dtype), local.device.zeros((states, pre), dtype)

    def begin(self) -> None:
        self.total[:], self._traces[:], self._filtered[:], self._summed[:] = 0, 0, 0, 0

    def end(self, signal: Array) -> None:
        """Learn from the whole presentation: ``signal`` (batch, post), the same in all its steps, of no filter."""
        self.total += (signal[:, :, None] * self._summed).sum(axis=0)

    def advance(self, inputs: Array, signal: Array) -> None:
        local = self._local
        if local.device.is_host and why_not("numba") is None:
            from engine.backends.functions.eligibility import advance

            advance(
                self._traces, self._filtered, self._summed, self.total, local.jacobian, local.drive, local.slope,
                local.direct, inputs, self._ends, signal, self._keep, self._sums, self._row, self._following,
            )  # fmt: skip
        else:
            self._on_arrays(inputs, signal)

    def _on_arrays(self, inputs: Array, signal: Array) -> None:
        local, widths = self._local, np.diff(self._ends, prepend=0)
        seed = local.device.asarray(np.repeat(np.arange(len(widths)), widths))  # of each input
        for b, (trace, shown) in enumerate(zip(self._traces, inputs, strict=True)):
            now = local.direct[b][:, seed] * shown + np.einsum("js,jsi->ji", local.slope[b], trace)
            if self._sums:
                self._summed[b] += now
            if self._keep > 0:
                now = self._filtered[b] = self._keep * self._filtered[b] + now
            self.total += signal[b][:, None] * now
            trace[:] = np.matmul(local.jacobian[b], trace) + local.drive[b][:, :, seed] * shown

    @staticmethod
    def memory(batch: int, neurons: int, states: int, pre: int, summed: bool = False) -> int:
        """Numbers that the traces hold."""
        return neurons * pre + batch * neurons * (states + 1 + summed) * pre


EligibilityTraces = PerInput | PerSynapse
"""The traces of all inputs of a population: ``total`` (post, pre) is the sum of signal times eligibility."""
