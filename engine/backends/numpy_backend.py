"""Runs operations on whole NumPy arrays: needs nothing but NumPy, and defines what the others must give."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from math import lcm
from types import SimpleNamespace

import numpy as np

from engine.backends.kernel import Bound, Operation, Program, Settling

LONGEST_PERIOD = (
    1000  # steps whose operations are listed once; operations that do nothing are called where it is longer
)


class NumpyBackend:
    """The array form of every operation, one after the other; threads take turns."""

    name = "numpy"
    is_compiling = False

    def __init__(self) -> None:
        self._programs: list[tuple[Phase, Phase]] = []
        self._window = 1
        self._calls = [0]
        self._settling: list[Settling] = []

    def prepare(self, programs: Sequence[Program], window: int) -> None:
        self._window = window
        self._programs = [(Phase(p.local, self._calls), Phase(p.exchange, self._calls)) for p in programs]
        every = (o for phases in self._programs for phase in phases for o in phase.whole)
        self._settling = [o for o in every if isinstance(o, Settling)]

    def drive(self, chunk: int, first: int, last: int) -> None:
        self._calls[0] += 1
        with np.errstate(all="ignore"):  # what overflows is found and named by the finite check
            for start in range(first, last, self._window):
                steps = range(start, min(start + self._window, last))
                for phase in (0, 1):
                    for program in self._programs:
                        of_step = program[phase].of_step
                        for k in steps:
                            for operation in of_step(k):
                                operation(k - chunk, k)
            for operation in self._settling:
                operation.settle()

    def close(self) -> None:
        self._programs, self._settling = [], []


class Phase:
    """The array forms of one phase, and those of them that act in each step."""

    def __init__(self, operations: Sequence[Operation], calls: list[int]) -> None:
        forms = in_rows(operations, calls)
        self.whole = [form for form, _ in forms]
        period = lcm(*(every for _, every in forms))
        kinds = range(period if period <= LONGEST_PERIOD else 1)
        self._kinds = [[form for form, every in forms if len(kinds) == 1 or kind % every == 0] for kind in kinds]

    def of_step(self, k: int) -> list[Bound]:
        """What is done in step ``k``."""
        return self._kinds[(k + 1) % len(self._kinds)]


def in_rows(operations: Sequence[Operation], calls: list[int]) -> list[tuple[Bound, int]]:
    """The array forms of operations, and how often they act; those that can be done in a row are one."""
    made: list[tuple[Bound, int]] = []
    for (form, every), alike in groupby(operations, lambda o: (o.kernel.in_a_row, o.every)):
        if form is None:
            made += [(bound(operation, calls), every) for operation in alike]
        else:
            made.append((form([arrays_of(operation, calls) for operation in alike]), every))
    return made


def bound(operation: Operation, calls: list[int]) -> Bound:
    """The operation's array form with its arrays."""
    return operation.kernel.on_arrays(arrays_of(operation, calls))


def arrays_of(operation: Operation, calls: list[int]) -> SimpleNamespace:
    """What an array form is given; ``calls`` (1,) counts calls of the backend.

    Between two calls others may change what an operation changes.
    """
    return SimpleNamespace(**operation.arrays, neurons=operation.size, ring_slots=operation.slots, calls=calls)
