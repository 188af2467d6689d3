"""Samples of chosen states or weights, taken every interval of whole steps."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from engine.backends.cuda import cuda_kernel
from engine.backends.kernel import Argument, Kernel, each_step, once
from engine.network.values import Floats

TEXT = '''"""Every interval-th step, the chosen elements of one array."""

import numpy as np
from numba import njit

import engine.backends.numba_options

F = np.{precision}


@njit(error_model="numpy", nogil=True, noalias=True)
def sample(neurons, j, values, chosen, columns, width, interval, samples, now):
    row = j
    if interval[0] != 1:  # a division takes longer than many samples
        k = now[0] + j
        if (k + 1) % interval[0] != 0:
            return
        row = (k + 1) // interval[0] - now[0] // interval[0] - 1
    own = samples[np.uint64(row) * np.uint64(width[0]){first}:]
    for c in range(neurons):
        own[{column}] = values[np.uint64(chosen[np.uint64(c)])]
'''

CUDA = """    if ((k + 1) % interval[0] == 0) {
        const long long row = (k + 1) / interval[0] - now[0] / interval[0] - 1;
        for (long long c = thread; c < neurons; c += threads) samples[row * width[0] + columns[c]] = values[chosen[c]];
    }
"""


class SampleBlock(NamedTuple):
    """``values`` (rows, columns) at the stamps ``steps`` (rows,); time is steps × h."""

    steps: NDArray[np.int64]
    values: Floats


class Recorder:
    """Samples of recordings with one interval in one chunk: room (rows, columns) and the interval in steps."""

    def __init__(self, columns: int, interval: int, chunk: int, dtype: str) -> None:
        self.interval = np.array([interval], np.int64)
        self.width = np.array([columns], np.int64)
        self.samples = np.zeros((chunk // interval + 1, columns), dtype)

    def block(self, first: int, steps: int) -> SampleBlock:
        """All columns of a chunk of ``steps`` from step ``first``."""
        interval = int(self.interval[0])
        stamps = np.arange((first // interval + 1) * interval, first + steps + 1, interval, dtype=np.int64)
        return SampleBlock(stamps, self.samples[: len(stamps)].astype(np.float64))


def joined(blocks: list[SampleBlock]) -> SampleBlock:
    """Blocks of consecutive chunks as one."""
    if len(blocks) == 1:
        return blocks[0]
    return SampleBlock(np.concatenate([b.steps for b in blocks]), np.concatenate([b.values for b in blocks]))


@each_step
def _on_arrays(a: SimpleNamespace, j: int, k: int) -> None:
    interval = int(a.interval[0])
    if (k + 1) % interval == 0:
        row = (k + 1) // interval - (k - j) // interval - 1
        a.samples[row, a.columns] = a.values[a.chosen]


@once
def sampling(precision: str, dense: bool = False) -> Kernel:
    """Copies ``values[chosen]`` into the columns of a row; of ``dense`` columns, which are neighbours, one is read."""
    arguments = (
        Argument("values", "F"),
        Argument("chosen", "np.int64"),
        Argument("columns", "np.int64"),
        Argument("width", "np.int64", "1"),
        Argument("interval", "np.int64", "1"),
        Argument("samples", "F"),
        Argument("now", "np.int64", "1"),
    )
    cuda = cuda_kernel("sample", arguments, CUDA, precision)
    text = TEXT.format(
        precision=precision,
        first=" + np.uint64(columns[0])" if dense else "",
        column="np.uint64(c)" if dense else "np.uint64(columns[np.uint64(c)])",
    )
    return Kernel(text, "sample", arguments, _on_arrays, precision, cuda)


def sampling_arrays(
    recorder: Recorder,
    values: NDArray[Any],
    chosen: NDArray[np.int64],
    columns: NDArray[np.int64],
    now: NDArray[np.int64],
) -> dict[str, NDArray[Any]]:
    """The arrays of one sampling operation."""
    return {
        "values": values,
        "chosen": chosen,
        "columns": columns,
        "width": recorder.width,
        "interval": recorder.interval,
        "samples": recorder.samples,
        "now": now,
    }
