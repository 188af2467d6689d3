"""Runs operations on whole NumPy arrays: needs nothing but NumPy, and defines what the others must give."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from math import lcm
from types import SimpleNamespace

import numpy as np

from engine.backends.cancellation import CancellationPoint
from engine.backends.kernels.kernel import Bound, GoesOn, Operation, Program, SettlingOperation, settling

MANY = 50_000  # numbers of an operation that takes a millisecond or more
LONGEST_PERIOD = 1000  # steps whose operations are listed once; where it is longer, all are called in each


class NumpyBackend:
    """The array form of every operation, one after the other; threads take turns."""

    name = "numpy"
    is_compiling = False

    def __init__(self) -> None:
        self._programs: list[tuple[Phase, Phase]] = []
        self._window = 1
        self._calls = [0]
        self._settling: list[SettlingOperation] = []
        self._asking = CancellationPoint()

    def prepare(self, programs: Sequence[Program], window: int) -> None:
        self._window = window
        own = self._calls, self._asking
        if len(programs) == 1:
            self._programs = [(Phase((*programs[0].local, *programs[0].exchange), *own), Phase((), *own))]
        else:
            self._programs = [(Phase(p.local, *own), Phase(p.exchange, *own)) for p in programs]
        every = (o for phases in self._programs for phase in phases for o in phase.whole)
        self._settling = [o for o in every if isinstance(o, SettlingOperation)]

    def drive(self, chunk: int, first: int, last: int, goes_on: GoesOn | None = None) -> None:
        self._calls[0] += 1
        self._asking.begin(goes_on)
        with np.errstate(all="ignore"):  # what overflows is found and named by the finite check
            if len(self._programs) == 1:
                self._alone(self._programs[0][0], chunk, first, last)
            else:
                self._in_turn(chunk, first, last)
            for operation in self._settling:
                operation.settle()

    @staticmethod
    def _alone(whole: Phase, chunk: int, first: int, last: int) -> None:
        for k in range(first, last):
            j = k - chunk
            for operation in whole.of_step(k):
                operation(j, k)

    def _in_turn(self, chunk: int, first: int, last: int) -> None:
        for start in range(first, last, self._window):
            for phase in (0, 1):
                for program in self._programs:
                    for k in range(start, min(start + self._window, last)):
                        for operation in program[phase].of_step(k):
                            operation(k - chunk, k)

    def close(self) -> None:
        self._programs, self._settling = [], []


class Phase:
    """The array forms of one phase, and those of them that act in each step."""

    def __init__(self, operations: Sequence[Operation], calls: list[int], asking: CancellationPoint) -> None:
        forms = operation_rows(operations, calls, asking)
        self.whole = [form for form, _ in forms]
        period = lcm(*(every for _, every in forms))
        kinds = range(period if period <= LONGEST_PERIOD else 1)
        self._kinds = [[form for form, every in forms if len(kinds) == 1 or kind % every == 0] for kind in kinds]

    def of_step(self, k: int) -> list[Bound]:
        """The operations of step ``k``."""
        return self._kinds[(k + 1) % len(self._kinds)]


def operation_rows(
    operations: Sequence[Operation], calls: list[int], asking: CancellationPoint
) -> list[tuple[Bound, int]]:
    """The array forms of operations, and how often they act; those that can be done in a row are one."""
    made: list[tuple[Bound, int]] = []
    for (form, every), alike in groupby(operations, lambda o: (o.kernel.in_a_row, o.every)):
        if form is None:
            made += [(asked(bound(o, calls, asking), o, asking), every) for o in alike]
        else:
            made.append((form([form_arrays(operation, calls, asking) for operation in alike]), every))
    return made


def asked(form: Bound, operation: Operation, asking: CancellationPoint) -> Bound:
    """A form that asks when it is done, where it takes long."""
    if operation.size < MANY:
        return form

    def step(j: int, k: int) -> None:
        form(j, k)
        asking.ask()

    return settling(step, [form.settle] if isinstance(form, SettlingOperation) else [])


def bound(operation: Operation, calls: list[int], asking: CancellationPoint | None = None) -> Bound:
    """The operation's array form with its arrays."""
    return operation.kernel.on_arrays(form_arrays(operation, calls, asking or CancellationPoint()))


def form_arrays(operation: Operation, calls: list[int], asking: CancellationPoint) -> SimpleNamespace:
    """The arrays that an array form is given; ``calls`` (1,) counts calls of the backend.

    Between two calls others may change what an operation changes.
    """
    own = {"neurons": operation.size, "ring_slots": operation.slots, "calls": calls, "ask": asking.ask}
    return SimpleNamespace(**operation.arrays, **own)
