"""Spikes of one source, delivered along one projection into the ring of arrivals of its target."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import groupby
from types import SimpleNamespace
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import DTypeLike, NDArray

from engine.backends.kernels.c_text import Sharing
from engine.backends.kernels.kernel import Array, Bound, Kernel, each_step, loop_kernel, once
from engine.simulation.operations.arguments import arguments_named

AHEAD = 4  # spikes whose rows are asked for before they are read
LINE = 64  # bytes of a cache line
LINES = 3  # of a row that are asked for, whether it is so long or not; what follows comes by itself
WORTH_SLICING = 16  # elements of a run on average
FEW = 32  # short runs that are quicker to slice than to look up
WIDENED = 1 << 20  # connections whose targets are kept as NumPy reads places, of eight bytes each

ONE = """    turn = np.uint64((now[0] + j + delay[0]) % slots[0])
    slot = ring[turn * np.uint64(neurons):]
    last = offsets[j + 1]
    for s in range(offsets[j], last):
        coming = spikes[min(s + {ahead}, last - 1)]
{fetches}        first = begin[spikes[s]]
        own_targets, own_weights = targets[np.uint64(first):], weights[{first}:]
        for q in range(end[spikes[s]] - first):
            slot[own_targets[np.uint64(q)]] += own_weights[{weight}]
"""
SEGMENTS = """    present, count = (now[0] + j) % slots[0], slots[0]
    for s in range(offsets[j], offsets[j + 1]):
        source = spikes[s]
        for g in range(rows[source], rows[source + 1]):
            turn = present + delays[g]  # no delay is as long as the ring, and a division takes as long as ten additions
            turn = turn - count if turn >= count else turn
            place = np.uint64(turn) * np.uint64(neurons)
            for q in range(np.uint64(begin[g]), np.uint64(end[g])):
                ring[place + np.uint64(targets[q])] += weights[{weight}]
"""
BY_ROWS = Sharing(block="s", lane="q", summed=("ring",))
"""A block of threads takes a spike, and shares its row of synapses."""


def runs(begin: NDArray[Any], end: NDArray[Any]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """All places of the runs [begin, end), one run after the other, and the length of each run."""
    length = end - begin
    total = int(length.sum())
    starts = np.cumsum(length) - length
    return np.arange(total) + np.repeat(begin - starts, length), length


class RowSlices(dict[int, Array]):
    """Runs [begin, end) of an array by number: slices that are made when they are first asked for."""

    def __init__(self, begin: NDArray[Any], end: NDArray[Any], array: Array, dtype: DTypeLike) -> None:
        self._begin, self._end, self._array, self._dtype = begin, end, array, dtype

    def __missing__(self, run: int) -> Array:
        row = self[run] = self._array[self._begin[run] : self._end[run]].astype(self._dtype, copy=False)
        return row


Joined: TypeAlias = Callable[[NDArray[Any], list[int]], Array]
"""``(chosen, listed)``: the chosen runs, one run after the other; they are given as an array and as a list."""


def joining(begin: NDArray[Any], end: NDArray[Any], array: Array, dtype: DTypeLike) -> Joined:
    """Runs [begin, end) of ``array`` as numbers of this type.

    Where runs are long, or few are chosen, they are slices; else every element is looked up.
    """
    is_long = int((end - begin).sum()) >= WORTH_SLICING * len(begin)
    low, high = first_and_end(np.flatnonzero(end > begin))
    row = RowSlices(begin, end, array, dtype if len(array) <= WIDENED else array.dtype).__getitem__
    nothing = np.zeros(0, dtype)

    def joined(chosen: NDArray[Any], listed: list[int]) -> Array:
        if not is_long and len(listed) > FEW:
            return array[runs(begin[chosen], end[chosen])[0]].astype(dtype, copy=False)
        rows = [row(run) for run in listed if low <= run < high]
        return np.concatenate(rows).astype(dtype, copy=False) if rows else nothing

    return joined


def first_and_end(rising: NDArray[np.intp]) -> tuple[int, int]:
    """The first of rising numbers and the one after the last; of none, two zeros."""
    return (int(rising[0]), int(rising[-1]) + 1) if len(rising) else (0, 0)


Send: TypeAlias = Callable[[int, NDArray[Any], list[int]], None]
"""``(k, chosen, listed)``: what the chosen sources send in step ``k``."""


def _sending(a: SimpleNamespace) -> Send:
    lag, slots, add = int(a.delay[0]), list(a.ring.reshape(-1, a.neurons)), np.add.at
    depth, one = len(slots), a.weights.reshape(()) if a.weights.size == 1 else None
    targets = joining(a.begin, a.end, a.targets, np.intp)
    weights = joining(a.begin, a.end, a.weights, a.weights.dtype)

    def send(k: int, chosen: NDArray[Any], listed: list[int]) -> None:
        places = targets(chosen, listed)
        if places.size:
            add(slots[(k + lag) % depth], places, weights(chosen, listed) if one is None else one)

    return send


def _one_on_arrays(a: SimpleNamespace) -> Bound:
    return _ones_in_a_row([a])


def _ones_in_a_row(operations: Sequence[SimpleNamespace]) -> Bound:
    """Deliveries along one delay each; those that read one log look at it once."""
    logs = [list(alike) for _, alike in groupby(operations, lambda a: (id(a.spikes), id(a.offsets)))]
    read = [(alike[0].spikes, alike[0].offsets, [_sending(a) for a in alike]) for alike in logs]

    def deliver(j: int, k: int) -> None:
        for spikes, offsets, sends in read:
            first, last = offsets[j : j + 2].tolist()
            if first < last:
                chosen = spikes[first:last]
                listed = chosen.tolist()
                for send in sends:
                    send(k, chosen, listed)

    return deliver


@each_step
def _segments_on_arrays(a: SimpleNamespace, j: int, k: int) -> None:
    sources = a.spikes[a.offsets[j] : a.offsets[j + 1]]
    if not sources.size:
        return
    g, _ = runs(a.rows[sources], a.rows[sources + 1])
    q, length = runs(a.begin[g], a.end[g])
    turn = np.repeat((k + a.delays[g].astype(np.int64)) % int(a.slots[0]), length)
    place = turn * a.neurons + a.targets[q]
    np.add.at(a.ring.reshape(-1), place, a.weights[q] if a.weights.size != 1 else a.weights[0])


@once
def delivery(one_delay: bool, one_weight: bool, precision: str, target: str) -> Kernel:
    """``target`` is the integer type of the targets; ``one_weight`` reads the first weight for all."""
    way, line = "delay" if one_delay else "rows delays", LINE // np.dtype(target).itemsize
    arguments = arguments_named(f"ring slots {way} begin end targets weights spikes offsets now", targets=target)
    fetches = "".join(f"        fetch(targets, begin[coming] + {n * line})\n" for n in range(LINES))
    first, own, q = ("0", "0", "0") if one_weight else ("np.uint64(first)", "np.uint64(q)", "q")
    if not one_delay:
        title, body = "Delivery along connections with delays of their own", SEGMENTS.format(weight=q)
        return loop_kernel(title, "deliver", arguments, body, _segments_on_arrays, precision, BY_ROWS, noalias=True)
    title = "Delivery along connections that share one delay"
    body = ONE.format(ahead=AHEAD, fetches=fetches, first=first, weight=own)
    return loop_kernel(
        title, "deliver", arguments, body, _one_on_arrays, precision, BY_ROWS, noalias=True, in_a_row=_ones_in_a_row
    )
