"""Finds numbers that went wrong: every few steps each state is looked at, and its last good values kept."""

from __future__ import annotations

from collections.abc import Collection
from types import SimpleNamespace

import numpy as np

from engine.backends.kernels.argument import Argument
from engine.backends.kernels.c_text import THREAD, THREADS
from engine.backends.kernels.cuda import written_kernel
from engine.backends.kernels.kernel import Bound, Kernel, once
from engine.problems import Problem, declare

EVERY = 50  # steps between two looks: no more than a display chunk has

SYNAPSE_NOT_FINITE = declare(
    "synapse-went-wrong",
    "The {variable} from neuron {pre} to neuron {post} in {element} became {value} before {time:.4f} s; "
    "it began as {first:.6g}{unit}.",
    "Lower the rates at which {rule} changes weights, or narrow the bounds that it keeps them in.",
)
TRACE_NOT_FINITE = declare(
    "trace-went-wrong",
    "{variable} of neuron {neuron} in {element} became {value} before {time:.4f} s; at {since:.4f} s it "
    "was {last:.6g}.",
    "Look for values of {rule} that are far too large.",
)
SOURCE_NOT_FINITE = declare(
    "source-went-wrong",
    "The {variable} that {element} sends in its train {neuron} became {value} before {time:.4f} s; at {since:.4f} s "
    "it was {last:.6g}{unit}.",
    "Look for values of {element} that are far too large.",
)

TEXT = '''"""Looks for values of states that are not finite: without their signs, numbers rise as their bits do."""

import numpy as np
from numba import njit

import engine.backends.kernels.numba_options

F = np.{precision}
MAGNITUDE = ~(np.{word}(1) << np.{word}({sign}))
INFINITE = np.array([np.inf], F).view(np.{word})[0]


@njit(error_model="numpy", nogil=True, noalias=True)
def look_at(neurons, stamp, values, last, found):
    words = values.view(np.{word})
    largest = np.{word}(0)
    for i in range(neurons):
        largest = max(largest, words[np.uint64(i)] & MAGNITUDE)
    if largest >= INFINITE:
        for i in range(neurons):
            if not (abs(values[i]) < F(np.inf)):
                found[0] = stamp
                found[1] = i
                break
    else:
        for i in range(neurons):
            last[np.uint64(i)] = values[np.uint64(i)]


@njit(error_model="numpy", nogil=True)
def look(neurons, j, {arrays}now):
    stamp = now[0] + j + 1
    if stamp % {every} == 0:
{each}'''
EACH = """        if found_{i}[0] < 0:
            look_at(neurons, stamp, values_{i}, last_{i}, found_{i})
"""

CUDA = """    const long long stamp = now[0] + j + 1;
    if (stamp % {every} == 0) {{
{each}    }}
"""
EACH_CUDA = """        if ((long long)atomicAdd((unsigned long long*)found_{i}, 0ull) < 0)
            for (long long i = {thread}; i < neurons; i += {threads}) {{
                if (fabs(values_{i}[i]) < 1.0 / 0.0)
                    last_{i}[i] = values_{i}[i];
                else if (atomicCAS((unsigned long long*)found_{i}, ~0ull, (unsigned long long)stamp) == ~0ull)
                    found_{i}[1] = i;
            }}
"""


class NumericalFailure(ArithmeticError):
    """A state is no longer a number; ``problem`` names neuron, variable, time and the likely cause."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        super().__init__(str(problem))


def _on_arrays(a: SimpleNamespace) -> Bound:
    finite = np.empty(a.neurons, np.bool_)
    states = [tuple(getattr(a, f"{name}_{i}") for name in ("values", "last", "found")) for i in range(_count(vars(a)))]

    def look(j: int, k: int) -> None:
        if (k + 1) % EVERY:
            return
        for values, last, found in states:
            if found[0] >= 0:
                continue
            if np.isfinite(values, finite).all():
                np.copyto(last, values)
            else:
                found[:] = k + 1, int(np.argmin(finite))

    return look


def _count(names: Collection[str]) -> int:
    return sum(name.startswith("values_") for name in names)


@once
def looking(precision: str, states: int) -> Kernel:
    """A look at so many states of one population at once.

    Each ``found_<i>`` (2,) becomes (stamp, neuron) of the first value that is not finite; it starts as (-1, -1).
    """
    arguments = [
        Argument(f"{name}_{i}", *kind)
        for i in range(states)
        for name, kind in (("values", ("F", "neurons")), ("last", ("F", "neurons")), ("found", ("np.int64", "2")))
    ]
    arguments.append(Argument("now", "np.int64", "1"))
    bits = 8 * np.dtype(precision).itemsize
    text = TEXT.format(
        precision=precision, every=EVERY, word=f"uint{bits}", sign=bits - 1,
        arrays="".join(f"{a.name}, " for a in arguments[:-1]), each="".join(EACH.format(i=i) for i in range(states)),
    )  # fmt: skip
    device = CUDA.format(
        every=EVERY, each="".join(EACH_CUDA.format(i=i, thread=THREAD, threads=THREADS) for i in range(states))
    )
    cuda = written_kernel("look", arguments, device, precision)
    return Kernel(text, "look", arguments, _on_arrays, precision, cuda)
