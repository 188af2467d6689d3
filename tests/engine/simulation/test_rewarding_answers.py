"""A rule that hears a decoder is rewarded by right answers and punished by wrong ones."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from engine.model.discovery import find
from engine.network.checking import check
from engine.network.description import NetworkDescription
from engine.simulation.simulation import Simulation
from tests.engine.learning.networks import small

DOSE, TAU_D, TAU_E, TAU_W, GAP = 0.5, 40.0, 100.0, 1000.0, 30.0
MOST_TIME = 20_000.0  # ms: of 500 answers one is right and one is wrong


def rewarded(rule: str = "plasticity/reward_modulated_stdp", **parameters: float) -> NetworkDescription:
    """A small network whose last link is rewarded by the answers."""
    network = small()
    values = {"dose": DOSE, "tau_d": TAU_D, "tau_e": TAU_E, "tau_w": TAU_W, "d_0": 0.0, "w_max": 1.0, **parameters}
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
