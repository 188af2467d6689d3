"""Spikes at listed times, as an operation."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np

from engine.backends.cuda import cuda_kernel
from engine.backends.kernel import Argument, Kernel, each_step, once
from engine.simulation.sources import append_spikes

EVENTS = '''"""Spikes at listed steps, sorted by step, then train."""

import numpy as np
from numba import njit

import engine.backends.numba_options


@njit(error_model="numpy", nogil=True)
def emit(neurons, j, steps, trains, size, now, spikes, offsets):
    k = now[0] + j
    low, high = np.int64(0), size[0]
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
'''
EVENTS_CUDA = """    for (long long e = thread; e < size[0]; e += threads)
        if (steps[e] == k) spikes[atomicAdd(count, 1)] = trains[e];
"""


@each_step
def _events_on_arrays(a: SimpleNamespace, j: int, k: int) -> None:
    low, high = np.searchsorted(a.steps[: int(a.size[0])], [k, k + 1])
    append_spikes(a, j, a.trains[low:high])


@once
def events(precision: str) -> Kernel:
    """Spikes of ``trains`` (size,) in the steps ``steps`` (size,), sorted."""
    arguments = (
        Argument("steps", "np.int64"),
        Argument("trains", "np.int32"),
        Argument("size", "np.int64", "1"),
        Argument("now", "np.int64", "1"),
        Argument("spikes", "np.int32"),
        Argument("offsets", "np.int64", "chunk"),
    )
    cuda = cuda_kernel("emit", arguments, EVENTS_CUDA, precision, appends=True)
    return Kernel(EVENTS, "emit", arguments, _events_on_arrays, precision, cuda)
