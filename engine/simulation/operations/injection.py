"""Currents into neurons: the bias, then each source's values times the weights of its connections."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np

from engine.backends.kernels.argument import Argument
from engine.backends.kernels.cuda import cuda_kernel
from engine.backends.kernels.kernel import Kernel, each_step, once

COPY = '''"""The bias as the first part of the injected current."""

import numpy as np
from numba import njit

import engine.backends.kernels.numba_options

F = np.{precision}


@njit(error_model="numpy", nogil=True)
def copy(neurons, j, bias, injected):
    for i in range(neurons):
        injected[i] = bias[i]
'''

INJECT = '''"""A source's current along its connections, sorted by target."""

import numpy as np
from numba import njit

import engine.backends.kernels.numba_options

F = np.{precision}


@njit(error_model="numpy", nogil=True)
def inject(neurons, j, values, sources, targets, weights, injected):
    for c in range(neurons):
        injected[targets[c]] += weights[{weight}] * values[sources[c]]
'''

COPY_CUDA = """    for (long long i = thread; i < neurons; i += threads) injected[i] = bias[i];
"""
INJECT_CUDA = """    for (long long c = thread; c < neurons; c += threads)
        atomicAdd(&injected[targets[c]], weights[{weight}] * values[sources[c]]);
"""


@each_step
def _copy_on_arrays(a: SimpleNamespace, j: int, k: int) -> None:
    a.injected[:] = a.bias


@each_step
def _inject_on_arrays(a: SimpleNamespace, j: int, k: int) -> None:
    np.add.at(a.injected, a.targets, a.weights * a.values[a.sources])


@once
def biasing(precision: str) -> Kernel:
    arguments = (Argument("bias", "F", "neurons"), Argument("injected", "F", "neurons"))
    cuda = cuda_kernel("copy", arguments, COPY_CUDA, precision)
    return Kernel(COPY.format(precision=precision), "copy", arguments, _copy_on_arrays, precision, cuda)


@once
def injecting(one_weight: bool, precision: str) -> Kernel:
    """Connection c adds ``weights[c] * values[sources[c]]`` to ``injected[targets[c]]``."""
    arguments = (
        Argument("values", "F"),
        Argument("sources", "np.uint32"),
        Argument("targets", "np.uint32"),
        Argument("weights", "F"),
        Argument("injected", "F"),
    )
    weight = "0" if one_weight else "c"
    text = INJECT.format(precision=precision, weight=weight)
    cuda = cuda_kernel("inject", arguments, INJECT_CUDA.format(weight=weight), precision)
    return Kernel(text, "inject", arguments, _inject_on_arrays, precision, cuda)
