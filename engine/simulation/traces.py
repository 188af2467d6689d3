"""The traces of plasticity: they decay, step by one for every spike, and are remembered as long as delays ask."""

from __future__ import annotations

from types import SimpleNamespace

from engine.backends.cuda import cuda_kernel
from engine.backends.kernel import Argument, Kernel, once

DECAY = '''"""One trace decays; a target's trace is also kept in its history."""

import numpy as np
from numba import njit

import engine.backends.numba_options

F = np.{precision}


@njit(error_model="numpy", nogil=True)
def decay(neurons, j, trace, factor, history, slots, width, low, now):
    kept = history[np.uint64((now[0] + j) % slots[0]) * np.uint64(width[0]) + np.uint64(low[0]):]
    for i in range(neurons):
        trace[i] *= factor[0]
        if width[0] > 0:
            kept[i] = trace[i]
'''

INCREMENT = '''"""A trace steps by one for every spike of the step."""

import numpy as np
from numba import njit

import engine.backends.numba_options

F = np.{precision}


@njit(error_model="numpy", nogil=True)
def increment(neurons, j, trace, spikes, offsets):
    for s in range(offsets[j], offsets[j + 1]):
        trace[spikes[s]] += F(1)
'''

REMEMBER = '''"""The spikes of the step are kept until they reach the synapses."""

import numpy as np
from numba import njit

import engine.backends.numba_options


@njit(error_model="numpy", nogil=True)
def remember(neurons, j, recent, counts, slots, spikes, offsets, now):
    turn = np.uint64((now[0] + j) % slots[0])
    kept = recent[turn * np.uint64(neurons):]
    counts[turn] = offsets[j + 1] - offsets[j]
    for s in range(offsets[j], offsets[j + 1]):
        kept[s - offsets[j]] = spikes[s]
'''

DECAY_CUDA = """    for (long long i = thread; i < neurons; i += threads) {
        trace[i] *= factor[0];
        if (width[0] > 0) history[(k % slots[0]) * width[0] + low[0] + i] = trace[i];
    }
"""
INCREMENT_CUDA = """    for (long long s = offsets[j] + thread; s < offsets[j + 1]; s += threads)
        trace[spikes[s]] += F(1);
"""
REMEMBER_CUDA = """    const long long turn = k % slots[0];
    if (thread == 0) counts[turn] = offsets[j + 1] - offsets[j];
    for (long long s = offsets[j] + thread; s < offsets[j + 1]; s += threads)
        recent[turn * neurons + s - offsets[j]] = spikes[s];
"""


def _decay_on_arrays(a: SimpleNamespace, j: int, k: int) -> None:
    a.trace *= a.factor[0]
    if int(a.width[0]):
        start = k % int(a.slots[0]) * int(a.width[0]) + int(a.low[0])
        a.history.reshape(-1)[start : start + a.neurons] = a.trace


def _increment_on_arrays(a: SimpleNamespace, j: int, k: int) -> None:
    a.trace[a.spikes[a.offsets[j] : a.offsets[j + 1]]] += a.trace.dtype.type(1)


def _remember_on_arrays(a: SimpleNamespace, j: int, k: int) -> None:
    turn = k % int(a.slots[0])
    fired = a.spikes[a.offsets[j] : a.offsets[j + 1]]
    a.counts[turn] = len(fired)
    a.recent.reshape(-1)[turn * a.neurons : turn * a.neurons + len(fired)] = fired


@once
def decaying(precision: str) -> Kernel:
    """A trace times its factor; ``width`` 0 means that it has no history."""
    arguments = (
        Argument("trace", "F", "neurons"),
        Argument("factor", "F", "1"),
        Argument("history", "F"),
        Argument("slots", "np.int64", "1"),
        Argument("width", "np.int64", "1"),
        Argument("low", "np.int64", "1"),
        Argument("now", "np.int64", "1"),
    )
    cuda = cuda_kernel("decay", arguments, DECAY_CUDA, precision)
    return Kernel(DECAY.format(precision=precision), "decay", arguments, _decay_on_arrays, precision, cuda)


@once
def incrementing(precision: str) -> Kernel:
    arguments = (
        Argument("trace", "F"),
        Argument("spikes", "np.int32"),
        Argument("offsets", "np.int64", "chunk"),
    )
    cuda = cuda_kernel("increment", arguments, INCREMENT_CUDA, precision)
    return Kernel(INCREMENT.format(precision=precision), "increment", arguments, _increment_on_arrays, precision, cuda)


@once
def remembering(precision: str) -> Kernel:
    arguments = (
        Argument("recent", "np.int32"),
        Argument("counts", "np.int64"),
        Argument("slots", "np.int64", "1"),
        Argument("spikes", "np.int32"),
        Argument("offsets", "np.int64", "chunk"),
        Argument("now", "np.int64", "1"),
    )
    cuda = cuda_kernel("remember", arguments, REMEMBER_CUDA, precision)
    return Kernel(REMEMBER, "remember", arguments, _remember_on_arrays, precision, cuda)
