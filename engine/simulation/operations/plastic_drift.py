"""The motion of synapses in time, without a spike: their states decay, weights follow a rate or a map."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np

from engine.backends.kernels.argument import Argument
from engine.backends.kernels.cuda import cuda_kernel
from engine.backends.kernels.kernel import Bound, Kernel, OnArrays, each_step, once
from engine.model.declaration import PlasticityModel
from engine.simulation.operations.delivery import runs
from engine.simulation.operations.plastic_rule import DRIFT, SIGN, TOTAL, cuda_body, indented, numba_body, rule_of
from engine.simulation.operations.plasticity import event_reading, given_text, row_text

SUM = '''"""The sum of the weights onto each target, one source after the other."""

import numpy as np
from numba import njit

import engine.backends.kernels.numba_options

F = np.{precision}


@njit(error_model="numpy", nogil=True, noalias=True)
def add_up(neurons, j, lag_count, first, places, weights, totals, low, constants, every, now):
    if (now[0] + j + 1) % every[0] == 0:
        own = totals[np.uint64(low[0]):]
        for i in range(neurons):
            own[i] = F(0)
            for g in range(lag_count[0]):
                for c in range(first[g * (neurons + 1) + i], first[g * (neurons + 1) + i + 1]):
                    own[i] += constants[{sign}] * weights[places[c]]
'''
SUM_CUDA = """    if ((k + 1) % every[0] != 0) return;
    for (long long i = thread; i < neurons; i += threads) {{
        F sum = F(0);
        for (long long g = 0; g < lag_count[0]; ++g) {{
            const long long* span = first + g * (neurons + 1) + i;
            for (long long c = span[0]; c < span[1]; ++c) sum += constants[{sign}] * weights[places[c]];
        }}
        totals[low[0] + i] = sum;
    }}
"""

DRIFT_LOOP = """@njit(error_model="numpy", nogil=True, noalias=True)
def drift(neurons, j, segments, owners, delays, begin, end, all_targets, all_weights, history_slots,
          {given}{totals}constants, every, now):
    k = now[0] + j
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
DRIFT_CUDA = """    if ((k + 1) % every[0] != 0) return;
    const long long depth = history_slots[0];
    for (long long g = blockIdx.x; g < segments[0]; g += gridDim.x) {{
        const long long i = owners[g];
        const long long past = (((k - delays[g]) % depth + depth) % depth) * neurons;
        for (long long q = begin[g] + threadIdx.x; q < end[g]; q += blockDim.x) {{
{inside}
{stored}
        }}
    }}
"""


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
    arguments = (
        Argument("lag_count", "np.int64", "1"),
        Argument("first", "np.int64"),
        Argument("places", f"np.{places}"),
        Argument("weights", "F"),
        Argument("totals", "F"),
        Argument("low", "np.int64", "1"),
        Argument("constants", "F"),
        Argument("every", "np.int64", "1"),
        Argument("now", "np.int64", "1"),
    )
    cuda = cuda_kernel("add_up", arguments, SUM_CUDA.format(sign=sign), precision)
    text = SUM.format(precision=precision, sign=sign)
    return Kernel(text, "add_up", arguments, _sum_on_arrays(sign), precision, cuda)


@once
def drifting(model: type[PlasticityModel], dense: bool, precision: str, target: str) -> Kernel:
    """States of synapses decay, and weights move, every ``every`` steps."""
    rule = rule_of(model)
    names = tuple(p.name for p in rule.parts(DRIFT))
    at = "q" if dense else "targets[q]"
    body = numba_body(rule, DRIFT, "i", at, "q")
    whole = ("totals all_totals np.uint64(0)",) if rule.sums else ()
    text = rule.head(names, precision, "what time does to a synapse") + DRIFT_LOOP.format(
        given=given_text(rule, DRIFT, True),
        totals="all_totals, " if rule.sums else "",
        before=body.before,
        row=row_text(rule, DRIFT, dense, whole),
        inside=indented(body.inside, 20),
        stored=indented(body.stored, 20),
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
        Argument("segments", "np.int64", "1"),
        Argument("owners", "np.int64"),
        Argument("delays", "np.int32"),
        Argument("begin", "np.int64"),
        Argument("end", "np.int64"),
        Argument("targets", f"np.{target}"),
        Argument("weights", "F"),
        Argument("history_slots", "np.int64", "1"),
        *rule.arguments(DRIFT),
        *((Argument("totals", "F"),) if rule.sums else ()),
        Argument("constants", "F"),
        Argument("every", "np.int64", "1"),
        Argument("now", "np.int64", "1"),
    )
    device = cuda_body(rule, DRIFT, "i", "past + targets[q]", "q", "targets[q]")
    lines = DRIFT_CUDA.format(inside=indented(device.inside, 12), stored=indented(device.stored, 12))
    cuda = cuda_kernel("drift", arguments, lines, precision, rule.cuda_head(names, precision))
    return Kernel(text, "drift", arguments, on_arrays, precision, cuda)
