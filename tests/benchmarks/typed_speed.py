"""Typed synapses and rules beside built-in ones: ``python -m tests.benchmarks.typed_speed [--dry] [--rounds 15]``.

Every rule of plasticity and every synapse that is there is written as text and read again. Two simulations of one
network, one of each, take turns, the first of them in every other round. They fire the same spikes, which is a law
elsewhere. Tables are medians of processor time of a stretch on one thread, and the median of the ratios within a round,
which a busy machine disturbs less.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from statistics import median

from engine import equations
from engine.model.declaration import Model, NeuronModel, SynapseModel
from engine.model.pairing import accepts
from engine.model.registry.discovery import models
from engine.model.typed.rule import rule as typed_rule
from engine.model.typed.synapse import synapse as typed_synapse
from engine.model.writers.writing import model_text
from engine.network.description import NetworkDescription
from engine.network.values import Normal, Uniform, Value
from engine.simulation.simulation import Simulation
from tests.benchmarks.page import PERFORMANCE, Met, put, table
from tests.engine.model.typed.test_typed_rules import BRIAN2
from tests.laws.networks import LIF, RULES, STDP, learning, recurrent

PART, BAR = "typed models", 1.15  # of the time of a built-in one
BACKENDS = ("numba", "numpy")
LARGER = 10  # times the neurons of the networks by which laws are tried
STEPS, WARM_UP = {"numba": 1000, "numpy": 100}, 50


@dataclass(frozen=True)
class Kind:
    """The ``models`` of one kind, the network that one acts in, and the reader of its text."""

    name: str
    models: tuple[type[Model], ...]
    network: Callable[[type[Model]], NetworkDescription]
    typed: Callable[[str], type[Model]]


@dataclass(frozen=True)
class Taken:
    """Processor ms of a stretch by a built-in model and by its text, and the median of their ratios."""

    built_in: float
    typed: float
    ratio: float


def larger(network: NetworkDescription) -> NetworkDescription:
    """The network with more neurons, each driven as strongly, since links between them are weaker."""
    alone = {stimulus.id for stimulus in network.stimuli}
    return replace(
        network,
        populations=tuple(replace(p, size=p.size * LARGER) for p in network.populations),
        projections=tuple(
            p if p.source in alone else replace(p, weight=_weaker(p.weight)) for p in network.projections
        ),
        recordings=(),
    )


def _weaker(weight: Value) -> Value:
    match weight:
        case Normal(mean, spread):
            return Normal(mean / LARGER, spread / LARGER)
        case Uniform(low, high):
            return Uniform(low / LARGER, high / LARGER)
        case float() | int():
            return weight / LARGER
    raise TypeError(f"no weaker {weight!r}")


def acting(model: type[Model]) -> NetworkDescription:
    """A network whose neurons fire and take what a synapse gives."""
    assert issubclass(model, SynapseModel)
    known = [n for n in models("neurons").values() if issubclass(n, NeuronModel) and accepts(n, model) and n.fires()]
    return larger(recurrent(LIF if LIF in known else known[0], model))


def stdp(rule: type[Model]) -> NetworkDescription:
    """Pair STDP, its numbers those of the text in Brian2's words."""
    network, given = larger(learning(rule)), {"A_plus": 0.01, "A_minus": 0.0105, "w_max": 40.0} if rule is STDP else {}
    links = (replace(p, plasticity_parameters=given) if p.plasticity else p for p in network.projections)
    return replace(network, projections=tuple(links))


SYNAPSES = tuple(m for m in models("synapses").values() if issubclass(m, SynapseModel) and not m.couples())
KINDS = (
    Kind("rule", tuple(RULES), lambda rule: larger(learning(rule)), typed_rule),
    Kind("synapse", SYNAPSES, acting, typed_synapse),
    Kind("rule in Brian2's words", (STDP,), stdp, lambda _: equations(BRIAN2, "plasticity")),
)


def taken(kind: Kind, model: type[Model], backend: str, rounds: int, steps: int) -> Taken:
    """The time of one model beside its text."""
    both = [kind.network(one) for one in (model, kind.typed(model_text(model)))]
    runs = [Simulation(network, seed=3, backend=backend, threads=1) for network in both]
    for run in runs:
        run.advance(WARM_UP)
    found = []
    for number in range(rounds):
        order = (0, 1) if number % 2 else (1, 0)
        times = {which: _turn(runs[which], steps) for which in order}
        found.append((times[0], times[1]))
    for run in runs:
        run.close()
    built_in, typed = (median(column) for column in zip(*found, strict=True))
    return Taken(built_in, typed, median(b / a for a, b in found))


def _turn(run: Simulation, steps: int) -> float:
    began = time.thread_time()
    run.advance(steps)
    return 1000 * (time.thread_time() - began)


def page(found: dict[tuple[str, str], dict[str, Taken]]) -> str:
    """The table of all, and the worst ratio of each backend against the bar."""
    head = [
        "kind",
        "model",
        *(f"{b}: built-in, typed, ms" for b in BACKENDS),
        *(f"{b}: typed / built-in" for b in BACKENDS),
    ]
    rows = [
        [
            kind,
            title,
            *(f"{by[b].built_in:.1f}, {by[b].typed:.1f}" for b in BACKENDS),
            *(f"{by[b].ratio:.2f}" for b in BACKENDS),
        ]
        for (kind, title), by in found.items()
    ]
    worst = [
        Met(f"the slowest on {b}, of the built-in one", max(by[b].ratio for by in found.values()), BAR)
        for b in BACKENDS
    ]
    return table(head, rows, *worst)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--dry", action="store_true", help="leave the page alone")
    given = parser.parse_args()
    found: dict[tuple[str, str], dict[str, Taken]] = {}
    for kind in KINDS:
        for model in kind.models:
            by = {b: taken(kind, model, b, given.rounds, STEPS[b]) for b in BACKENDS}
            found[kind.name, model.title] = by
            print(
                kind.name,
                model.title,
                {b: f"{t.built_in:.1f} {t.typed:.1f} {t.ratio:.2f}" for b, t in by.items()},
                flush=True,
            )
    text = page(found)
    print(text)
    if not given.dry:
        put(PART, text, PERFORMANCE)


if __name__ == "__main__":
    main()
