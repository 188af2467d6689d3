"""Weights that change by spikes: as target spikes reach the synapses, and as source spikes are delivered.

On one step traces decay, weights use them, then traces step for the spikes of the step. The delay is dendritic
(NEST's convention): a source spike meets the synapse at once, a target spike one delay later, so that the target's
traces are read from a history of as many steps. Rows of synapses are contiguous: their loop works on whole vectors.
"""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import numpy as np

from engine.backends.kernels.c_text import Sharing
from engine.backends.kernels.kernel import Bound, Kernel, OnArrays, loop_kernel, once
from engine.model.declaration import PlasticityModel
from engine.simulation.operations.arguments import arguments_named
from engine.simulation.operations.delivery import BY_ROWS, runs
from engine.simulation.operations.plastic_rule import POST, PRE, PlasticRule, indented, rule_of, synapse_body

WORTH_ONE_BY_ONE = 32  # synapses of a run on average: then a loop over the runs is quicker than their places

POTENTIATE = """    k = now[0] + j
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
BY_SYNAPSES = Sharing(block="s", lane="c")

DELIVER = """    k = now[0] + j
    {before}
    for s in range(offsets[j], offsets[j + 1]):
        i = spikes[s]
        for g in range(rows[i], rows[i + 1]):
            count = end[g] - begin[g]
            if count > 0:
                past = np.uint64((k - delays[g]) % history_slots[0]) * np.uint64(neurons)
{row}
                for q in range(count):
{inside}
{stored}
{sending}"""
SENDING = """                turn = np.uint64((k + delays[g]) % slots[0]) * np.uint64(neurons)
                slot = ring[turn{first}:]
                for q in range(count):
                    slot[{at}] += own_weights[q]
"""


def row_text(rule: PlasticRule, event: str, dense: bool, whole: tuple[str, ...] = ()) -> str:
    """The slices of one segment: its own synapses, and of the target's arrays rows at ``past``, or ``whole`` ones.

    In a ``dense`` projection the targets of a segment are neighbours, and their numbers are not read.
    """
    lines = ["start = np.uint64(begin[g])"]
    lines.append("first = np.uint64(targets[start])" if dense else "own_targets = targets[start:]")
    lines += [f"own_{n} = {n}[start:]" for n in ("weights", *(f"{s}_state" for s in rule.states))]
    rows = [(rule.array(n), "past") for n in rule.read(event) if n in rule.history]
    rows += [(name, "np.uint64(0)") for name in whole]
    lines += [f"own_{name} = {name}[{place}{' + first' if dense else ''}:]" for name, place in rows]
    return indented("\n".join(lines), 16)


@once
def potentiation(model: type[PlasticityModel], precision: str, places: str, sources: str) -> Kernel:
    """Target spikes that reach the synapses in this step; ``places`` and ``sources`` are types of integers."""
    rule = rule_of(model)
    names = tuple(p.name for p in rule.parts(POST))
    lines = synapse_body(rule, POST, "sources[c]", "past", "q")
    body = POTENTIATE.format(before=lines.before, inside=indented(lines.inside, 16), stored=indented(lines.stored, 16))

    def on_arrays(a: SimpleNamespace) -> Bound:
        change, read = rule.changing(a, POST, precision), event_reading(a, rule, POST)
        low, width = int(a.low[0]), int(a.width[0])
        lags = a.lags[: int(a.lag_count[0])].tolist()
        slots = list(a.recent.reshape(-1, a.neurons))
        is_long = a.places.size >= WORTH_ONE_BY_ONE * a.neurons * len(lags)

        def potentiate(j: int, k: int) -> None:
            for g, lag in enumerate(lags):
                turn = (k - lag) % len(slots)
                count = int(a.counts[turn])
                if not count:
                    continue
                fired = slots[turn][:count].astype(np.int64)
                row = g * (a.neurons + 1) + fired
                begin, end = a.first[row], a.first[row + 1]
                past = turn * width + low + fired
                if is_long:
                    for first, last, own in zip(begin.tolist(), end.tolist(), past.tolist(), strict=True):
                        change(a.places[first:last], read(a.sources[first:last], own))
                    continue
                c, length = runs(begin, end)
                change(a.places[c], read(a.sources[c], np.repeat(past, length)))

        return potentiate

    given = "lags lag_count first places sources recent counts slots width low weights"
    arguments = (
        *arguments_named(given, places=places, sources=sources),
        *rule.arguments(POST),
        *arguments_named("constants now"),
    )
    title, equations = f"{model.title}: what a target spike does", rule.texts(names, precision)
    return loop_kernel(
        title, "potentiate", arguments, body, on_arrays, precision, BY_SYNAPSES, equations=equations, noalias=True
    )


def event_reading(a: SimpleNamespace, rule: PlasticRule, event: str) -> Callable[[Any, Any], dict[str, Any]]:
    """``(pre, past)`` gives what the equations of an event read of sources ``pre`` and, in the history, at ``past``."""
    values = {name: getattr(a, rule.array(name)).reshape(-1) for name in rule.read(event)}
    of_targets = [(n, v) for n, v in values.items() if n in rule.history]
    of_sources = [(n, v) for n, v in values.items() if n not in rule.history and n in rule.model.traces("pre")]
    of_others = [(n, v) for n, v in values.items() if n not in rule.history and n not in rule.model.traces("pre")]

    def read(pre: Any, past: Any) -> dict[str, Any]:
        found = {name: value[past] for name, value in of_targets}
        for name, value in of_sources:
            found[name] = value[pre]
        for name, value in of_others:
            found[name] = value[0]
        return found

    return read


def _delivering_on_arrays(rule: PlasticRule, dense: bool, sends: bool, precision: str) -> OnArrays:
    def on_arrays(a: SimpleNamespace) -> Bound:
        change, read = rule.changing(a, PRE, precision), event_reading(a, rule, PRE)
        ring, slots = (a.ring.reshape(-1), int(a.slots[0])) if sends else (np.zeros(0), 1)
        depth = int(a.history_slots[0])
        is_long = int((a.end - a.begin).sum()) >= WORTH_ONE_BY_ONE * len(a.begin)

        kept: dict[int, list[tuple[slice, int, int]]] = {}

        def segments(source: int) -> list[tuple[slice, int, int]]:
            """The synapses of each segment of a source, its delay and its first target, but for empty ones."""
            every = range(int(a.rows[source]), int(a.rows[source + 1]))
            bounds = ((int(a.begin[g]), int(a.end[g]), int(a.delays[g])) for g in every)
            return [(slice(low, high), lag, int(a.targets[low])) for low, high, lag in bounds if high > low]

        def segment(source: int, q: slice, lag: int, first: int, k: int) -> None:
            past, turn = (k - lag) % depth * a.neurons, (k + lag) % slots * a.neurons
            if dense:
                last = first + q.stop - q.start
                sent = change(q, read(source, slice(past + first, past + last)))
                if sends:
                    goal = ring[turn + first : turn + last]
                    np.add(goal, sent, goal)
            else:
                target = a.targets[q].astype(np.intp)
                sent = change(q, read(source, past + target))
                if sends:
                    np.add.at(ring, turn + target, sent)

        def deliver(j: int, k: int) -> None:
            fired = a.spikes[a.offsets[j] : a.offsets[j + 1]].astype(np.int64)
            if not fired.size:
                return
            if is_long:
                for source in fired.tolist():
                    if source not in kept:
                        kept[source] = segments(source)
                    for q, lag, first in kept[source]:
                        segment(source, q, lag, first, k)
                return
            g, per_source = runs(a.rows[fired], a.rows[fired + 1])
            places, length = runs(a.begin[g], a.end[g])
            lags = np.repeat(a.delays[g].astype(np.int64), length)
            pre = np.repeat(np.repeat(fired, per_source), length)
            goal = a.targets[places].astype(np.int64)
            past = (k - lags) % depth * a.neurons + goal
            sent = change(places, read(pre, past))
            if sends:
                np.add.at(ring, (k + lags) % slots * a.neurons + goal, sent)

        return deliver

    return on_arrays


@once
def plastic_delivery(model: type[PlasticityModel], dense: bool, sends: bool, precision: str, target: str) -> Kernel:
    """Source spikes change their weights, which are then delivered unless another loop ``sends`` them."""
    rule = rule_of(model)
    names = tuple(p.name for p in rule.parts(PRE))
    at = "q" if dense else "own_targets[q]"
    lines = synapse_body(rule, PRE, "i", at, "q", "own_")
    body = DELIVER.format(
        before=lines.before,
        row=row_text(rule, PRE, dense),
        inside=indented(lines.inside, 20),
        stored=indented(lines.stored, 20),
        sending=SENDING.format(first=" + first" if dense else "", at=at) if sends else "",
    )
    arguments = (
        *arguments_named("ring slots" if sends else ""),
        *arguments_named("rows delays begin end targets weights history_slots", targets=target),
        *rule.arguments(PRE),
        *arguments_named("constants spikes offsets now"),
    )
    title, equations = f"{model.title}: what a source spike does", rule.texts(names, precision)
    on_arrays = _delivering_on_arrays(rule, dense, sends, precision)
    return loop_kernel(
        title, "deliver", arguments, body, on_arrays, precision, BY_ROWS, equations=equations, noalias=True
    )
