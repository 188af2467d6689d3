"""The motion of synapses in time, without a spike: their states decay, weights follow a rate or a map."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np

from engine.backends.kernels.c_text import Sharing
from engine.backends.kernels.kernel import Bound, Kernel, OnArrays, each_step, loop_kernel, once
from engine.model.declaration import PlasticityModel
from engine.simulation.operations.arguments import arguments_named
from engine.simulation.operations.delivery import runs
from engine.simulation.operations.plastic_rule import DRIFT, SIGN, TOTAL, indented, rule_of, synapse_body
from engine.simulation.operations.plasticity import event_reading, row_text

SUM = """    if (now[0] + j + 1) % every[0] == 0:
        own = totals[np.uint64(low[0]):]
        for i in range(neurons):
            own[i] = F(0)
            for g in range(lag_count[0]):
                for c in range(first[g * (neurons + 1) + i], first[g * (neurons + 1) + i + 1]):
                    own[i] += constants[{sign}] * weights[places[c]]
"""
DRIFTING = """    k = now[0] + j
    {before}
    if (k + 1) % every[0] == 0:
        for g in range(segments[0]):
            count = end[g] - begin[g]
            if count > 0:
                i = owners[g]
                past = np.uint64((k - delays[g]) % history_slots[0]) * np.uint64(neurons)
{row}
                for q in range(count):
{inside}
{stored}
"""
BY_SEGMENTS = Sharing(block="g", lane="q")


def _sum_on_arrays(sign: int) -> OnArrays:
    @each_step
    def on_arrays(a: SimpleNamespace, j: int, k: int) -> None:
        if (k + 1) % int(a.every[0]):
            return
        count = int(a.lag_count[0])
        cells = np.arange(count * (a.neurons + 1))
        c, length = runs(a.first[cells], a.first[cells + 1])
        target = np.repeat(cells % (a.neurons + 1), length)
        sums = np.zeros(a.neurons + 1, a.weights.dtype)
        np.add.at(sums, target, a.constants[sign] * a.weights[a.places[c]])
        a.totals[int(a.low[0]) : int(a.low[0]) + a.neurons] = sums[:-1]

    return on_arrays


@once
def summing(model: type[PlasticityModel], precision: str, places: str) -> Kernel:
    """The strengths of the weights onto each target of a part, in the order of delays and sources.

    ``places`` is the type of integers that number the connections.
    """
    sign = rule_of(model).index(SIGN)
    arguments = arguments_named("lag_count first places weights totals low constants every now", places=places)
    title, body = "The sum of the weights onto each target, one source after the other", SUM.format(sign=sign)
    return loop_kernel(title, "add_up", arguments, body, _sum_on_arrays(sign), precision, noalias=True)


@once
def drifting(model: type[PlasticityModel], dense: bool, precision: str, target: str) -> Kernel:
    """States of synapses decay, and weights move, every ``every`` steps."""
    rule = rule_of(model)
    names = tuple(p.name for p in rule.parts(DRIFT))
    lines = synapse_body(rule, DRIFT, "i", "q" if dense else "own_targets[q]", "q", "own_")
    body = DRIFTING.format(
        before=lines.before,
        row=row_text(rule, DRIFT, dense, ("totals",) if rule.sums else ()),
        inside=indented(lines.inside, 20),
        stored=indented(lines.stored, 20),
    )

    def on_arrays(a: SimpleNamespace) -> Bound:
        change, read = rule.changing(a, DRIFT, precision), event_reading(a, rule, DRIFT)

        def move(j: int, k: int) -> None:
            if (k + 1) % int(a.every[0]):
                return
            g = np.arange(int(a.segments[0]))
            q, length = runs(a.begin[g], a.end[g])
            lag = np.repeat(a.delays[g].astype(np.int64), length)
            goal = a.targets[q].astype(np.int64)
            past = (k - lag) % int(a.history_slots[0]) * a.neurons + goal
            known = read(np.repeat(a.owners, length), past)
            if rule.sums:
                known[TOTAL] = a.totals[goal]
            change(q, known)

        return move

    arguments = (
        *arguments_named("segments owners delays begin end targets weights history_slots", targets=target),
        *rule.arguments(DRIFT),
        *arguments_named("totals constants every now" if rule.sums else "constants every now"),
    )
    title, equations = f"{model.title}: what time does to a synapse", rule.texts(names, precision)
    return loop_kernel(
        title, "drift", arguments, body, on_arrays, precision, BY_SEGMENTS, equations=equations, noalias=True
    )
