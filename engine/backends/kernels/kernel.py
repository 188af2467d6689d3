"""One operation of a step, told twice: as a compiled loop and on whole arrays."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, partial
from types import SimpleNamespace
from typing import Any, ParamSpec, TypeAlias, TypeVar

from numpy.typing import NDArray

from engine.backends.kernels.argument import Argument
from engine.backends.kernels.cuda import Cuda

P = ParamSpec("P")
R = TypeVar("R")

Array: TypeAlias = NDArray[Any]
Bound: TypeAlias = Callable[[int, int], None]
"""``(j, k)``: step ``j`` of the chunk, step ``k`` of the run."""
GoesOn: TypeAlias = Callable[[], bool]
"""Whether somebody still wants what is computed."""
OnArrays: TypeAlias = Callable[[SimpleNamespace], Bound]
"""Takes the arrays of an operation, makes room for what lies between them, and gives what each step does.

Beside the arrays there is ``ask()``, which an operation on many numbers calls between its pieces.
"""


class SettlingOperation:
    """The array form of an operation that keeps something back, and what writes it when a call of the backend ends."""

    def __init__(self, step: Bound, settle: Sequence[Callable[[], None]]) -> None:
        self.step, self._settle = step, tuple(settle)

    def __call__(self, j: int, k: int) -> None:
        self.step(j, k)

    def settle(self) -> None:
        for write in self._settle:
            write()


def settling(step: Bound, settle: Sequence[Callable[[], None]]) -> Bound:
    """``step``, after whose last call in a call of the backend ``settle`` are called, if there are any."""
    return SettlingOperation(step, settle) if settle else step


def each_step(step: Callable[[SimpleNamespace, int, int], None]) -> OnArrays:
    """The array form of an operation that keeps no room of its own: ``step(arrays, j, k)``."""
    return lambda arrays: partial(step, arrays)


def once(function: Callable[P, R]) -> Callable[P, R]:
    """A kernel's text is written once for the same arguments, which may be model classes."""
    remembered: Callable[P, R] = cache(function)  # type: ignore[assignment]  # mypy doubts that classes hash
    return remembered


@dataclass(frozen=True)
class Kernel:
    """``text`` is a module with ``function(neurons, j, *arguments)``; ``on_arrays`` does the same on arrays.

    ``cuda`` does the same on a device. ``in_a_row`` does on arrays what several such operations do one after another.
    """

    text: str
    function: str
    arguments: Sequence[Argument]
    on_arrays: OnArrays
    precision: str = "float64"
    cuda: Cuda | None = None
    in_a_row: Callable[[Sequence[SimpleNamespace]], Bound] | None = None


@dataclass(frozen=True)
class Operation:
    """A kernel with its arrays; ``slots`` and ``stride`` describe the rings that it reads slot by slot.

    In steps that do not end on a multiple of ``every`` it does nothing, and need not be called.
    """

    kernel: Kernel
    size: int
    arrays: Mapping[str, Array]
    slots: int = 1
    stride: int = 0
    every: int = 1


@dataclass(frozen=True)
class Program:
    """The work of one thread: ``local`` needs only its own neurons, ``exchange`` the spikes of all threads."""

    local: tuple[Operation, ...] = field(default=())
    exchange: tuple[Operation, ...] = field(default=())
