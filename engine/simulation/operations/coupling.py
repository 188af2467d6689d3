"""Currents that follow a source's state all the time: what it was some steps before, along every connection.

A source keeps its last values in a ring, one slot a step. Before a population's step, each connection reads its slot
and adds its current to what is injected, in the order of the connections. Where a link passes values on and one delay
is that of all, they are sorted by source, and those of a source whose value is zero are passed over.
"""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np

from engine.backends.kernels.c_text import Sharing
from engine.backends.kernels.kernel import Kernel, each_step, loop_kernel, once
from engine.compiling.steps.equation_text import equation_arguments, equation_text, on_arrays
from engine.model.declaration import SynapseModel
from engine.simulation.operations.arguments import arguments_named

CURRENT = "current"
TOGETHER = 1 << 17  # connections that are handled on arrays between two questions whether to go on

COUPLE = """    k = now[0] + j
    for c in range(neurons):
        kept = values[np.uint64((k - delays[{delay}]) % slots[0]) * np.uint64(stride[0]):]
        injected[targets[c]] += {current}
"""
PASS_ON = """    k = now[0] + j
    kept = values[np.uint64((k - delays[0]) % slots[0]) * np.uint64(stride[0]):]
    for s in range(neurons):
        value = kept[s]
        if value != 0:
            for q in range(np.uint64(begin[s]), np.uint64(end[s])):
                injected[np.uint64(targets[q])] += weights[{weight}] * value
"""
KEEP = """    kept = values[np.uint64((now[0] + j) % slots[0]) * np.uint64(stride[0]) + np.uint64(low[0]):]
    for i in range(neurons):
        kept[i] = state[i]
"""


@each_step
def _keep_on_arrays(a: SimpleNamespace, j: int, k: int) -> None:
    start = k % int(a.slots[0]) * int(a.stride[0]) + int(a.low[0])
    a.values.reshape(-1)[start : start + a.neurons] = a.state


@once
def keeping(precision: str) -> Kernel:
    """One part of a population writes this step's slot."""
    arguments = arguments_named("state values slots stride low now")
    title = "The values of this step are kept for those that read them later"
    return loop_kernel(title, "keep", arguments, KEEP, _keep_on_arrays, precision)


def _current(synapse: type[SynapseModel] | None, weight: str) -> str:
    if synapse is None:
        return f"weights[{weight}] * kept[sources[c]]"
    places = {n: f"constants[{i}]" for i, n in enumerate(synapse.parameters())}
    places |= {"V": "potential[targets[c]]", "V_pre": "kept[sources[c]]", "weight": f"weights[{weight}]"}
    return f"{CURRENT}({', '.join(places[argument] for argument in equation_arguments(synapse, CURRENT))})"


@once
def coupling(synapse: type[SynapseModel] | None, one_weight: bool, one_delay: bool, precision: str) -> Kernel:
    """Connection c adds its current to ``injected[targets[c]]``; without a synapse that is weight times value."""
    given = "values slots stride delays sources targets weights potential constants injected now"
    body = COUPLE.format(delay="0" if one_delay else "c", current=_current(synapse, "0" if one_weight else "c"))
    equations = [equation_text(synapse, CURRENT)] if synapse is not None else []
    return loop_kernel(
        "The current along every connection, sorted by target, from values of a source", "couple",
        arguments_named(given), body, _on_arrays(synapse, precision), precision,
        Sharing(every="c", summed=("injected",)), equations=equations,
    )  # fmt: skip


def _on_arrays(synapse: type[SynapseModel] | None, precision: str) -> Any:
    def some(a: SimpleNamespace, own: slice, k: int) -> None:
        sources, targets = a.sources[own], a.targets[own]
        delays, weights = (values[own] if len(values) > 1 else values for values in (a.delays, a.weights))
        slot = (k - delays.astype(np.int64)) % int(a.slots[0])
        pre = a.values.reshape(-1)[slot * int(a.stride[0]) + sources]
        if synapse is None:
            np.add.at(a.injected, targets, weights * pre)
            return
        known = {n: a.constants[i] for i, n in enumerate(synapse.parameters())}
        known |= {"V": a.potential[targets], "V_pre": pre, "weight": weights}
        values = [known[argument] for argument in equation_arguments(synapse, CURRENT)]
        np.add.at(a.injected, targets, getattr(on_arrays(synapse, precision), CURRENT)(*values))

    @each_step
    def couple(a: SimpleNamespace, j: int, k: int) -> None:
        for low in range(0, len(a.sources), TOGETHER):
            some(a, slice(low, low + TOGETHER), k)
            a.ask()

    return couple


@once
def passing_on(one_weight: bool, precision: str) -> Kernel:
    """Source s adds its value, by the weight of each of its connections, to ``injected[targets[q]]``."""
    given = "values slots stride delays begin end targets weights injected now"
    return loop_kernel(
        "The values of a source along its connections, sorted by source", "pass_on", arguments_named(given),
        PASS_ON.format(weight="0" if one_weight else "q"), _passed_on_arrays, precision,
        Sharing(block="s", lane="q", summed=("injected",)),
    )  # fmt: skip


@each_step
def _passed_on_arrays(a: SimpleNamespace, j: int, k: int) -> None:
    first = (k - int(a.delays[0])) % int(a.slots[0]) * int(a.stride[0])
    value = np.repeat(a.values.reshape(-1)[first : first + len(a.begin)], a.end - a.begin)
    for low in range(0, len(value), TOGETHER):
        own = slice(low, low + TOGETHER)
        sent = np.flatnonzero(value[own]) + low
        weight = a.weights[sent] if len(a.weights) > 1 else a.weights
        np.add.at(a.injected, a.targets[sent], weight * value[sent])
        a.ask()
