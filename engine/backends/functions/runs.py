"""Products with connections that lie side by side, as compiled loops: silent sources are skipped.

A source has the runs ``begins[source]`` to ``begins[source + 1]``; each joins ``lengths`` neighbouring targets from
``targets`` on with as many neighbouring weights from ``weights`` on. Neighbours are the ``channels`` (n,) of a place.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.backends.functions.beside import put_beside, take_from_beside
from engine.backends.functions.vectors import TOGETHER, add_scaled, aligned, sum_products
from engine.backends.kernels.numba_options import compiled


@compiled(nogil=True, cache=True)
def _heard(row: Any, found: Any) -> Any:
    """List the sources that send something in ``found`` (pre + 1,); returns how many they are."""
    count = 0
    for source in range(row.size):
        found[count] = source
        count += row[source] != 0
    return count


@compiled(nogil=True, cache=True)
def onward(
    sent: Any, values: Any, begins: Any, targets: Any, weights: Any, lengths: Any, channels: Any, out: Any
) -> None:  # fmt: skip
    """Bring what is ``sent`` (rows, pre) to its targets, ``out`` (rows, post)."""
    rows, pre = sent.shape
    found, beside = np.empty(pre + 1, np.int32), aligned(out.shape[1], out)
    for r in range(rows):
        beside[:] = 0
        for e in range(_heard(sent[r], found)):
            source = found[e]
            amount = sent[r, source]
            for k in range(begins[source], begins[source + 1]):
                add_scaled(beside, targets[k], values, weights[k], lengths[k], amount)
        take_from_beside(beside, channels, out[r])


@compiled(nogil=True, cache=True)
def gradient(
    bars: Any, sent: Any, begins: Any, targets: Any, weights: Any, lengths: Any, channels: Any, together: Any,
    total: Any,
) -> None:  # fmt: skip
    """Add to ``total`` (weights,) the derivatives by them, from those by what arrived, ``bars`` (rows, post).

    Those of so many rows ``together`` are added up in the precision of the arrays, then in double precision.
    """
    rows, pre = sent.shape
    found, beside, sums = np.empty(pre + 1, np.int32), aligned(bars.shape[1], bars), aligned(total.size, bars)
    sums[:] = 0
    for r in range(rows):
        put_beside(bars[r], channels, beside)
        for e in range(_heard(sent[r], found)):
            source = found[e]
            amount = sent[r, source]
            for k in range(begins[source], begins[source + 1]):
                add_scaled(sums, weights[k], beside, targets[k], lengths[k], amount)
        if (r + 1) % together == 0 or r == rows - 1:
            for w in range(total.size):
                total[w] += sums[w]
                sums[w] = 0


@compiled(nogil=True, cache=True)
def back(
    bars: Any, values: Any, ones: Any, others: Any, begins: Any, targets: Any, weights: Any, lengths: Any,
    channels: Any, out: Any,
) -> None:  # fmt: skip
    """Bring derivatives by what arrived, ``bars`` (rows, post), back to what was sent, ``out`` (rows, pre).

    ``ones`` are sources, ``others`` beside them those whose runs end at the same targets.
    """
    rows, post = bars.shape
    beside, sums = aligned(TOGETHER * post, bars), np.empty(2 * TOGETHER, bars.dtype)
    beside[:] = 0
    for first in range(0, rows, TOGETHER):
        some = min(TOGETHER, rows - first)
        for r in range(some):
            put_beside(bars[first + r], channels, beside[r * post : (r + 1) * post])
        for p in range(ones.size):
            one, other = ones[p], others[p]
            begin, end = begins[one], begins[one + 1]
            apart = begins[other] - begin
            sum_products(beside, post, values, targets, weights, lengths, begin, end, apart, sums)
            for r in range(some):
                out[first + r, one], out[first + r, other] = sums[r], sums[TOGETHER + r]


@compiled(nogil=True, cache=True)
def onward_single(sent: Any, values: Any, targets: Any, out: Any) -> None:
    """Bring what is ``sent`` (rows, pre) to ``out`` (rows, post) where each source has one target and one weight."""
    rows, pre = sent.shape
    found = np.empty(pre + 1, np.int32)
    for r in range(rows):
        row, there = sent[r], out[r]
        there[:] = 0
        for e in range(_heard(row, found)):
            source = found[e]
            there[targets[source]] += values[source] * row[source]


@compiled(nogil=True, cache=True)
def back_single(bars: Any, values: Any, targets: Any, out: Any) -> None:
    """Bring ``bars`` (rows, post) back to ``out`` (rows, pre) there."""
    rows, pre = out.shape
    for r in range(rows):
        row, there = bars[r], out[r]
        for source in range(pre):
            there[source] = values[source] * row[targets[source]]
