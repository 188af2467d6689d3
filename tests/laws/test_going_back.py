"""Who goes back goes on as before: a state that is restored gives the same spikes again, to the last bit.

Tried on every network of the laws and around every discovered model, so that nothing a step changes is forgotten;
every backend goes back on networks of the laws in ``test_backends.py``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from engine.model.registry.discovery import find
from engine.network.description import NetworkDescription, Population
from engine.network.values import Uniform
from engine.simulation.chunk import joined
from engine.simulation.edit_log import SetValue, SetWeights
from engine.simulation.simulation import Simulation
from engine.simulation.state import SimulationState
from tests.engine.backends.every_model import EVERY
from tests.laws.networks import EXPONENTIAL, LIF, NETWORKS, layered, plastic, recurrent
from tests.laws.test_simulation import same

BEFORE, AFTER = 83, 90  # steps: in the midst of delays, refractory times and samples
WAYS = {"numpy": {"backend": "numpy"}, "threads": {"backend": "numba", "threads": 2}}
TRIED = [(name, way) for way in WAYS for name in EVERY if way != "numpy" or name not in NETWORKS]


@pytest.fixture(autouse=True)
def as_many_threads_as_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.simulation.arrays.network_arrays.worthwhile", lambda network, asked: asked)


def differing(one: SimulationState, other: SimulationState) -> set[Any]:
    """What of two states is not the same to the last bit."""

    def unlike(a: Mapping[Any, Any], b: Mapping[Any, Any]) -> set[Any]:
        assert a.keys() == b.keys()
        return {key for key in a if not np.array_equal(a[key], b[key], equal_nan=False)}

    found = unlike(one.arrays, other.arrays) | unlike(one.weights, other.weights)
    for id in one.memories:
        found |= {(id, name) for name in unlike(one.memories[id], other.memories[id])}
    return found | {name for name in ("step", "events", "edits") if getattr(one, name) != getattr(other, name)}


@pytest.mark.parametrize(("name", "way"), TRIED)
def test_from_a_restored_state_everything_comes_again_to_the_last_bit(name: str, way: str) -> None:
    simulation = Simulation(EVERY[name](), **WAYS[way])
    simulation.advance(BEFORE)
    kept = simulation.state()
    assert kept.nbytes == simulation.state_size
    first = simulation.advance(AFTER)
    end = simulation.state()
    assert differing(kept, end), "nothing moves here, so that nothing is tried"
    simulation.restore(kept)
    assert not differing(simulation.state(), kept)
    second = joined([simulation.advance(steps) for steps in (1, 30, AFTER - 31)])
    same(first, second)
    assert not differing(simulation.state(), end)
    simulation.close()


def test_it_goes_on_as_one_that_never_went_back() -> None:
    straight, returning = Simulation(plastic()), Simulation(plastic())
    straight.advance(BEFORE)
    returning.advance(BEFORE)
    kept = returning.state()
    returning.apply(SetValue("ab", "A_plus", 0.5))
    returning.apply(SetWeights("ab", returning.weights("ab") * 0.1))
    returning.apply(SetValue("noise", "rate", 9000.0))
    returning.advance(AFTER)
    for change in (SetValue("ab", "A_plus", 0.02), SetValue("noise", "rate", 4000.0)):
        returning.apply(change)
    returning.restore(kept)
    same(straight.advance(AFTER), returning.advance(AFTER))
    assert np.array_equal(straight.weights("ab"), returning.weights("ab")), "what was learnt by then is there again"
    assert returning.edit_log == ()


def test_the_log_of_a_branch_leads_there_from_the_start() -> None:
    branch = Simulation(plastic())
    branch.advance(40)
    branch.apply(SetValue("a", "bias", 120.0))
    branch.advance(40)
    kept = branch.state()
    branch.advance(25)
    branch.apply(SetValue("a", "bias", -300.0))
    branch.advance(60)
    branch.restore(kept)
    branch.apply(SetValue("a", "bias", 200.0))
    taken = branch.advance(AFTER)
    again = Simulation(plastic())
    for edit in branch.edit_log:
        again.advance(edit.step - again.step)
        again.apply(edit.change)
    again.advance(80 - again.step)
    same(taken, again.advance(AFTER))


def test_values_that_were_given_are_shown_again() -> None:
    simulation, random = Simulation(layered()), np.random.default_rng(1)
    given, other = random.random((2, 64))
    simulation.present("d", given, 3, 0)
    simulation.advance(5)
    kept = simulation.state()
    first = simulation.advance(5)
    simulation.present("d", other, 4, 1)
    simulation.advance(20)
    simulation.restore(kept)
    same(first, simulation.advance(5))


def others() -> dict[str, tuple[NetworkDescription, dict[str, Any], str]]:
    network, rule = plastic(), find("plasticity/triplet_stdp")
    more = replace(network, populations=(*network.populations, Population("c", LIF, 4)))
    larger = replace(network, populations=tuple(replace(p, size=p.size + 1) for p in network.populations))
    rewired = replace(
        network,
        projections=tuple(replace(p, wiring_parameters={"p": 0.5}) if p.id == "bb" else p for p in network.projections),
    )
    relearning = recurrent(LIF, EXPONENTIAL, plasticity=rule)
    return {
        "an element more": (more, {}, "'c'"),
        "other sizes": (larger, {}, "'a'"),
        "other connections": (rewired, {}, "'bb'"),
        "another rule": (relearning, {}, "'ab'"),
        "another precision": (network, {"precision": "float32"}, "'a'"),
        "another seed": (network, {"seed": 2}, "seed 1"),
        "another step": (replace(network, resolution=0.2), {}, "resolution"),
    }


@pytest.mark.parametrize("case", others())
def test_a_state_of_another_network_is_refused_by_one_sentence_and_changes_nothing(case: str) -> None:
    source = Simulation(plastic())
    source.advance(50)
    network, how, words = others()[case]
    simulation = Simulation(network, **how)
    simulation.advance(20)
    before = simulation.state()
    with pytest.raises(ValueError, match=words) as refused:
        simulation.restore(source.state())
    assert "\n" not in str(refused.value) and str(refused.value) == simulation.refusal(source.state())
    assert not differing(simulation.state(), before)


def test_new_parameters_refuse_no_state_from_before_but_a_divided_receptor_does() -> None:
    simulation = Simulation(recurrent(LIF, EXPONENTIAL))
    simulation.advance(30)
    kept = simulation.state()
    simulation.apply(SetValue("b", "tau_m", Uniform(9.0, 11.0)))
    assert simulation.refusal(kept) == ""
    simulation.apply(SetValue("in", "tau_syn", 7.0))
    assert "another network" in simulation.refusal(kept)
