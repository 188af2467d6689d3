"""Currents that follow a source's state all the time: what it was some steps before, along every connection.

A source keeps its last values in a ring, one slot a step. Before a population's step, each connection reads its slot
and adds its current to what is injected, in the order of the connections.
"""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np

from engine.backends.functions.elementary_cuda import prelude
from engine.backends.kernels.argument import Argument
from engine.backends.kernels.cuda import cuda_kernel
from engine.backends.kernels.kernel import Kernel, each_step, once
from engine.backends.kernels.source_cache import loaded
from engine.compiling.steps.equation_text import equation_arguments, equation_text
from engine.model.declaration import SynapseModel

CURRENT = "current"
TOGETHER = 1 << 17  # connections that are handled on arrays between two questions whether to go on

COUPLE = '''"""The current along every connection, sorted by target, from values of a source."""

import numpy as np
from numba import njit

import engine.backends.kernels.numba_options
from engine.backends.functions.elementary import exp{bits} as exp, exprel{bits} as exprel, log{bits} as log

F = np.{precision}

{equation}
@njit(error_model="numpy", nogil=True)
def couple(neurons, j, values, slots, stride, delays, sources, targets, weights, potential, constants, injected, now):
    k = now[0] + j
    for c in range(neurons):
        kept = values[np.uint64((k - delays[{delay}]) % slots[0]) * np.uint64(stride[0]):]
        injected[targets[c]] += {current}
'''
COUPLE_CUDA = """    for (long long c = thread; c < neurons; c += threads) {{
        const F* kept = values + (((k - delays[{delay}]) % slots[0] + slots[0]) % slots[0]) * stride[0];
        atomicAdd(&injected[targets[c]], {current});
    }}
"""
KEEP = '''"""The values of this step are kept for those that read them later."""

import numpy as np
from numba import njit

import engine.backends.kernels.numba_options

F = np.{precision}


@njit(error_model="numpy", nogil=True)
def keep(neurons, j, state, values, slots, stride, low, now):
    kept = values[np.uint64((now[0] + j) % slots[0]) * np.uint64(stride[0]) + np.uint64(low[0]):]
    for i in range(neurons):
        kept[i] = state[i]
'''
KEEP_CUDA = """    for (long long i = thread; i < neurons; i += threads)
        values[(k % slots[0]) * stride[0] + low[0] + i] = state[i];
"""
NUMPY_HEAD = '''"""The current of a coupling on arrays."""

import numpy as np

from engine.backends.functions.elementary_numpy import exp, exprel, log

F = np.{precision}


'''


@each_step
def _keep_on_arrays(a: SimpleNamespace, j: int, k: int) -> None:
    start = k % int(a.slots[0]) * int(a.stride[0]) + int(a.low[0])
    a.values.reshape(-1)[start : start + a.neurons] = a.state


@once
def keeping(precision: str) -> Kernel:
    """One part of a population writes this step's slot."""
    arguments = (
        Argument("state", "F", "neurons"),
        Argument("values", "F"),
        Argument("slots", "np.int64", "1"),
        Argument("stride", "np.int64", "1"),
        Argument("low", "np.int64", "1"),
        Argument("now", "np.int64", "1"),
    )
    cuda = cuda_kernel("keep", arguments, KEEP_CUDA, precision)
    return Kernel(KEEP.format(precision=precision), "keep", arguments, _keep_on_arrays, precision, cuda)


def _current(synapse: type[SynapseModel] | None, weight: str) -> str:
    if synapse is None:
        return f"weights[{weight}] * kept[sources[c]]"
    places = {n: f"constants[{i}]" for i, n in enumerate(synapse.parameters())}
    places |= {"V": "potential[targets[c]]", "V_pre": "kept[sources[c]]", "weight": f"weights[{weight}]"}
    return f"{CURRENT}({', '.join(places[argument] for argument in equation_arguments(synapse, CURRENT))})"


@once
def coupling(synapse: type[SynapseModel] | None, one_weight: bool, one_delay: bool, precision: str) -> Kernel:
    """Connection c adds its current to ``injected[targets[c]]``; without a synapse that is weight times value."""
    given = {"delay": "0" if one_delay else "c", "current": _current(synapse, "0" if one_weight else "c")}
    equation, head = "", ""
    if synapse is not None:
        inline = '\n@njit(error_model="numpy", inline="always")\n'
        equation = inline + equation_text(synapse, CURRENT, "numba", precision)
        head = prelude(precision) + equation_text(synapse, CURRENT, "cuda", precision)
    bits = precision.removeprefix("float")
    text = COUPLE.format(bits=bits, precision=precision, equation=f"{equation}\n", **given)
    arguments = (
        Argument("values", "F"),
        Argument("slots", "np.int64", "1"),
        Argument("stride", "np.int64", "1"),
        Argument("delays", "np.int32"),
        Argument("sources", "np.uint32"),
        Argument("targets", "np.uint32"),
        Argument("weights", "F"),
        Argument("potential", "F"),
        Argument("constants", "F"),
        Argument("injected", "F"),
        Argument("now", "np.int64", "1"),
    )
    cuda = cuda_kernel("couple", arguments, COUPLE_CUDA.format(**given), precision, head)
    return Kernel(text, "couple", arguments, _on_arrays(synapse, precision), precision, cuda)


def _on_arrays(synapse: type[SynapseModel] | None, precision: str) -> Any:
    module: list[Any] = []

    def some(a: SimpleNamespace, own: slice, k: int) -> None:
        sources, targets = a.sources[own], a.targets[own]
        delays, weights = (values[own] if len(values) > 1 else values for values in (a.delays, a.weights))
        slot = (k - delays.astype(np.int64)) % int(a.slots[0])
        pre = a.values.reshape(-1)[slot * int(a.stride[0]) + sources]
        if synapse is None:
            np.add.at(a.injected, targets, weights * pre)
            return
        if not module:
            module.append(
                loaded(NUMPY_HEAD.format(precision=precision) + equation_text(synapse, CURRENT, "numpy", precision))
            )
        known = {n: a.constants[i] for i, n in enumerate(synapse.parameters())}
        known |= {"V": a.potential[targets], "V_pre": pre, "weight": weights}
        values = [known[argument] for argument in equation_arguments(synapse, CURRENT)]
        np.add.at(a.injected, targets, getattr(module[0], CURRENT)(*values))

    @each_step
    def on_arrays(a: SimpleNamespace, j: int, k: int) -> None:
        for low in range(0, len(a.sources), TOGETHER):
            some(a, slice(low, low + TOGETHER), k)
            a.ask()

    return on_arrays
