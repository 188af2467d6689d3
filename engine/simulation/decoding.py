"""Spikes counted in the window of a presentation, and the decoder's answer when it closes."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np

from engine.backends.cuda import cuda_kernel
from engine.backends.kernel import Argument, Kernel, once
from engine.network.description import Decoder
from engine.network.values import Floats

TEXT = '''"""Counts spikes and keeps the time of each neuron's first one while a window is open."""

import numpy as np
from numba import njit

import engine.backends.numba_options


@njit(error_model="numpy", nogil=True)
def count(neurons, j, clock, step_length, counts, first, spikes, offsets, now):
    if clock[2] != 0:
        time = np.float64(now[0] + j + 1 - clock[0]) * step_length[0]
        for s in range(offsets[j], offsets[j + 1]):
            i = spikes[s]
            counts[i] += 1
            if time < first[i]:
                first[i] = time
'''

CUDA = """    if (clock[2] != 0) {
        const double time = (double)(k + 1 - clock[0]) * step_length[0];
        for (long long s = offsets[j] + thread; s < offsets[j + 1]; s += threads) {
            const int i = spikes[s];
            counts[i] += 1;
            if (time < first[i]) first[i] = time;
        }
    }
"""


def _on_arrays(a: SimpleNamespace, j: int, k: int) -> None:
    if a.clock[2]:
        time = float(k + 1 - a.clock[0]) * a.step_length[0]
        fired = a.spikes[a.offsets[j] : a.offsets[j + 1]]
        np.add.at(a.counts, fired, 1)
        a.first[fired] = np.minimum(a.first[fired], time)


@once
def counting(precision: str) -> Kernel:
    arguments = (
        Argument("clock", "np.int64", "3"),
        Argument("step_length", "np.float64", "1"),
        Argument("counts", "np.int64"),
        Argument("first", "np.float64"),
        Argument("spikes", "np.int32"),
        Argument("offsets", "np.int64", "chunk"),
        Argument("now", "np.int64", "1"),
    )
    cuda = cuda_kernel("tally", arguments, CUDA, precision)
    return Kernel(TEXT, "count", arguments, _on_arrays, precision, cuda)


class Window:
    """Counts (neurons,) and times of first spikes (neurons,) in ms, infinite where there is none."""

    def __init__(self, decoder: Decoder, size: int) -> None:
        self.decoder = decoder
        self.counts = np.zeros(size, np.int64)
        self.first = np.full(size, np.inf)

    def scores(self, duration: float) -> Floats:
        """The decoder's score (neurons,) of every neuron so far; the window lasts ``duration`` ms."""
        return self.decoder.model.scores(self.counts, self.first, duration)

    def clear(self) -> None:
        self.counts[:] = 0
        self.first[:] = np.inf
