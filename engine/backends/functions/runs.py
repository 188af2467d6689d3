"""Products with connections that lie side by side, as compiled loops: silent sources are skipped.

A source has the runs ``begins[source]`` to ``begins[source + 1]``; each joins ``lengths`` neighbouring targets from
``targets`` on with as many neighbouring weights from ``weights`` on. ``places`` (post,) says where a target lies among
its neighbours.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.backends.kernels.numba_options import compiled

BLOCK = 64  # rows whose derivatives are added up in the precision of the arrays, then in double precision
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
    found, beside = np.empty(pre + 1, np.int64), np.empty(places.size, out.dtype)
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
    bars: Any, sent: Any, begins: Any, targets: Any, weights: Any, lengths: Any, places: Any, total: Any
) -> None:  # fmt: skip
    """Add to ``total`` (weights,) the derivatives by them, from those by what arrived, ``bars`` (rows, post)."""
    rows, pre = sent.shape
    found, beside = np.empty(pre + 1, np.int64), np.empty(places.size, bars.dtype)
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
        if r % BLOCK == BLOCK - 1 or r == rows - 1:
            for w in range(total.size):
                total[w] += block[w]
                block[w] = 0


@compiled(nogil=True, cache=True, fastmath={"reassoc", "contract"})  # sums of products in vectors
def back(
    bars: Any, values: Any, begins: Any, targets: Any, weights: Any, lengths: Any, places: Any, out: Any
) -> None:  # fmt: skip
    """Bring derivatives by what arrived, ``bars`` (rows, post), back to what was sent, ``out`` (rows, pre)."""
    rows, pre = out.shape
    beside = np.zeros((TOGETHER, places.size), bars.dtype)
    for first in range(0, rows, TOGETHER):
        some = min(TOGETHER, rows - first)
        for r in range(some):
            row, there = bars[first + r], beside[r]
            for t in range(places.size):
                there[places[t]] = row[t]
        for source in range(pre):
            a = b = c = d = bars.dtype.type(0)
            for k in range(begins[source], begins[source + 1]):
                n, at = lengths[k], targets[k]
                by = values[weights[k] : weights[k] + n]
                one, two = beside[0, at : at + n], beside[1, at : at + n]
                three, four = beside[2, at : at + n], beside[3, at : at + n]
                for j in range(n):
                    a += one[j] * by[j]
                    b += two[j] * by[j]
                    c += three[j] * by[j]
                    d += four[j] * by[j]
            out[first, source] = a
            if some > 1:
                out[first + 1, source] = b
            if some > 2:
                out[first + 2, source] = c
            if some > 3:
                out[first + 3, source] = d
