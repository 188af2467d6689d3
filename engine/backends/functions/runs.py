"""Products with connections that lie side by side, as compiled loops: silent sources are skipped.

A source has the runs ``begins[source]`` to ``begins[source + 1]``; each joins ``lengths`` neighbouring targets from
``targets`` on with as many neighbouring weights from ``weights`` on. ``places`` (post,) says where a target lies among
its neighbours.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.backends.kernels.numba_options import compiled

TOGETHER = 4  # rows that each weight is taken to on the way back


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
    sent: Any, values: Any, begins: Any, targets: Any, weights: Any, lengths: Any, places: Any, out: Any
) -> None:  # fmt: skip
    """Bring what is ``sent`` (rows, pre) to its targets, ``out`` (rows, post)."""
    rows, pre = sent.shape
    found, beside = np.empty(pre + 1, np.int32), np.empty(places.size, out.dtype)
    for r in range(rows):
        beside[:] = 0
        for e in range(_heard(sent[r], found)):
            source = found[e]
            amount = sent[r, source]
            for k in range(begins[source], begins[source + 1]):
                n = lengths[k]
                there, by = beside[targets[k] : targets[k] + n], values[weights[k] : weights[k] + n]
                for j in range(n):
                    there[j] += amount * by[j]
        row = out[r]
        for t in range(places.size):
            row[t] = beside[places[t]]


@compiled(nogil=True, cache=True)
def gradient(
    bars: Any, sent: Any, begins: Any, targets: Any, weights: Any, lengths: Any, places: Any, together: Any, total: Any
) -> None:  # fmt: skip
    """Add to ``total`` (weights,) the derivatives by them, from those by what arrived, ``bars`` (rows, post).

    Those of so many rows ``together`` are added up in the precision of the arrays, then in double precision.
    """
    rows, pre = sent.shape
    found, beside = np.empty(pre + 1, np.int32), np.empty(places.size, bars.dtype)
    block = np.zeros(total.size, bars.dtype)
    for r in range(rows):
        row = bars[r]
        for t in range(places.size):
            beside[places[t]] = row[t]
        for e in range(_heard(sent[r], found)):
            source = found[e]
            amount = sent[r, source]
            for k in range(begins[source], begins[source + 1]):
                n = lengths[k]
                there, by = beside[targets[k] : targets[k] + n], block[weights[k] : weights[k] + n]
                for j in range(n):
                    by[j] += amount * there[j]
        if (r + 1) % together == 0 or r == rows - 1:
            for w in range(total.size):
                total[w] += block[w]
                block[w] = 0


@compiled(nogil=True, cache=True, fastmath={"reassoc", "contract"})  # sums of products in vectors
def back(
    bars: Any, values: Any, ones: Any, others: Any, begins: Any, targets: Any, weights: Any, lengths: Any,
    places: Any, out: Any,
) -> None:  # fmt: skip
    """Bring derivatives by what arrived, ``bars`` (rows, post), back to what was sent, ``out`` (rows, pre).

    ``ones`` are sources, ``others`` beside them those whose runs end at the same targets.
    """
    rows = out.shape[0]
    beside = np.zeros((TOGETHER, places.size), bars.dtype)
    for first in range(0, rows, TOGETHER):
        some = min(TOGETHER, rows - first)
        for r in range(some):
            row, there = bars[first + r], beside[r]
            for t in range(places.size):
                there[places[t]] = row[t]
        for p in range(ones.size):
            one, other = ones[p], others[p]
            a = b = c = d = bars.dtype.type(0)
            e = f = g = h = bars.dtype.type(0)
            apart = begins[other] - begins[one]
            for k in range(begins[one], begins[one + 1]):
                n, at = lengths[k], targets[k]
                by, by_other = values[weights[k] : weights[k] + n], values[weights[k + apart] : weights[k + apart] + n]
                u, v = beside[0, at : at + n], beside[1, at : at + n]
                w, x = beside[2, at : at + n], beside[3, at : at + n]
                for j in range(n):
                    a += u[j] * by[j]
                    b += v[j] * by[j]
                    c += w[j] * by[j]
                    d += x[j] * by[j]
                    e += u[j] * by_other[j]
                    f += v[j] * by_other[j]
                    g += w[j] * by_other[j]
                    h += x[j] * by_other[j]
            out[first, one], out[first, other] = a, e
            if some > 1:
                out[first + 1, one], out[first + 1, other] = b, f
            if some > 2:
                out[first + 2, one], out[first + 2, other] = c, g
            if some > 3:
                out[first + 3, one], out[first + 3, other] = d, h


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
