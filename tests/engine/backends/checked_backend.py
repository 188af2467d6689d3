"""Runs the text of the compiled loops as plain Python with checked bounds: slow, for tests.

The driver hands kernels bare addresses, where an index out of bounds would go unseen.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from engine.backends.kernels.kernel import Array, GoesOn, Operation, Program
from engine.backends.kernels.source_cache import loaded

Bound = Callable[[int, int], None]


class OutOfBounds(IndexError):
    """A kernel used an index below zero; one above the end is NumPy's ``IndexError``."""


class Bounded(np.ndarray[Any, Any]):
    """An array that refuses negative places, which NumPy would count from the end."""

    def __getitem__(self, place: Any) -> Any:
        _refuse_negative(place)
        return super().__getitem__(place)

    def __setitem__(self, place: Any, value: Any) -> None:
        _refuse_negative(place)
        super().__setitem__(place, value)


def _refuse_negative(place: Any) -> None:
    if isinstance(place, int | np.integer) and place < 0:
        raise OutOfBounds(f"place {place}")


class CheckedBackend:
    """Every kernel's own loop, run step by step; threads take turns."""

    name = "checked"
    is_compiling = False

    def __init__(self) -> None:
        self._programs: list[tuple[list[Bound], list[Bound]]] = []
        self._window = 1

    def prepare(self, programs: Sequence[Program], window: int) -> None:
        self._window = window
        self._programs = [([bound(o) for o in p.local], [bound(o) for o in p.exchange]) for p in programs]

    def drive(self, chunk: int, first: int, last: int, goes_on: GoesOn | None = None) -> None:
        with np.errstate(all="ignore"):
            for start in range(first, last, self._window):
                for phase in (0, 1):
                    for program in self._programs:
                        for k in range(start, min(start + self._window, last)):
                            for operation in program[phase]:
                                operation(k - chunk, k)

    def close(self) -> None:
        self._programs = []


def bound(operation: Operation) -> Bound:
    """The operation's loop as a Python function with its arrays."""
    function = getattr(loaded(operation.kernel.text), operation.kernel.function).py_func
    given = [(a.length == "slot", operation.arrays[a.name]) for a in operation.kernel.arguments]

    def run(j: int, k: int) -> None:
        arrays = [_flat(array[k % operation.slots] if is_slot else array) for is_slot, array in given]
        function(operation.size, np.int64(j), *arrays)

    return run


def _flat(array: Array) -> Array:
    """The same memory as one checked row."""
    flat = array.view()
    flat.shape = (array.size,)  # raises where this would need a copy
    return flat.view(Bounded)
