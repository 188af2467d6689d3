"""Spikes of one source, delivered along one projection into the ring of arrivals of its target."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from types import SimpleNamespace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.backends.cuda import cuda_kernel
from engine.backends.kernel import Argument, Array, Bound, Kernel, each_step, once

AHEAD = 4  # spikes whose rows are asked for before they are read
LINE = 64  # bytes of a cache line
LINES = 4  # of a row that are asked for; what follows comes by itself
WORTH_SLICING = 16  # elements of a run on average
FEW = 32  # short runs that are quicker to slice than to look up

ONE = '''"""Delivery along connections that share one delay."""

import numpy as np
from numba import njit

import engine.backends.numba_options
from engine.backends.prefetch import fetch

F = np.{precision}


@njit(error_model="numpy", nogil=True, noalias=True)
def deliver(neurons, j, ring, slots, delay, begin, end, targets, weights, spikes, offsets, now):
    turn = np.uint64((now[0] + j + delay[0]) % slots[0])
    slot = ring[turn * np.uint64(neurons):]
    last = offsets[j + 1]
    for s in range(offsets[j], last):
        coming = spikes[min(s + {ahead}, last - 1)]
        for q in range(begin[coming], min(end[coming], begin[coming] + {most}), {line}):
            fetch(targets, q)
        first = begin[spikes[s]]
        own_targets, own_weights = targets[np.uint64(first):], weights[{first}:]
        for q in range(end[spikes[s]] - first):
            slot[own_targets[np.uint64(q)]] += own_weights[{place}]
'''

SEGMENTS = '''"""Delivery along connections with delays of their own."""

import numpy as np
from numba import njit

import engine.backends.numba_options
from engine.backends.prefetch import fetch

F = np.{precision}


@njit(error_model="numpy", nogil=True, noalias=True)
def deliver(neurons, j, ring, slots, rows, delays, begin, end, targets, weights, spikes, offsets, now):
    present, count = (now[0] + j) % slots[0], slots[0]
    for s in range(offsets[j], offsets[j + 1]):
        source = spikes[s]
        for g in range(rows[source], rows[source + 1]):
            turn = present + delays[g]  # no delay is as long as the ring, and a division takes as long as ten additions
            turn = turn - count if turn >= count else turn
            place = np.uint64(turn) * np.uint64(neurons)
            for q in range(np.uint64(begin[g]), np.uint64(end[g])):
                ring[place + np.uint64(targets[q])] += weights[{weight}]
'''

ONE_CUDA = """    F* slot = ring + ((k + delay[0]) % slots[0]) * neurons;
    for (long long s = offsets[j] + blockIdx.x; s < offsets[j + 1]; s += gridDim.x) {{
        const int source = spikes[s];
        for (long long q = begin[source] + threadIdx.x; q < end[source]; q += blockDim.x)
            atomicAdd(&slot[targets[q]], weights[{weight}]);
    }}
"""
SEGMENTS_CUDA = """    for (long long s = offsets[j] + blockIdx.x; s < offsets[j + 1]; s += gridDim.x) {{
        const int source = spikes[s];
        for (long long g = rows[source]; g < rows[source + 1]; ++g) {{
            F* slot = ring + ((k + delays[g]) % slots[0]) * neurons;
            for (long long q = begin[g] + threadIdx.x; q < end[g]; q += blockDim.x)
                atomicAdd(&slot[targets[q]], weights[{weight}]);
        }}
    }}
"""


def runs(begin: NDArray[Any], end: NDArray[Any]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """All places of the runs [begin, end), one run after the other, and the length of each run."""
    length = end - begin
    total = int(length.sum())
    starts = np.cumsum(length) - length
    return np.arange(total) + np.repeat(begin - starts, length), length


def joining(begin: NDArray[Any], end: NDArray[Any], arrays: Sequence[Array]) -> Callable[[NDArray[Any]], list[Array]]:
    """``(chosen)``: the chosen runs of each array, one run after the other.

    Where runs are long, or few are chosen, they are slices, made when they are first chosen; else every element is
    looked up.
    """
    is_long = int((end - begin).sum()) >= WORTH_SLICING * len(begin)
    lows, highs = begin.tolist(), end.tolist()
    kept: list[list[Array | None]] = [[None] * len(lows) for _ in arrays]

    def sliced(chosen: list[int], array: Array, rows: list[Array | None]) -> Array:
        parts = []
        for run in chosen:
            part = rows[run]
            if part is None and lows[run] < highs[run]:
                part = rows[run] = array[lows[run] : highs[run]]
            if part is not None:
                parts.append(part)
        return np.concatenate(parts) if parts else array[:0]

    def joined(chosen: NDArray[Any]) -> list[Array]:
        if not is_long and len(chosen) > FEW:
            q, _ = runs(begin[chosen], end[chosen])
            return [array[q] for array in arrays]
        listed = chosen.tolist()
        return [sliced(listed, array, rows) for array, rows in zip(arrays, kept, strict=True)]

    return joined


def _one_on_arrays(a: SimpleNamespace) -> Bound:
    lag, slots = int(a.delay[0]), list(a.ring.reshape(-1, a.neurons))
    each = a.weights.size != 1
    joined = joining(a.begin, a.end, (a.targets, a.weights) if each else (a.targets,))

    def deliver(j: int, k: int) -> None:
        first, last = a.offsets[j : j + 2].tolist()
        if first == last:
            return
        targets, *weights = joined(a.spikes[first:last])
        if targets.size:
            np.add.at(slots[(k + lag) % len(slots)], targets.astype(np.intp), weights[0] if each else a.weights[0])

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


def _arguments(one_delay: bool, target: str) -> tuple[Argument, ...]:
    way = (
        (Argument("delay", "np.int64", "1"),)
        if one_delay
        else (Argument("rows", "np.int64"), Argument("delays", "np.int32"))
    )
    return (
        Argument("ring", "F"),
        Argument("slots", "np.int64", "1"),
        *way,
        Argument("begin", "np.int64"),
        Argument("end", "np.int64"),
        Argument("targets", f"np.{target}"),
        Argument("weights", "F"),
        Argument("spikes", "np.int32"),
        Argument("offsets", "np.int64", "chunk"),
        Argument("now", "np.int64", "1"),
    )


@once
def delivery(one_delay: bool, one_weight: bool, precision: str, target: str) -> Kernel:
    """``target`` is the integer type of the targets; ``one_weight`` reads the first weight for all."""
    weight = "0" if one_weight else "q"
    line = LINE // np.dtype(target).itemsize
    text = (ONE if one_delay else SEGMENTS).format(
        precision=precision, weight=weight, ahead=AHEAD, line=line, most=LINES * line,
        first="0" if one_weight else "np.uint64(first)", place="0" if one_weight else "np.uint64(q)",
    )  # fmt: skip
    arguments = _arguments(one_delay, target)
    body = (ONE_CUDA if one_delay else SEGMENTS_CUDA).format(weight=weight)
    return Kernel(
        text,
        "deliver",
        arguments,
        _one_on_arrays if one_delay else _segments_on_arrays,
        precision,
        cuda_kernel("deliver", arguments, body, precision),
    )
