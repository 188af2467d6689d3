"""Currents into neurons: the bias, then each source's values times the weights of its connections."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np

from engine.backends.kernels.argument import Argument
from engine.backends.kernels.c_text import Sharing
from engine.backends.kernels.kernel import Kernel, each_step, loop_kernel, once
from engine.simulation.operations.arguments import arguments_named

COPY = """    for i in range(neurons):
        injected[i] = bias[i]
"""
INJECT = """    for c in range(neurons):
        injected[targets[c]] += weights[{weight}] * values[sources[c]]
"""
ARRIVE = """    slot = ring[np.uint64((now[0] + j) % slots[0]) * np.uint64(ring_stride[0]):]
    for c in range(neurons):
        slot[targets[c]] += weights[{weight}] * values[sources[c]]
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
    title = "The bias as the first part of the injected current"
    return loop_kernel(title, "copy", arguments, COPY, _copy_on_arrays, precision)


@once
def injecting(one_weight: bool, precision: str) -> Kernel:
    """Connection c adds ``weights[c] * values[sources[c]]`` to ``injected[targets[c]]``."""
    arguments = arguments_named("values sources targets weights injected")
    title, body = "A source's current along its connections", INJECT.format(weight="0" if one_weight else "c")
    sharing = Sharing(every="c", summed=("injected",))
    return loop_kernel(title, "inject", arguments, body, _inject_on_arrays, precision, sharing)


@each_step
def _arrive_on_arrays(a: SimpleNamespace, j: int, k: int) -> None:
    start = k % int(a.slots[0]) * int(a.ring_stride[0])
    np.add.at(a.ring.reshape(-1)[start:], a.targets, a.weights * a.values[a.sources])


@once
def arriving(one_weight: bool, precision: str) -> Kernel:
    """Connection c adds ``weights[c] * values[sources[c]]`` to what arrives at its target in this step."""
    arguments = arguments_named("values sources targets weights ring slots ring_stride now")
    title, body = (
        "A source's current into an input that its link chooses",
        ARRIVE.format(weight="0" if one_weight else "c"),
    )
    sharing = Sharing(every="c", summed=("ring",))
    return loop_kernel(title, "arrive", arguments, body, _arrive_on_arrays, precision, sharing)
