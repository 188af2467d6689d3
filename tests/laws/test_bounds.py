"""Every parameter of every model at each bound that it declares: what is excluded is refused, what is allowed runs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from engine.checking.network import check
from engine.model.declaration import Payload
from engine.model.pairing import accepts
from engine.model.quantities import Parameter
from engine.model.registry.discovery import find, models
from engine.network.description import (
    Connections,
    Dataset,
    Decoder,
    Encoder,
    NetworkDescription,
    Population,
    Projection,
    Recording,
    Stimulus,
)
from engine.simulation.operations.finite import NumericalFailure
from engine.simulation.simulation import Simulation
from tests.laws.networks import ALL, DELTA, DISCRETE, EXPONENTIAL, LIF, trains_of

H, STEPS, SIZE = 0.5, 60, 6
HAIR = 1e-9  # of the default, beyond a bound that is itself excluded
ELSE = ("membrane-dendrite",)  # what a value may make impossible although it is within its bounds
TRAINS = {"times": np.arange(1, 25) * 2 * H, "trains": np.arange(24.0) % SIZE}
GIVEN = Stimulus("s", find("stimuli/spike_times"), SIZE, TRAINS)


def driven(neuron: Any = LIF, synapse: Any = EXPONENTIAL, link: Any = None, **given: Any) -> NetworkDescription:
    """Given trains onto a population that is watched whole."""
    bias = 0.0 if neuron.input() is None else {"1": 0.4}.get(neuron.input().unit, 700.0)
    target = Population("a", neuron, bias=bias, **{"size": SIZE, **given})
    values = {"wiring": ALL, "weight": synapse.weight.default} | (link or {})
    links = (Projection("p", "s", "a", synapse, **values),) if accepts(neuron, synapse) else ()
    watched = tuple(Recording(f"state {name}", "a", name, None, H) for name in neuron.states())
    return NetworkDescription(H, (target,), links, (GIVEN,), recordings=watched)


def coupled(synapse: Any, link: dict[str, Any]) -> NetworkDescription:
    network = driven()
    joined = Projection("p", "a", "a", synapse, ALL, synapse.weight.default, **link)
    return replace(network, projections=(joined,))


def between(rule: Any, link: dict[str, Any]) -> NetworkDescription:
    """A rule of wiring between two grids, the second as large as the rule makes it."""
    allowed = {n: v for n, v in link["wiring_parameters"].items() if rule.parameters()[n].allows(v)}
    shape = (rule.result((1, 4, 4), allowed) if rule.gridded else None) or (1, 4, 4)
    network = driven()
    source = Population("c", LIF, 16, bias=900.0, **gridded((1, 4, 4)))
    target = replace(network.populations[0], size=int(np.prod(shape)), **gridded(shape))
    lists = {"connections": Connections(np.array([0]), np.array([1]))} if rule.listed else {}
    linked = Projection("p", "c", "a", EXPONENTIAL, rule, 50.0, **link, **lists)
    return replace(network, populations=(target, source), projections=(linked,))


def gridded(shape: tuple[int, ...]) -> dict[str, Any]:
    counts = dict(zip(("channels", "rows", "columns"), map(float, shape), strict=True))
    return {"positions": find("positions/grid"), "positions_parameters": counts}


def sent(stimulus: Any, given: dict[str, float]) -> NetworkDescription:
    network, spikes = driven(), stimulus.payload() is Payload.SPIKES
    link = Projection("p", "x", "a", EXPONENTIAL if spikes else None, ALL, 40.0 if spikes else 1.0)
    return replace(network, stimuli=(Stimulus("x", stimulus, 1, given),), projections=(link,))


def shown(encoder: Any, given: dict[str, float]) -> NetworkDescription:
    network, spikes = driven(), encoder.payload() is Payload.SPIKES
    kind = "waveforms" if encoder.needs_motion else "digits"
    link = Projection("p", "x", "a", EXPONENTIAL if spikes else None, ALL, 4.0 if spikes else 1.0)
    return replace(
        network, stimuli=(), projections=(link,), encoders=(Encoder("x", encoder, "d", given),),
        datasets=(Dataset("d", find(f"datasets/{kind}"), sample_time=10.0),),
    )  # fmt: skip


def told(decoder: Any, given: dict[str, float]) -> NetworkDescription:
    count = decoder.trains({**trains_of(decoder), **given})
    own = {**trains_of(decoder), **given}
    return replace(driven(size=count * 2), decoders=(Decoder("x", decoder, "a", None, own),))


def learnt(rule: Any, given: dict[str, float]) -> NetworkDescription:
    heard = dict.fromkeys(rule.spike_sources(), "s")
    link = {"plasticity": rule, "plasticity_parameters": given, "plasticity_sources": heard, "weight": 50.0}
    return driven(link=link)


def network_of(model: Any, given: dict[str, float]) -> NetworkDescription:
    """A network in which one model has such values."""
    if model.kind == "neurons":
        return driven(model, next((s for s in (EXPONENTIAL, DELTA) if accepts(model, s)), DELTA), parameters=given)
    if model.kind == "synapses":
        link, fitting = {"synapse_parameters": given}, LIF if accepts(LIF, model) else DISCRETE
        return coupled(model, link) if model.couples() else driven(fitting, model, link)
    if model.kind == "short_term":
        return driven(link={"short_term": model, "short_term_parameters": given, "weight": 50.0})
    if model.kind == "positions":
        values = {**model.suited(SIZE), **given}
        return driven(size=model.number(model.with_defaults(values)) or SIZE, positions=model,
                      positions_parameters=values)  # fmt: skip
    if model.kind == "wiring":
        return between(model, {"wiring_parameters": given})
    return {"plasticity": learnt, "stimuli": sent, "encoders": shown, "decoders": told}[model.kind](model, given)


def ends(parameter: Parameter) -> Iterator[tuple[float, bool]]:
    """Values at the bounds and a hair inside those that are excluded, and whether each is allowed."""
    hair = HAIR * max(abs(parameter.default), 1.0)
    for bound, inside in ((parameter.above, 1.0), (parameter.below, -1.0)):
        if np.isfinite(bound):
            yield bound, False
            yield bound + (inside if parameter.integer else inside * hair), True
    for bound, outside in ((parameter.at_least, -1.0), (parameter.at_most, 1.0)):
        if np.isfinite(bound):
            yield bound, True
            yield bound + outside * (1.0 if parameter.integer else hair), False


def quicker(network: NetworkDescription) -> str:
    """NumPy, which compiles nothing, but for neurons that go in parts: of a spike it takes hundreds."""
    return "numba" if any(p.model.goes_in_parts() for p in network.populations) else "numpy"


KINDS = ("neurons", "synapses", "short_term", "plasticity", "stimuli", "encoders", "decoders", "wiring", "positions")
BOUNDED = [m for kind in KINDS for m in models(kind).values() if any(list(ends(p)) for p in m.parameters().values())]


@pytest.mark.parametrize("model", BOUNDED, ids=lambda model: model.key)
def test_a_parameter_at_its_bound_runs_or_is_refused_with_its_name(model: Any) -> None:
    for name, parameter in model.parameters().items():
        for value, allowed in ends(parameter):
            network = network_of(model, {name: value})
            fatal = [p for p in check(network) if p.is_fatal]
            refused = [p for p in fatal if p.code == "out-of-bounds" and p.quantity == name]
            assert bool(refused) == (not allowed), (name, value, [str(p) for p in fatal])
            assert {p.code for p in fatal} <= {"out-of-bounds", *ELSE}, (name, value, [str(p) for p in fatal])
            if fatal:
                continue
            simulation = Simulation(network, backend=quicker(network))
            try:
                chunk = simulation.advance(STEPS)
            except NumericalFailure as failure:
                assert failure.problem.place, (name, value)
                continue
            for samples in chunk.samples.values():
                assert np.isfinite(samples.values).all(), (name, value)
            for link in network.projections:
                assert np.isfinite(simulation.weights(link.id)).all(), (name, value)
            for answers in chunk.answers.values():
                assert all(np.isfinite(a.scores).all() for a in answers), (name, value)
