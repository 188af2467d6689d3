"""Runs operations on whole NumPy arrays: needs nothing but NumPy, and defines what the others must give."""

from __future__ import annotations

from collections.abc import Sequence
from types import SimpleNamespace

import numpy as np

from engine.backends.kernel import Bound, Operation, Program, Settling


class NumpyBackend:
    """The array form of every operation, one after the other; threads take turns."""

    name = "numpy"
    is_compiling = False

    def __init__(self) -> None:
        self._programs: list[tuple[list[Bound], list[Bound]]] = []
        self._window = 1
        self._calls = [0]
        self._settling: list[Settling] = []

    def prepare(self, programs: Sequence[Program], window: int) -> None:
        self._window = window
        self._programs = [
            ([bound(o, self._calls) for o in p.local], [bound(o, self._calls) for o in p.exchange]) for p in programs
        ]
        every = (o for phases in self._programs for phase in phases for o in phase)
        self._settling = [o for o in every if isinstance(o, Settling)]

    def drive(self, chunk: int, first: int, last: int) -> None:
        self._calls[0] += 1
        with np.errstate(all="ignore"):  # what overflows is found and named by the finite check
            for start in range(first, last, self._window):
                steps = range(start, min(start + self._window, last))
                for phase in (0, 1):
                    for program in self._programs:
                        for k in steps:
                            for operation in program[phase]:
                                operation(k - chunk, k)
            for operation in self._settling:
                operation.settle()

    def close(self) -> None:
        self._programs, self._settling = [], []


def bound(operation: Operation, calls: list[int]) -> Bound:
    """The operation's array form with its arrays; ``calls`` (1,) counts calls of the backend.

    Between two calls others may change what an operation changes.
    """
    arrays = SimpleNamespace(**operation.arrays, neurons=operation.size, ring_slots=operation.slots, calls=calls)
    return operation.kernel.on_arrays(arrays)
