"""One operation of a step, told twice: as a loop, compiled or printed for a device, and on whole arrays."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property, partial
from types import SimpleNamespace
from typing import Any, ParamSpec, TypeAlias, TypeVar

from numpy.typing import NDArray

from engine.backends.kernels.argument import Argument
from engine.backends.kernels.c_text import EVERY_NEURON, Sharing
from engine.backends.kernels.cuda import Cuda, printed_kernel
from engine.backends.kernels.loop_text import loop_text

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

InARow: TypeAlias = Callable[[Sequence[SimpleNamespace]], Bound]
"""What several operations do one after another."""


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

    A device runs the same loop, or ``text_on_device``, as ``device`` says that its threads share it, or what was
    written for it. ``in_a_row`` does on arrays what several such operations do one after another.
    """

    text: str
    function: str
    arguments: Sequence[Argument]
    on_arrays: OnArrays
    precision: str = "float64"
    device: Sharing | Cuda = EVERY_NEURON
    in_a_row: InARow | None = None
    text_on_device: str = ""

    @cached_property
    def cuda(self) -> Cuda:
        """The kernel that a device runs."""
        if isinstance(self.device, Cuda):
            return self.device
        text = self.text_on_device or self.text
        return printed_kernel(text, self.function, self.arguments, self.precision, self.device)


def loop_kernel(
    title: str, function: str, arguments: Sequence[Argument], body: str, on_arrays: OnArrays, precision: str,
    device: Sharing | Cuda = EVERY_NEURON, *, equations: Iterable[str] = (), noalias: bool = False, helper: str = "",
    on_device: str = "", in_a_row: InARow | None = None,
) -> Kernel:  # fmt: skip
    """A kernel whose loop has a ``body``, which calls ``equations`` and a ``helper``.

    On a device it is the same one, or ``on_device``, without the helper. ``noalias``: no two arrays overlap.
    """
    text = loop_text(title, function, arguments, body, precision, equations, noalias, helper)
    other = loop_text(title, function, arguments, on_device, precision, equations, noalias) if on_device else ""
    return Kernel(text, function, arguments, on_arrays, precision, device, in_a_row, other)


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
