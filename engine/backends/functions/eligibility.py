"""Eligibility of every synapse, one step on, as a compiled loop."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.backends.kernels.numba_options import compiled


@compiled(nogil=True, cache=True)
def _one_state(
    traces: Any, filtered: Any, summed: Any, total: Any, jacobian: Any, drive: Any, slope: Any, direct: Any,
    inputs: Any, ends: Any, signal: Any, keep: Any, sums: Any,
) -> None:  # fmt: skip
    """The same where one state is all, in one pass over the synapses."""
    batch, neurons, _, _ = traces.shape
    for b in range(batch):
        for j in range(neurons):
            stays, height, learning = jacobian[b, j, 0, 0], slope[b, j, 0], signal[b, j]
            for r in range(ends.size):
                first = ends[r - 1] if r else np.int64(0)
                enters, at_once = drive[b, j, 0, r], direct[b, j, r]
                if sums:
                    for i in range(first, ends[r]):
                        summed[b, j, i] += at_once * inputs[b, i] + height * traces[b, j, 0, i]
                if keep > 0:
                    for i in range(first, ends[r]):
                        shown, trace = inputs[b, i], traces[b, j, 0, i]
                        now = keep * filtered[b, j, i] + at_once * shown + height * trace
                        filtered[b, j, i] = now
                        total[j, i] += learning * now
                        traces[b, j, 0, i] = stays * trace + enters * shown
                else:
                    for i in range(first, ends[r]):
                        shown, trace = inputs[b, i], traces[b, j, 0, i]
                        total[j, i] += learning * (at_once * shown + height * trace)
                        traces[b, j, 0, i] = stays * trace + enters * shown


@compiled(nogil=True, cache=True)
def advance(
    traces: Any, filtered: Any, summed: Any, total: Any, jacobian: Any, drive: Any, slope: Any, direct: Any,
    inputs: Any, ends: Any, signal: Any, keep: Any, sums: Any, row: Any, following: Any,
) -> None:  # fmt: skip
    """Advance as :class:`PerSynapse` does; ``row`` (pre,), ``following`` (states, pre) are scratch."""
    batch, neurons, states, pre = traces.shape
    seeds = ends.size
    if states == 1:
        _one_state(traces, filtered, summed, total, jacobian, drive, slope, direct, inputs, ends, signal, keep, sums)
        return
    for b in range(batch):
        for j in range(neurons):
            for r in range(seeds):
                first = ends[r - 1] if r else np.int64(0)
                weight = direct[b, j, r]
                for i in range(first, ends[r]):
                    row[i] = weight * inputs[b, i]
            for s in range(states):
                weight = slope[b, j, s]
                if weight != 0:
                    for i in range(pre):
                        row[i] += weight * traces[b, j, s, i]
            learning = signal[b, j]
            if sums:
                for i in range(pre):
                    summed[b, j, i] += row[i]
            if keep > 0:
                for i in range(pre):
                    filtered[b, j, i] = keep * filtered[b, j, i] + row[i]
                    total[j, i] += learning * filtered[b, j, i]
            else:
                for i in range(pre):
                    total[j, i] += learning * row[i]
            for s in range(states):
                for r in range(seeds):
                    first = ends[r - 1] if r else np.int64(0)
                    weight = drive[b, j, s, r]
                    for i in range(first, ends[r]):
                        following[s, i] = weight * inputs[b, i]
                for k in range(states):
                    weight = jacobian[b, j, s, k]
                    if weight != 0:
                        for i in range(pre):
                            following[s, i] += weight * traces[b, j, k, i]
            for s in range(states):
                for i in range(pre):
                    traces[b, j, s, i] = following[s, i]
