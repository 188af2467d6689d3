"""Samples of chosen states or weights, taken every interval of whole steps."""

from __future__ import annotations

from types import SimpleNamespace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from engine.backends.kernels.c_text import Sharing
from engine.backends.kernels.kernel import Bound, Kernel, each_step, loop_kernel, once
from engine.network.values import Floats
from engine.simulation.operations.arguments import arguments_named

SAMPLE = """    k = now[0] + j
    if (k + 1) % interval[0] == 0:
        row = (k + 1) // interval[0] - now[0] // interval[0] - 1
        own = samples[np.uint64(row) * np.uint64(width[0]):]
        for c in range(neurons):
            own[np.uint64(columns[np.uint64(c)])] = values[np.uint64(chosen[np.uint64(c)])]
"""
EVERY_STEP = """    own = samples[np.uint64(j) * np.uint64(rule[0]):]
    for c in range(neurons):
        own[np.uint64(c)] = values[np.uint64(rule[np.uint64(c) + np.uint64(1)])]
"""
EVERY_COLUMN = Sharing(every="c")


class SampleBlock(NamedTuple):
    """``values`` (rows, columns) at the stamps ``steps`` (rows,); time is steps × h."""

    steps: NDArray[np.int64]
    values: Floats

    def __repr__(self) -> str:
        return f"<SampleBlock: {' × '.join(map(str, self.values.shape))}>"


class Recorder:
    """Samples of recordings with one interval in one chunk: room (rows, columns) and the interval in steps."""

    def __init__(self, columns: int, interval: int, chunk: int, dtype: str) -> None:
        self.every = interval
        self.interval = np.array([interval], np.int64)
        self.width = np.array([columns], np.int64)
        self.samples = np.zeros((chunk // interval + 1, columns), dtype)

    def block(self, first: int, steps: int) -> SampleBlock:
        """All columns of a chunk of ``steps`` from step ``first``."""
        every = self.every
        stamps = np.arange((first // every + 1) * every, first + steps + 1, every, dtype=np.int64)
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


def _every_step_on_arrays(a: SimpleNamespace) -> Bound:
    width, chosen = int(a.rule[0]), a.rule[1:].astype(np.intp)

    def sample(j: int, _k: int) -> None:
        first = j * width
        a.samples[first : first + len(chosen)] = a.values[chosen]

    return sample


@once
def sampling_every_step(precision: str) -> Kernel:
    """Copies ``values[chosen]`` into neighbouring columns of a row, from the first that ``samples`` begins with.

    ``rule`` (1 + chosen,) is the width of a row, then who is chosen.
    """
    arguments = arguments_named("values rule samples")
    title = "In every step, the chosen elements of one array, side by side; what says which lies in one place"
    return loop_kernel(title, "sample", arguments, EVERY_STEP, _every_step_on_arrays, precision, EVERY_COLUMN)


@once
def sampling(precision: str) -> Kernel:
    """Copies ``values[chosen]`` into the columns of a row."""
    arguments = arguments_named("values chosen columns width interval samples now")
    title = "Every interval-th step, the chosen elements of one array"
    return loop_kernel(title, "sample", arguments, SAMPLE, _on_arrays, precision, EVERY_COLUMN, noalias=True)
