"""Eligibility of every synapse, one step on, as a compiled loop."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.backends.numba_options import compiled


@compiled(nogil=True, cache=True)
def advance(
    traces: Any, filtered: Any, total: Any, jacobian: Any, drive: Any, slope: Any, direct: Any,
    inputs: Any, ends: Any, signal: Any, keep: Any, row: Any, following: Any,
) -> None:  # fmt: skip
    """See :meth:`engine.learning.eligibility.PerSynapse.advance`; ``row`` (pre,) and ``following`` (S, pre) are scratch."""
    batch, neurons, states, pre = traces.shape
    seeds = ends.size
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
