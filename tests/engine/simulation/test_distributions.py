"""Weights and starts are drawn from the distributions that are written, not only alike everywhere."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from engine.model.discovery import find
from engine.network.description import NetworkDescription, Population, Projection, Sign
from engine.network.values import LogNormal, Normal, Uniform, Value
from engine.simulation.simulation import Simulation

COUNT = 120
SHAPE = np.sqrt(np.log(1 + (30.0 / 40.0) ** 2))
WRITTEN = {
    "uniform": (Uniform(20.0, 60.0), stats.uniform(20.0, 40.0)),
    "normal": (Normal(40.0, 30.0), stats.norm(40.0, 30.0)),
    "log-normal": (LogNormal(40.0, 30.0), stats.lognorm(SHAPE, scale=40.0 / np.sqrt(1 + (30.0 / 40.0) ** 2))),
}


def simulation(value: Value, sign: Sign = Sign.MIXED) -> Simulation:
    lif, synapse, rule = (find(k) for k in (
        "neurons/leaky_integrate_and_fire", "synapses/exponential_current", "wiring/all_to_all"))  # fmt: skip
    start = {"V": value} if sign is Sign.MIXED else {}
    population = Population("a", lif, COUNT, start=start)
    link = Projection("p", "a", "a", synapse, rule, value, 1.0, sign, wiring_parameters={"self_connections": "yes"})
    return Simulation(NetworkDescription(0.1, (population,), (link,)), backend="numpy")


@pytest.mark.parametrize("name", WRITTEN)
def test_the_distribution_written_is_the_distribution_drawn(name: str) -> None:
    value, expected = WRITTEN[name]
    made = simulation(value)
    weights = made.weights("p")
    assert stats.kstest(weights, expected.cdf).pvalue > 1e-3
    assert weights.mean() == pytest.approx(expected.mean(), abs=4 * expected.std() / COUNT)
    assert stats.kstest(made.values("a", "V"), expected.cdf).pvalue > 1e-3
    assert abs(np.corrcoef(weights[:-1], weights[1:])[0, 1]) < 4 / COUNT


def test_what_would_cross_zero_is_drawn_again_from_the_same_distribution() -> None:
    weights = simulation(Normal(-20.0, 30.0), Sign.INHIBITORY).weights("p")
    assert weights.max() <= 0.0
    assert stats.kstest(weights, stats.truncnorm(-np.inf, 20.0 / 30.0, -20.0, 30.0).cdf).pvalue > 1e-3


@pytest.mark.parametrize("backend", ["numpy", "numba"])
@pytest.mark.parametrize("t_ref", [3e8, 1e29])
def test_a_neuron_that_rests_for_longer_than_steps_can_be_counted_fires_once(t_ref: float, backend: str) -> None:
    lif = find("neurons/leaky_integrate_and_fire")
    network = NetworkDescription(0.1, (Population("a", lif, 1, {"t_ref": t_ref}, bias=2000.0),))
    assert len(Simulation(network, backend=backend).run(50.0).spikes["a"]) == 1
