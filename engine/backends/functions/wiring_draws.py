"""The draws of wiring as compiled loops; each gives the bits of its array form in ``simulation.wiring_random``."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.backends.functions.elementary import log64
from engine.backends.functions.philox import philox, uniform64
from engine.backends.kernels.numba_options import compiled

FARTHEST = 2.0**40
ENDED, TOO_FEW = 0, -1
BITS = 64  # of a word that marks what was drawn


@compiled(nogil=True, cache=True)
def fill_rows(out: Any, first: Any, high: Any, k0: Any, k1: Any) -> Any:
    """Words (rows, draws) of the rows ``first``, ``first + 1`` ..."""
    rows, draws = out.shape
    for r in range(rows):
        for block in range((draws + 3) // 4):
            w = philox(np.uint32(first + r), np.uint32(block), np.uint32(0), high, k0, k1)
            for lane in range(min(4, draws - 4 * block)):
                out[r, 4 * block + lane] = w[lane]


@compiled(nogil=True, cache=True)
def fill_below(out: Any, first: Any, limit: Any, high: Any, k0: Any, k1: Any) -> Any:
    """Whole numbers (rows, draws) below ``limit``."""
    rows, draws = out.shape
    for r in range(rows):
        for block in range((draws + 3) // 4):
            w = philox(np.uint32(first + r), np.uint32(block), np.uint32(0), high, k0, k1)
            for lane in range(min(4, draws - 4 * block)):
                out[r, 4 * block + lane] = np.int32((np.uint64(w[lane]) * np.uint64(limit)) >> np.uint64(32))


@compiled(nogil=True, cache=True)
def fill_pairs(pre: Any, post: Any, first: Any, sources: Any, targets: Any, high: Any, k0: Any, k1: Any) -> Any:
    """Draw number ``first + i`` is source ``pre[i]`` and target ``post[i]``."""
    for i in range(pre.size):
        draw = np.uint64(first + i)
        counter = draw >> np.uint64(1)
        w = philox(np.uint32(counter), np.uint32(counter >> np.uint64(32)), np.uint32(0), high, k0, k1)
        a, b = (w[2], w[3]) if draw & np.uint64(1) else (w[0], w[1])
        pre[i] = np.int32((np.uint64(a) * np.uint64(sources)) >> np.uint64(32))
        post[i] = np.int32((np.uint64(b) * np.uint64(targets)) >> np.uint64(32))


@compiled(nogil=True, cache=True)
def fill_distinct(out: Any, marks: Any, first: Any, limit: Any, inverted: Any, high: Any, k0: Any, k1: Any) -> Any:
    """Rising numbers (rows, count) below ``limit``: the first different ones drawn, or all others.

    ``marks`` has room for one bit a number.
    """
    rows, count = out.shape
    wanted = limit - count if inverted else count
    for r in range(rows):
        marks[:] = np.uint64(0)
        found, block = 0, 0
        while found < wanted:
            w = philox(np.uint32(first + r), np.uint32(block), np.uint32(0), high, k0, k1)
            for lane in range(4):
                value = (np.uint64(w[lane]) * np.uint64(limit)) >> np.uint64(32)
                bit = np.uint64(1) << (value & np.uint64(63))
                place = value >> np.uint64(6)
                if found < wanted and not marks[place] & bit:
                    marks[place] |= bit
                    found += 1
            block += 1
        written = 0
        for m in range(marks.size):
            word = ~marks[m] if inverted else marks[m]
            at = m * BITS
            while word and written < count:
                while not word & np.uint64(1):
                    word >>= np.uint64(1)
                    at += 1
                out[r, written] = at
                written += 1
                word >>= np.uint64(1)
                at += 1


@compiled(nogil=True, cache=True)
def fill_thinned(
    row: Any, column: Any, first: Any, rows: Any, limit: Any, failure: Any, high: Any, k0: Any, k1: Any
) -> Any:
    """Successes of independent trials along rows of ``limit``, by leaps; their number, or -1 without room."""
    written = 0
    for r in range(rows):
        at, block = np.int64(-1), 0
        while at < limit:
            w = philox(np.uint32(first + r), np.uint32(block), np.uint32(0), high, k0, k1)
            for lane in range(4):
                leap = np.floor(log64(uniform64(w[lane])) / failure)
                at += np.int64(FARTHEST if leap > FARTHEST else leap) + 1
                if at >= limit:
                    break
                if written == row.size:
                    return TOO_FEW
                row[written] = first + r
                column[written] = at
                written += 1
            block += 1
    return written
