"""Products of a matrix of weights with what is sent, where that is nothing or one amount, as spikes are.

Sums of four weights, or of what four rows bring back, are looked up by which of the four are sent: one addition for
four products (:mod:`engine.backends.functions.lookup`, decision 0271).
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.backends.kernels.loops import lookup_loops, wait_for

Array = NDArray[Any]
Words = NDArray[np.uint32]
Sent = tuple[NDArray[np.uint8], NDArray[np.intp], Any]
BYTE, WORD = 8, 32  # bits
MANY, WIDE = 512, 64  # rows and targets from which on it is worth making tables


def is_worth(rows: int, targets: int) -> bool:
    """Tell whether so many rows, and targets, are quicker by tables than by a product of matrices."""
    return rows >= MANY and targets >= WIDE


def onward(sent: Array, weight: Array, out: Array | None = None) -> Array | None:
    """Bring what is ``sent`` (rows, pre) to the targets (rows, post) by the ``weight`` (post, pre).

    None where amounts differ.
    """
    if (found := _sent(sent, weight)) is None:
        return None
    from engine.backends.functions.lookup import onward

    bits, sources, amount = found
    brought = np.empty((len(sent), len(weight)), weight.dtype) if out is None else out
    onward(_turned(bits)[: len(sent)].view(np.uint32), sources, amount, np.ascontiguousarray(weight), brought)
    return brought


def gradient(bars: Array, sent: Array) -> Array | None:
    """The derivative by weights (post, pre), from those by what arrived, ``bars`` (rows, post), and what was ``sent``.

    None where amounts differ.
    """
    if (found := _sent(sent, bars)) is None:
        return None
    from engine.backends.functions.lookup import gradient

    bits, sources, amount = found
    total = np.zeros((bars.shape[1], sent.shape[1]), bars.dtype)
    gradient(bits.view(np.uint32), sources, amount, np.ascontiguousarray(bars), total)
    return total


def _sent(sent: Array, like: Array) -> Sent | None:
    """The sources (n,) that send anything, in which rows (n, bytes), and the amount; None where amounts differ."""
    if sent.dtype != like.dtype or sent.dtype.kind != "f":
        return None
    wait_for(lookup_loops(sent.dtype.name))
    from engine.backends.functions.lookup import mark

    bits = _bits(len(sent), sent.shape[1])
    amount = mark(np.ascontiguousarray(sent), bits)
    if np.isnan(amount):
        return None
    by_source = _turned(bits)
    sources = np.flatnonzero(by_source.any(axis=1))
    return by_source[sources], sources, sent.dtype.type(amount)


def _turned(bits: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Rows of bits for columns of them, of whole words each."""
    from engine.backends.functions.lookup import turn

    rows, columns = bits.shape
    if rows % WORD:
        bits = np.concatenate([bits, np.zeros((-rows % WORD, columns), np.uint8)])
    turned = np.empty((columns * BYTE, len(bits) // BYTE), np.uint8)
    turn(bits, turned)
    return turned


def _bits(rows: int, columns: int) -> NDArray[np.uint8]:
    """None set of (rows, columns), both of whole words."""
    return np.zeros((-(-rows // WORD) * WORD, -(-columns // WORD) * WORD // BYTE), np.uint8)
