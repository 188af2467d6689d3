"""Spikes at listed times, as an operation."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np

from engine.backends.kernels.c_text import THREAD, THREADS
from engine.backends.kernels.cuda import written_kernel
from engine.backends.kernels.kernel import Bound, Kernel, loop_kernel, once
from engine.simulation.operations.arguments import arguments_named
from engine.simulation.operations.sources import append_spikes

LOOKED_AHEAD = 100  # steps whose events are searched for together on arrays

EVENTS = """    k = now[0] + j
    low, high = reached[0], size[0]
    if low > high or (low > 0 and steps[low - 1] >= k):
        low = 0
    if low == high or steps[low] >= k:
        high = low
    while low < high:
        middle = (low + high) // 2
        if steps[middle] < k:
            low = middle + 1
        else:
            high = middle
    count = offsets[j]
    while low < size[0] and steps[low] == k:
        spikes[count] = trains[low]
        count += 1
        low += 1
    offsets[j + 1] = count
    reached[0] = low
"""
EVENTS_CUDA = f"""    for (long long e = {THREAD}; e < size[0]; e += {THREADS})
        if (steps[e] == now[0] + j) spikes[atomicAdd(count, 1)] = trains[e];
"""


def _events_on_arrays(a: SimpleNamespace) -> Bound:
    first, bounds = 0, [0]  # where the events of each of the steps from ``first`` on begin
    quiet = 0  # the step before which there are none, and the log says so
    offsets = a.offsets

    def emit(j: int, k: int) -> None:
        nonlocal first, bounds, quiet
        if j and first <= k < quiet:
            return
        if j == 0 or not first <= k < first + len(bounds) - 1:  # only between two chunks do lists change
            steps = np.arange(k, k + LOOKED_AHEAD + 1)
            first, bounds = k, np.searchsorted(a.steps[: int(a.size[0])], steps).tolist()
            quiet = k + LOOKED_AHEAD if bounds[0] == bounds[-1] else k
            offsets[j + 1 : j + 1 + quiet - k] = offsets[j]
        begin, end = bounds[k - first], bounds[k - first + 1]
        if begin == end:
            offsets[j + 1] = offsets[j]
        else:
            append_spikes(a, j, a.trains[begin:end])

    return emit


@once
def sorted_spikes(precision: str) -> Kernel:
    """Spikes of ``trains`` (size,) in the steps ``steps`` (size,), sorted.

    The loop keeps in ``reached`` where the next step's are likely to begin, and searches where they do not.
    """
    arguments = arguments_named("steps trains size reached now spikes offsets")
    cuda = written_kernel("emit", arguments, EVENTS_CUDA, precision, appends=True)
    title = "Spikes at listed steps, sorted by step, then train"
    return loop_kernel(title, "emit", arguments, EVENTS, _events_on_arrays, precision, cuda)
