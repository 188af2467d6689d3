"""A rule that hears a decoder is rewarded by right answers and punished by wrong ones."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from engine.checking.network import check
from engine.model.declaration import PlasticityModel
from engine.model.registry.discovery import find, models
from engine.network.description import NetworkDescription
from engine.simulation.arrays.plastic_link import PlasticLink
from engine.simulation.simulation import Simulation
from tests.engine.learning.networks import LIF, small

DOSE, TAU_D, TAU_E, TAU_W, GAP = 0.5, 40.0, 100.0, 1000.0, 30.0
MOST_TIME = 20_000.0  # ms: of 500 answers one is right and one is wrong


def rewarded(rule: str = "plasticity/reward_modulated_stdp", **parameters: float) -> NetworkDescription:
    """A small network whose last link is rewarded by the answers."""
    network = small()
    values = {"dose": DOSE, "tau_d": TAU_D, "tau_e": TAU_E, "tau_w": TAU_W, "d_0": 0.0, "w_max": 1.0, **parameters}
    values = {name: value for name, value in values.items() if name in find(rule).parameters()}
    into, read = network.projections
    learning = replace(
        read, weight=0.4, delay=1.0, plasticity=find(rule), plasticity_parameters=values,
        plasticity_sources={"reward": "answer"},
    )  # fmt: skip
    dataset = replace(network.datasets[0], gap=GAP, split="train")
    return replace(network, projections=(into, learning), datasets=(dataset,))


@pytest.mark.parametrize("backend", ["numba", "numpy"])
def test_dopamine_steps_up_for_a_right_answer_and_down_for_a_wrong_one(backend: str) -> None:
    simulation = Simulation(rewarded(), backend=backend)
    found: set[float] = set()
    while found != {DOSE, -DOSE}:
        assert simulation.time < MOST_TIME
        chunk = simulation.advance(10)
        answer = chunk.answers["answer"][0]
        amount = DOSE if answer.answer == answer.label else -DOSE
        assert simulation.values("read", "d") == pytest.approx(amount)
        simulation.advance(int(GAP))
        assert simulation.values("read", "d") == pytest.approx(amount * np.exp(-GAP / TAU_D), rel=1e-12)
        found.add(amount)


def test_weights_move_by_eligibility_times_reward() -> None:
    """Once nothing fires, the change is the closed sum over the steps of the gap, within bounds."""
    simulation, moved = Simulation(rewarded()), 0
    settled, steps = 5, np.arange(1, int(GAP) - 4)
    for _ in range(20):
        simulation.advance(10 + settled)
        dopamine, eligibility = float(simulation.values("read", "d")[0]), simulation.values("read", "e").copy()
        before = simulation.weights("read").copy()
        chunk = simulation.advance(len(steps))
        assert not len(chunk.spikes["hidden"]) and not len(chunk.spikes["out"])
        whole = (np.exp(-steps / TAU_E) * np.exp(-steps / TAU_D)).sum() / TAU_W
        wanted = np.clip(before + eligibility * dopamine * whole, 0.0, 1.0)
        assert simulation.weights("read") == pytest.approx(wanted, rel=1e-9, abs=1e-12)
        moved += not np.array_equal(before, simulation.weights("read"))
    assert moved


def test_rewards_are_the_same_in_chunks_of_any_length_and_after_restoring() -> None:
    whole, pieces = Simulation(rewarded()), Simulation(rewarded())
    whole.advance(200)
    for _ in range(40):
        pieces.advance(3)
    kept = pieces.state()
    pieces.advance(5)
    pieces.restore(kept)
    for _ in range(8):
        pieces.advance(10)
    assert np.array_equal(whole.weights("read"), pieces.weights("read"))


def test_a_decoder_without_labels_gives_no_reward() -> None:
    network = rewarded()
    unlabelled = replace(network, decoders=(replace(network.decoders[0], labels=None),))
    assert "unjudged-answer" in [p.code for p in check(unlabelled)]
    assert "unjudged-answer" not in [p.code for p in check(network)]


TAU_MEAN = 5000.0


@pytest.mark.parametrize("backend", ["numba", "numpy"])
def test_what_is_expected_stays_from_sample_to_sample_and_begins_anew_with_the_run(backend: str) -> None:
    """While no reward comes it decays with its own time constant, across the reset of all else."""
    network = rewarded("plasticity/reward_expectation_stdp", tau_mean=TAU_MEAN)
    simulation = Simulation(network, backend=backend)
    begun = simulation.state()
    for _ in range(5):
        simulation.advance(10 + int(GAP))
    before, reward = (float(simulation.values("read", name)[0]) for name in ("expected", "R"))
    assert before != 0.0 and reward != 0.0
    simulation.advance(9)  # of the next sample, whose answer is still to come
    assert float(simulation.values("read", "R")[0]) == 0.0
    assert float(simulation.values("read", "expected")[0]) == pytest.approx(before * np.exp(-9 / TAU_MEAN), rel=1e-12)
    simulation.restore(begun)
    assert float(simulation.values("read", "expected")[0]) == 0.0


@pytest.mark.parametrize("rule", models("plasticity").values(), ids=lambda rule: rule.key)
def test_a_reset_between_samples_takes_every_trace_back_but_those_that_last(rule: type[PlasticityModel]) -> None:
    network = small()
    into, read = network.projections
    sources = dict.fromkeys(rule.spike_sources(), "answer")
    neuron = find("neurons/leaky_integrate_and_fire" if rule.membrane_read() is not None else LIF)
    out = replace(network.populations[1], model=neuron, parameters={})
    learning = replace(read, weight=0.4, delay=1.0, plasticity=rule, plasticity_sources=sources)
    populations = (network.populations[0], out)
    simulation = Simulation(replace(network, populations=populations, projections=(into, learning)), backend="numpy")
    link = simulation._arrays.links["read"]
    assert isinstance(link, PlasticLink)
    held = {**{n: copies[0] for n, copies in link.copies.items()}, **link.post}
    start = {name: array.copy() for name, array in held.items()}
    for array in held.values():
        array += 0.25
    link.forget()
    for name, trace in rule.traces().items():
        assert np.allclose(held[name], start[name] + (0.25 if trace.lasts else 0.0)), name
