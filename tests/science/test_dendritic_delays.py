"""Delays that lie partly before the synapse and partly behind it, for every rule that has both sides' spikes."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from engine.model.declaration import PlasticityModel
from engine.model.registry.discovery import models
from engine.network.description import NetworkDescription, Recording
from engine.network.values import Uniform
from engine.simulation.simulation import Simulation
from tests.science.given_trains import DELTA, learning, learnt

H, STEPS = 0.1, 900
FEW = 4  # spikes of a train that drive no rule to its bounds
RULES = {
    key: rule
    for key, rule in models("plasticity").items()
    if issubclass(rule, PlasticityModel) and rule.dendritic() is not None and rule.membrane_read() is None
}
STDP = models("plasticity")["plasticity/pair_stdp"]
PLAIN = {"tau_plus": 17.0, "tau_minus": 34.0, "A_plus": 0.004, "A_minus": 0.003, "w_max": 1000.0}


def trains(count: int, seed: int, spikes: int = 20) -> list[np.ndarray[Any, np.dtype[np.int64]]]:
    random = np.random.default_rng(seed)
    return [np.sort(random.choice(np.arange(10, STEPS - 40), spikes, replace=False)) for _ in range(count)]


def drawn(rule: Any, pre: Any, post: Any, share: float, delay: Any, **more: Any) -> NetworkDescription:
    given = {"dendritic_fraction": share} | (PLAIN if rule is STDP else {})
    heard = (np.array([100, 500]),) if rule.spike_sources() else ()
    start = 0.5 * rule.defaults(DELTA).get("w_max", 2.0) if rule is not STDP else 500.0
    return learning(rule, pre, post, given, weight=start, h=H, delay=delay, heard=heard, **more)


@pytest.mark.parametrize(("share", "dendrite"), [(1.0, 10), (0.4, 4), (0.1, 1), (0.0, 0)])
@pytest.mark.parametrize("backend", ["numpy", "numba"])
def test_a_pair_counts_by_when_its_spikes_meet_at_the_synapse(share: float, dendrite: int, backend: str) -> None:
    pre, post = trains(1, 1), trains(1, 2)
    post[0][3] = pre[0][5] + 10 - 2 * dendrite  # a pair that meets on one step
    post = [np.unique(post[0])]
    axon = 10 - dendrite
    lag = ((post[0][None, :] + dendrite) - (pre[0][:, None] + axon)) * H  # target after source: above zero
    assert (np.abs(lag) < H / 2).any()
    expected = 500.0 + 4.0 * np.exp(-lag[lag > H / 2] / 17.0).sum() - 3.0 * np.exp(lag[lag < -H / 2] / 34.0).sum()
    (found,) = learnt(drawn(STDP, pre, post, share, 10 * H), STEPS, backend)
    assert found == pytest.approx(expected, rel=1e-10)


@pytest.mark.parametrize("key", RULES)
def test_what_is_axonal_of_a_delay_is_a_source_that_fires_later(key: str) -> None:
    pre, post = trains(3, 3, FEW), trains(2, 4, FEW)
    axonal = learnt(drawn(RULES[key], pre, post, 0.1, 10 * H), STEPS, "numpy")
    later = learnt(drawn(RULES[key], [train + 9 for train in pre], post, 1.0, H), STEPS, "numpy")
    dendritic = learnt(drawn(RULES[key], pre, post, 1.0, 10 * H), STEPS, "numpy")
    assert np.array_equal(axonal, later)
    assert not np.array_equal(axonal, dendritic), "or the share would do nothing"


def ways(network: NetworkDescription) -> dict[str, np.ndarray[Any, np.dtype[np.float64]]]:
    """Weights, and arrivals at the target, by whoever computes them."""
    found = {}
    for backend, threads, chunk in (("numpy", 1, STEPS), ("numba", 1, STEPS), ("numba", 2, STEPS), ("numpy", 1, 37)):
        simulation = Simulation(network, backend=backend, threads=threads)
        for done in range(0, STEPS, chunk):
            simulation.advance(min(chunk, STEPS - done))
        found[f"{backend}, {threads} threads, chunks of {chunk}"] = simulation.weights("plastic")
    return found


@pytest.mark.parametrize("key", ["plasticity/reward_modulated_stdp", "plasticity/diehl_cook"])
@pytest.mark.parametrize("share", [0.0, 0.35])
def test_every_backend_learns_the_same_bits_from_delays_of_many_lengths(
    key: str, share: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("engine.simulation.arrays.network_arrays.worthwhile", lambda network, asked: asked)
    network = drawn(RULES[key], trains(6, 5, FEW), trains(4, 6, FEW), share, Uniform(0.1, 2.5))
    found = ways(network)
    first = next(iter(found.values()))
    assert np.ptp(first) > 0.0
    for way, weights in found.items():
        assert np.array_equal(first, weights), way


def test_a_copied_state_goes_on_with_the_spikes_that_travel_along_axons() -> None:
    network = drawn(STDP, trains(6, 7), trains(4, 8), 0.3, Uniform(0.1, 2.5))
    simulation = Simulation(network, backend="numpy")
    simulation.advance(413)
    state = simulation.state()
    simulation.advance(STEPS - 413)
    first = simulation.weights("plastic")
    simulation.restore(state)
    simulation.advance(STEPS - 413)
    assert np.array_equal(first, simulation.weights("plastic"))


def test_when_a_spike_arrives_does_not_depend_on_where_the_delay_lies() -> None:
    found = []
    for share in (1.0, 0.6, 0.0):
        network = drawn(STDP, [np.array([100])], [np.array([5])], share, 2.0)
        seen = replace(network, recordings=(Recording("v", "target", "V", None, H),))
        samples = Simulation(seen, backend="numpy").advance(200).samples["v"]
        found.append(np.asarray(samples.values)[:, 0])
    assert all(np.flatnonzero(np.abs(v) > 1.0)[-1] == 119 for v in found)
    assert np.flatnonzero(np.abs(found[0]) > 1.0).tolist() == np.flatnonzero(np.abs(found[2]) > 1.0).tolist()
