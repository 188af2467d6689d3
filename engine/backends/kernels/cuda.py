"""Kernels as CUDA text: one signature for all, printed from the compiled loop or written by hand.

Spikes are appended in no order and sums have no order: what a device gives is the same network to within
rounding, not bit by bit. Compile with ``--fmad=false``, as the loops have no contraction either.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from engine.backends.kernels.argument import Argument
from engine.backends.kernels.c_module import module_in_c, names_in
from engine.backends.kernels.c_text import Sharing, listed, pointers

SPIKE_COUNT = Argument("count", "np.int32", "1")  # how many a log holds so far
OPTIONS = ("--fmad=false", "--std=c++14")
SIZES = (("const int", "neurons"), ("const int", "j"))


@dataclass(frozen=True)
class Cuda:
    """A kernel ``function(int neurons, int j, *arguments)``.

    ``count`` among its arguments is the running number of spikes of the log that it appends to. ``by_blocks``: blocks
    of threads take turns, and any number of them does all of it; otherwise there is a thread for each element.
    """

    text: str
    function: str
    arguments: tuple[Argument, ...]
    by_blocks: bool = False

    @property
    def appends(self) -> bool:
        return SPIKE_COUNT in self.arguments


def printed_kernel(text: str, function: str, arguments: Sequence[Argument], precision: str, sharing: Sharing) -> Cuda:
    """The loop of a module as a device runs it, with those of its arguments that it reads."""
    read = names_in(text, function)
    given = tuple(a for a in (*arguments, *([SPIKE_COUNT] if sharing.count else [])) if a.name in read)
    kernels = {function: ((*SIZES, *pointers(given)), sharing)}
    return Cuda(module_in_c(text, kernels, precision), function, given, bool(sharing.block))


def written_kernel(
    function: str, arguments: Sequence[Argument], body: str, precision: str, appends: bool = False
) -> Cuda:
    """A kernel with a ``body`` in C, which sees ``neurons``, ``j`` and its pointers."""
    given = (*arguments, SPIKE_COUNT) if appends else tuple(arguments)
    kind = "double" if precision == "float64" else "float"
    head = f'extern "C" __global__ void {function}({listed((*SIZES, *pointers(given)))})'
    return Cuda(f"typedef {kind} F;\n{head} {{\n{body}}}\n", function, given)
