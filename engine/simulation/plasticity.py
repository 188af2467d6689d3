"""Weights that change by spikes: as target spikes reach the synapses, and as source spikes are delivered.

On one step traces decay, weights use them, then traces step for the spikes of the step. The delay is dendritic
(NEST's convention): a source spike meets the synapse at once, a target spike one delay later, so that the target's
traces are read from a history of as many steps. Rows of synapses are contiguous: their loop works on whole vectors.
"""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np

from engine.backends.cuda import cuda_kernel
from engine.backends.kernel import Argument, Kernel, each_step, once
from engine.model.declaration import PlasticityModel
from engine.simulation.delivery import runs
from engine.simulation.plastic_rule import POST, PRE, Rule, cuda_body, indented, numba_body, rule_of

POTENTIATE = """@njit(error_model="numpy", nogil=True, noalias=True)
def potentiate(neurons, j, lags, lag_count, first, places, sources, recent, counts, slots, width, low, weights,
               {given}constants, now):
    k = now[0] + j
    {before}
    for g in range(lag_count[0]):
        turn = np.uint64((k - lags[g]) % slots[0])
        spiked = recent[turn * np.uint64(neurons):]
        for s in range(counts[turn]):
            i = spiked[s]
            past = turn * np.uint64(width[0]) + np.uint64(low[0]) + np.uint64(i)
            for c in range(first[g * (neurons + 1) + i], first[g * (neurons + 1) + i + 1]):
                q = places[c]
{inside}
{stored}
"""

DELIVER = """@njit(error_model="numpy", nogil=True, noalias=True)
def deliver(neurons, j, ring, slots, rows, delays, begin, end, all_targets, all_weights, history_slots,
            {given}constants, spikes, offsets, now):
    k = now[0] + j
    {before}
    for s in range(offsets[j], offsets[j + 1]):
        i = spikes[s]
        for g in range(rows[i], rows[i + 1]):
            count = end[g] - begin[g]
            if count > 0:
                turn = np.uint64((k + delays[g]) % slots[0]) * np.uint64(neurons)
                past = np.uint64((k - delays[g]) % history_slots[0]) * np.uint64(neurons)
{row}
                for q in range(count):
{inside}
{stored}
                for q in range(count):
                    slot[{at}] += weights[q]
"""

POTENTIATE_CUDA = """    for (long long g = 0; g < lag_count[0]; ++g) {{
        const long long turn = ((k - lags[g]) % slots[0] + slots[0]) % slots[0];
        for (long long s = blockIdx.x; s < counts[turn]; s += gridDim.x) {{
            const int i = recent[turn * neurons + s];
            const long long past = turn * width[0] + low[0] + i;
            const long long* span = first + g * (neurons + 1) + i;
            for (long long c = span[0] + threadIdx.x; c < span[1]; c += blockDim.x) {{
                const long long q = places[c];
{inside}
{stored}
            }}
        }}
    }}
"""
DELIVER_CUDA = """    for (long long s = offsets[j] + blockIdx.x; s < offsets[j + 1]; s += gridDim.x) {{
        const int i = spikes[s];
        for (long long g = rows[i]; g < rows[i + 1]; ++g) {{
            F* slot = ring + ((k + delays[g]) % slots[0]) * neurons;
            const long long depth = history_slots[0];
            const long long past = (((k - delays[g]) % depth + depth) % depth) * neurons;
            for (long long q = begin[g] + threadIdx.x; q < end[g]; q += blockDim.x) {{
{inside}
{stored}
                atomicAdd(&slot[targets[q]], w);
            }}
        }}
    }}
"""


def row_text(rule: Rule, event: str, dense: bool, whole: tuple[str, ...] = (), spaces: int = 16) -> str:
    """The slices of one segment: its own synapses, and of the target's arrays ``whole`` rows at ``past``.

    In a ``dense`` projection the targets of a segment are neighbours, and their numbers are not read.
    """
    lines = ["start = np.uint64(begin[g])"]
    lines.append("first = np.uint64(all_targets[start])" if dense else "targets = all_targets[start:]")
    lines += [f"{n} = all_{n}[start:]" for n in ("weights", *(f"{s}_state" for s in rule.states))]
    by_target = [f"{rule.array(n)}" for n in rule.read(event) if n in rule.history]
    lines += [f"{n} = all_{n}[past{' + first' if dense else ''}:]" for n in by_target]
    lines += [f"{n} = {at}[{start}{' + first' if dense else ''}:]" for n, at, start in (w.split() for w in whole)]
    return indented("\n".join(lines), spaces)


def given_text(rule: Rule, event: str, sliced: bool) -> str:
    """The parameters of a loop for states and traces; those that a loop reads in slices are called ``all_``."""
    by_target = {rule.array(n) for n in rule.read(event) if n in rule.history} | {f"{s}_state" for s in rule.states}
    names = [a.name for a in rule.arguments(event)]
    return "".join(f"{'all_' if sliced and n in by_target else ''}{n}, " for n in names)


@once
def potentiation(model: type[PlasticityModel], precision: str) -> Kernel:
    """Target spikes that reach the synapses in this step."""
    rule = rule_of(model)
    names = tuple(p.name for p in rule.parts(POST))
    body = numba_body(rule, POST, "sources[c]", "past", "q")
    text = rule.head(names, precision, "what a target spike does") + POTENTIATE.format(
        given=given_text(rule, POST, False),
        before=body.before,
        inside=indented(body.inside, 16),
        stored=indented(body.stored, 16),
    )

    @each_step
    def on_arrays(a: SimpleNamespace, j: int, k: int) -> None:
        for g in range(int(a.lag_count[0])):
            turn = (k - int(a.lags[g])) % int(a.slots[0])
            fired = a.recent.reshape(-1)[turn * a.neurons :][: int(a.counts[turn])].astype(np.int64)
            if not fired.size:
                continue
            row = g * (a.neurons + 1) + fired
            c, length = runs(a.first[row], a.first[row + 1])
            past = turn * int(a.width[0]) + int(a.low[0]) + np.repeat(fired, length)
            rule.changed(a, POST, precision, a.places[c], values_at(a, rule, POST, a.sources[c], past))

    arguments = (
        Argument("lags", "np.int32"),
        Argument("lag_count", "np.int64", "1"),
        Argument("first", "np.int64"),
        Argument("places", "np.int64"),
        Argument("sources", "np.uint32"),
        Argument("recent", "np.int32"),
        Argument("counts", "np.int64"),
        Argument("slots", "np.int64", "1"),
        Argument("width", "np.int64", "1"),
        Argument("low", "np.int64", "1"),
        Argument("weights", "F"),
        *rule.arguments(POST),
        Argument("constants", "F"),
        Argument("now", "np.int64", "1"),
    )
    device = cuda_body(rule, POST, "sources[c]", "past", "q")
    lines = POTENTIATE_CUDA.format(inside=indented(device.inside, 16), stored=indented(device.stored, 16))
    cuda = cuda_kernel("potentiate", arguments, lines, precision, rule.cuda_head(names, precision))
    return Kernel(text, "potentiate", arguments, on_arrays, precision, cuda)


def values_at(a: SimpleNamespace, rule: Rule, event: str, pre: object, past: object) -> dict[str, object]:
    """What the equations of an event read, on arrays: of sources ``pre``, of targets in the history at ``past``."""
    result: dict[str, object] = {}
    for name in rule.read(event):
        values = getattr(a, rule.array(name)).reshape(-1)
        place = past if name in rule.history else pre if name in rule.model.traces("pre") else 0
        result[name] = values[place]
    return result


@once
def plastic_delivery(model: type[PlasticityModel], dense: bool, precision: str, target: str) -> Kernel:
    """Source spikes change their weights, which are then delivered."""
    rule = rule_of(model)
    names = tuple(p.name for p in rule.parts(PRE))
    at = "q" if dense else "targets[q]"
    body = numba_body(rule, PRE, "i", at, "q")
    text = rule.head(names, precision, "what a source spike does") + DELIVER.format(
        given=given_text(rule, PRE, True),
        before=body.before,
        row=row_text(rule, PRE, dense, ("slot ring turn",)),
        inside=indented(body.inside, 20),
        stored=indented(body.stored, 20),
        at=at,
    )

    @each_step
    def on_arrays(a: SimpleNamespace, j: int, k: int) -> None:
        fired = a.spikes[a.offsets[j] : a.offsets[j + 1]].astype(np.int64)
        if not fired.size:
            return
        g, per_source = runs(a.rows[fired], a.rows[fired + 1])
        q, length = runs(a.begin[g], a.end[g])
        lag = np.repeat(a.delays[g].astype(np.int64), length)
        pre = np.repeat(np.repeat(fired, per_source), length)
        goal = a.targets[q].astype(np.int64)
        past = (k - lag) % int(a.history_slots[0]) * a.neurons + goal
        rule.changed(a, PRE, precision, q, values_at(a, rule, PRE, pre, past))
        np.add.at(a.ring.reshape(-1), (k + lag) % int(a.slots[0]) * a.neurons + goal, a.weights[q])

    arguments = (
        Argument("ring", "F"),
        Argument("slots", "np.int64", "1"),
        Argument("rows", "np.int64"),
        Argument("delays", "np.int32"),
        Argument("begin", "np.int64"),
        Argument("end", "np.int64"),
        Argument("targets", f"np.{target}"),
        Argument("weights", "F"),
        Argument("history_slots", "np.int64", "1"),
        *rule.arguments(PRE),
        Argument("constants", "F"),
        Argument("spikes", "np.int32"),
        Argument("offsets", "np.int64", "chunk"),
        Argument("now", "np.int64", "1"),
    )
    device = cuda_body(rule, PRE, "i", "past + targets[q]", "q")
    lines = DELIVER_CUDA.format(inside=indented(device.inside, 16), stored=indented(device.stored, 16))
    cuda = cuda_kernel("deliver", arguments, lines, precision, rule.cuda_head(names, precision))
    return Kernel(text, "deliver", arguments, on_arrays, precision, cuda)
