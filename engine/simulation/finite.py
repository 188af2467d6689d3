"""Finds numbers that went wrong: every few steps each state is looked at, and its last good values kept."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np

from engine.backends.cuda import cuda_kernel
from engine.backends.kernel import Argument, Bound, Kernel, once
from engine.problems import Problem, declare

EVERY = 20  # steps between two looks: under 1 % of the time of a simple neuron

NOT_FINITE = declare(
    "numbers-went-wrong",
    "{variable} of neuron {neuron} in {element} became {value} at about {time:.6g} ms; it was last {last:.6g}{unit}.",
    "{cause}",
)

SYNAPSE_NOT_FINITE = declare(
    "synapse-went-wrong",
    "The {variable} from neuron {pre} to neuron {post} in {element} became {value} before {time:.6g} ms; "
    "it began as {first:.6g}{unit}.",
    "Lower the rates at which {rule} changes weights, or narrow the bounds that it keeps them in.",
)
TRACE_NOT_FINITE = declare(
    "trace-went-wrong",
    "{variable} of neuron {neuron} in {element} became {value} before {time:.6g} ms; at {since:.6g} ms it "
    "was {last:.6g}.",
    "Look for values of {rule} that are far too large.",
)
SOURCE_NOT_FINITE = declare(
    "source-went-wrong",
    "The {variable} that {element} sends in its train {neuron} became {value} before {time:.6g} ms; at {since:.6g} ms "
    "it was {last:.6g}{unit}.",
    "Look for values of {element} that are far too large.",
)

TEXT = '''"""Looks for values of one state that are not finite."""

import numpy as np
from numba import njit

import engine.backends.numba_options

F = np.{precision}


@njit(error_model="numpy", nogil=True)
def look(neurons, j, values, last, found, now):
    k = now[0] + j
    if (k + 1) % {every} == 0 and found[0] < 0:
        wrong = np.int64(0)
        for i in range(neurons):
            wrong += np.int64(not (abs(values[i]) < F(np.inf)))
        if wrong > 0:
            for i in range(neurons):
                if not (abs(values[i]) < F(np.inf)):
                    found[0] = k + 1
                    found[1] = i
                    break
        else:
            for i in range(neurons):
                last[i] = values[i]
'''

CUDA = """    if ((k + 1) % {every} == 0 && found[0] < 0)
        for (long long i = thread; i < neurons; i += threads) {{
            if (fabs(values[i]) < 1.0 / 0.0)
                last[i] = values[i];
            else if (atomicCAS((unsigned long long*)found, ~0ull, (unsigned long long)(k + 1)) == ~0ull)
                found[1] = i;
        }}
"""


class NumericalFailure(ArithmeticError):
    """A state is no longer a number; ``problem`` names neuron, variable, time and the likely cause."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        super().__init__(str(problem))


def _on_arrays(a: SimpleNamespace) -> Bound:
    finite = np.empty(a.neurons, np.bool_)

    def look(j: int, k: int) -> None:
        if (k + 1) % EVERY or a.found[0] >= 0:
            return
        if np.isfinite(a.values, finite).all():
            np.copyto(a.last, a.values)
        else:
            a.found[:] = k + 1, int(np.argmin(finite))

    return look


@once
def looking(precision: str) -> Kernel:
    """``found`` (2,) becomes (stamp, neuron) of the first value that is not finite; it starts as (-1, -1)."""
    arguments = (
        Argument("values", "F", "neurons"),
        Argument("last", "F", "neurons"),
        Argument("found", "np.int64", "2"),
        Argument("now", "np.int64", "1"),
    )
    cuda = cuda_kernel("look", arguments, CUDA.format(every=EVERY), precision)
    return Kernel(TEXT.format(precision=precision, every=EVERY), "look", arguments, _on_arrays, precision, cuda)
