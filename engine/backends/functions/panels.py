"""Products with panels of weights, as compiled loops: targets that have the same sources, side by side in vectors.

What a row sends is listed once, source by source in ``order`` (pre,). Block b of targets has the ``ranges``
``blocks[b]`` to ``blocks[b + 1]``; each joins the sources from its first up to its second number with as many panels,
which lie its third number further on. A panel has ``width`` weights: one for each target of a block, and zeros.
Targets are the ``channels`` (n,) of a place, which are one block or some.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.backends.functions.beside import put_beside, take_from_beside
from engine.backends.functions.vectors import (
    AT_ONCE,
    PANEL,
    TOGETHER,
    add_by_rows,
    aligned,
    append_shifted,
    sum_panel,
    sum_two_panels,
)
from engine.backends.kernels.numba_options import compiled

GRADIENT_ROWS = 64  # whose derivatives lie side by side: they stay in the second cache
ROWS = 8  # that each panel is taken to at once: the panels of a block stay in the first cache


@compiled(nogil=True, cache=True)
def _list_sent(row: Any, order: Any, sources: Any, amounts: Any, starts: Any) -> None:
    """List the ``sources`` that send something and the ``amounts``; ``starts`` (pre + 1,) says how many come before."""
    count = 0
    for place in range(order.size):
        amount = row[order[place]]
        starts[place] = count
        sources[count], amounts[count] = place, amount
        count += amount != 0
    starts[order.size] = count


@compiled(nogil=True, cache=True)
def _list_panels(
    first: Any, last: Any, ranges: Any, sources: Any, amounts: Any, starts: Any, panels: Any, factors: Any
) -> Any:  # fmt: skip
    """List the ``panels`` of a block with what their sources send, ``factors``; returns how many they are."""
    count = 0
    for k in range(first, last):
        begin, shift = starts[ranges[k, 0]], ranges[k, 2]
        more = starts[ranges[k, 1]] - begin
        append_shifted(sources, amounts, begin, shift, panels, factors, count)
        for done in range(PANEL, more, PANEL):
            append_shifted(sources, amounts, begin + done, shift, panels, factors, count + done)
        count += more
    for k in range(TOGETHER if count else 0):  # by the last: zero times one of a silent source might be no number
        panels[count + k], factors[count + k] = panels[count - 1], 0
    return count


@compiled(nogil=True, cache=True)
def _list_block(
    b: Any, some: Any, blocks: Any, ranges: Any, sources: Any, amounts: Any, starts: Any, panels: Any, factors: Any,
    counts: Any,
) -> None:  # fmt: skip
    """List the panels of block ``b`` for so many rows, and how many they are in ``counts`` (rows,)."""
    for r in range(some):
        counts[r] = _list_panels(
            blocks[b], blocks[b + 1], ranges, sources[r], amounts[r], starts[r], panels[r], factors[r]
        )


@compiled(nogil=True, cache=True)
def onward(
    sent: Any, weights: Any, width: Any, order: Any, blocks: Any, ranges: Any, channels: Any, out: Any
) -> None:  # fmt: skip
    """Bring what is ``sent`` (rows, pre) to its targets, ``out`` (rows, post), by panels of ``weights``."""
    rows, pre = sent.shape
    total = (blocks.size - 1) * width
    sources, amounts = np.empty((ROWS, pre + 1 + PANEL), np.int32), np.empty((ROWS, pre + 1 + PANEL), sent.dtype)
    panels, factors = np.empty((ROWS, pre + 2 * PANEL), np.int32), np.empty((ROWS, pre + 2 * PANEL), sent.dtype)
    starts, counts = np.empty((ROWS, pre + 1), np.int32), np.empty(ROWS, np.int64)
    beside = aligned(ROWS * total, out)
    for first in range(0, rows, ROWS):
        some = min(ROWS, rows - first)
        for r in range(some):
            _list_sent(sent[first + r], order, sources[r], amounts[r], starts[r])
        for b in range(blocks.size - 1):
            _list_block(b, some, blocks, ranges, sources, amounts, starts, panels, factors, counts)
            for r in range(some):
                at = r * total + b * width
                for begin in range(0, width - PANEL, 2 * PANEL):
                    sum_two_panels(weights, width, panels[r], factors[r], counts[r], beside, at + begin, begin)
                if width % (2 * PANEL):
                    begin = width - PANEL
                    sum_panel(weights, width, panels[r], factors[r], counts[r], beside, at + begin, begin)
        for r in range(some):
            take_from_beside(beside[r * total : (r + 1) * total], channels, out[first + r])


@compiled(nogil=True, cache=True)
def gradient(
    bars: Any, sent: Any, total: Any, order: Any, begins: Any, starts: Any, ends: Any, channels: Any, together: Any,
    out: Any,
) -> None:  # fmt: skip
    """Add to ``out``, panel by panel, the derivatives by weights, from those by what arrived, ``bars`` (rows, post).

    A source in ``order`` (pre,) has the parts ``begins[source]`` to ``begins[source + 1]``: of targets from ``starts``
    on, among ``total`` that lie side by side, and of weights from ``ends`` on. Derivatives of so many rows
    ``together`` are added up in the precision of the arrays, then in double precision.
    """
    rows, pre = sent.shape
    beside, sums = aligned(GRADIENT_ROWS * total, bars), aligned(out.size + PANEL, bars)
    senders, factors = np.empty(GRADIENT_ROWS + 1, np.int32), np.empty(GRADIENT_ROWS + 1, sent.dtype)
    turned, all_rows = aligned(GRADIENT_ROWS * pre, sent), np.arange(GRADIENT_ROWS)
    beside[:] = 0
    sums[:] = 0
    for first in range(0, rows, GRADIENT_ROWS):
        some = min(GRADIENT_ROWS, rows - first)
        for r in range(some):
            put_beside(bars[first + r], channels, beside[r * total : (r + 1) * total])
        put_beside(sent[first : first + some].reshape(-1), all_rows[:some], turned[: some * pre])
        for place in range(pre):
            at, count = order[place] * some, 0
            for r in range(some):
                amount = turned[at + r]
                senders[count], factors[count] = r * total, amount
                count += amount != 0
            if count:
                for part in range(begins[place], begins[place + 1], AT_ONCE):
                    add_by_rows(sums, ends, beside, starts, part, senders, factors, count)
        if (first // GRADIENT_ROWS + 1) % together == 0 or first + GRADIENT_ROWS >= rows:
            for w in range(out.size):
                out[w] += sums[w]
                sums[w] = 0
