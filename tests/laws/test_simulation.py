"""Laws of every network: threads, recorders and what stands beside it change no spike.

What holds for every backend is in ``test_backends.py``.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from engine.backends.pace import Pace
from engine.network.description import NetworkDescription, Population, Recording
from engine.simulation.arrays.layout import step_time, worthwhile
from engine.simulation.simulation import Simulation
from tests.engine.backends.every_model import EVERY
from tests.laws.networks import LIF, NETWORKS, RULES, learning, plastic

STEPS = 400
network = pytest.mark.parametrize("network", [pytest.param(n, id=name) for name, n in NETWORKS.items()])


def same(one, other) -> None:
    """Two chunks hold the same spikes, samples and answers, to the last bit."""
    assert one.spikes.keys() == other.spikes.keys()
    for id, block in one.spikes.items():
        assert np.array_equal(block.steps, other.spikes[id].steps), id
        assert np.array_equal(block.neurons, other.spikes[id].neurons), id
    for id, samples in one.samples.items():
        assert np.array_equal(samples.steps, other.samples[id].steps), id
        assert np.array_equal(samples.values, other.samples[id].values), id
    assert one.shown == other.shown
    for id, answers in one.answers.items():
        assert [(a.step, a.sample, a.answer, a.label, *a.scores) for a in answers] == [
            (a.step, a.sample, a.answer, a.label, *a.scores) for a in other.answers[id]
        ]


def spikes(chunk) -> int:
    return sum(len(block) for block in chunk.spikes.values())


@pytest.fixture
def as_many_as_asked(monkeypatch):
    """Small networks and few processors would get one thread."""
    monkeypatch.setattr("engine.simulation.arrays.network_arrays.worthwhile", lambda network, asked: asked)


@network
def test_a_state_goes_on_with_another_number_of_threads(network, as_many_as_asked):
    one, two = Simulation(network()), Simulation(network(), threads=2)
    one.advance(133)
    two.carry_from(one)
    same(one.advance(STEPS), two.advance(STEPS))
    one.carry_from(two)
    same(two.advance(100), one.advance(100))
    two.close()


@pytest.mark.parametrize("name", EVERY)
def test_threads_that_always_run_at_once_fire_the_spikes_of_one(name, as_many_as_asked, monkeypatch):
    """Also where the drive of a Poisson source is due sooner than any spike: threads met too late for it."""
    monkeypatch.setattr(Pace, "plan", lambda self, first, last: iter([(first, last, True)]))
    one, two = Simulation(EVERY[name](), backend="numba"), Simulation(EVERY[name](), backend="numba", threads=2)
    for steps in (1, 83, 90):
        same(one.advance(steps), two.advance(steps))
    assert not [key for key, value in one.state().arrays.items() if not np.array_equal(value, two.state().arrays[key])]
    two.close()


def test_threads_are_used_where_they_gain(monkeypatch):
    monkeypatch.setattr("engine.simulation.arrays.layout.processors", lambda: 4)
    sizes = {
        size: NetworkDescription(populations=(Population("a", LIF, size),)) for size in (100, 20_000, 40_000, 10**6)
    }
    assert [worthwhile(step_time(sizes[size], 0.0), 8) for size in sizes] == [1, 1, 2, 4]
    assert worthwhile(step_time(sizes[40_000], 0.0), 1) == 1
    assert worthwhile(step_time(sizes[100], 25e6), 8) == 4, "a few neurons with many synapses are worth threads too"


@network
def test_who_looks_what_stands_beside_it_and_compiling_it_anew_change_no_spike(network):
    """Another element with a recorder from the start, a probe that comes and goes, and an element that comes later."""
    described = network()
    population, stranger = described.populations[0], Population("stranger", LIF, 6, bias=500.0)
    watched = Recording("recorder", population.id, next(iter(population.model.states())))
    plain = Simulation(described)
    beside = Simulation(replace(described, populations=(stranger, *described.populations), recordings=(watched,)))

    def go_on(steps, *others):
        """Advance all, which fire alike; give what the first other one recorded."""
        chunk, *found = (simulation.advance(steps) for simulation in (plain, *others))
        for id, block in chunk.spikes.items():
            for other in found:
                assert np.array_equal(block.steps, other.spikes[id].steps)
                assert np.array_equal(block.neurons, other.spikes[id].neurons)
        return found[0].samples

    go_on(100, beside)
    beside.record(replace(watched, id="probe", interval=described.resolution))
    assert go_on(100, beside)["probe"].values.shape == (100, population.size)
    beside.stop_recording("probe")
    go_on(11, beside)
    anew = Simulation(replace(described, populations=(*described.populations, replace(stranger, size=3))))
    anew.carry_from(plain)
    assert anew.step == 211
    go_on(STEPS // 2, beside, anew)


def test_seeds_change_the_spikes():
    one, other = (Simulation(plastic(), seed=seed).advance(STEPS) for seed in (1, 2))
    assert not np.array_equal(one.spikes["a"].steps, other.spikes["a"].steps)


def test_float32_runs_and_fires_at_a_like_rate():
    exact, single = (Simulation(plastic(), precision=p).advance(2000) for p in ("float64", "float32"))
    assert spikes(single) == pytest.approx(spikes(exact), rel=0.1)


def test_weights_move_under_plasticity():
    simulation = Simulation(plastic())
    before = simulation.weights("ab")
    simulation.advance(STEPS)
    after = simulation.weights("ab")
    assert (before != after).mean() > 0.2
    assert after.min() >= 0.0 and after.max() <= 300.0


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.key)
def test_every_rule_moves_weights_of_both_signs_and_keeps_the_sign(rule):
    simulation = Simulation(learning(rule))
    before = [simulation.weights(id) for id in ("ab", "ba")]
    simulation.advance(3 * STEPS)
    after = [simulation.weights(id) for id in ("ab", "ba")]
    for old, new in zip(before, after, strict=True):
        assert (old != new).mean() > 0.2
        assert np.isfinite(new).all()
    assert after[0].min() >= 0.0 >= after[1].max()
