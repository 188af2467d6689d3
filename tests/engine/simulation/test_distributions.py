"""Weights, delays and starts are drawn from the distributions that are written, not only alike everywhere."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from engine.model.registry.discovery import find
from engine.model.topology import ProjectionSide
from engine.network.description import (
    Connections,
    NetworkDescription,
    Population,
    Projection,
    Recording,
    Sign,
    Stimulus,
)
from engine.network.values import LogNormal, Normal, Uniform, Value
from engine.sampling.resolving import projection_delays, projection_weights
from engine.simulation.simulation import Simulation

LIF = find("neurons/leaky_integrate_and_fire")
COUNT = 120
SHAPE = np.sqrt(np.log(1 + (30.0 / 40.0) ** 2))
WRITTEN = {
    "uniform": (Uniform(20.0, 60.0), stats.uniform(20.0, 40.0)),
    "normal": (Normal(40.0, 30.0), stats.norm(40.0, 30.0)),
    "log-normal": (LogNormal(40.0, 30.0), stats.lognorm(SHAPE, scale=40.0 / np.sqrt(1 + (30.0 / 40.0) ** 2))),
}


def link(weight: Value, delay: Value = 1.0, sign: Sign = Sign.MIXED, source: str = "a") -> Projection:
    synapse, wiring = find("synapses/delta"), find("wiring/all_to_all")
    return Projection("p", source, "a", synapse, wiring, weight, delay, sign,
                      wiring_parameters={"self_connections": "yes"})  # fmt: skip


def simulation(value: Value, sign: Sign = Sign.MIXED) -> Simulation:
    start = {"V": value} if sign is Sign.MIXED else {}
    population = Population("a", LIF, COUNT, start=start)
    return Simulation(NetworkDescription(0.1, (population,), (link(value, sign=sign),)), backend="numpy")


@pytest.mark.parametrize("name", WRITTEN)
def test_the_distribution_written_is_the_distribution_drawn(name: str) -> None:
    value, expected = WRITTEN[name]
    made = simulation(value)
    weights = made.weights("p")
    assert stats.kstest(weights, expected.cdf).pvalue > 1e-3
    assert weights.mean() == pytest.approx(expected.mean(), abs=4 * expected.std() / COUNT)
    assert stats.kstest(made.values("a", "V"), expected.cdf).pvalue > 1e-3
    assert abs(np.corrcoef(weights[:-1], weights[1:])[0, 1]) < 4 / COUNT


def delays(value: Value, h: float) -> np.ndarray:
    """Steps until one spike of each of 120 trains reaches each target; sample 0 is of the step that ends with it."""
    still = Population("a", LIF, COUNT, {"V_th": 1e9, "tau_m": 1e12, "E_L": 0.0}, {"V": 0.0})
    given = Stimulus("s", find("stimuli/spike_times"), COUNT, {"times": np.full(COUNT, h), "trains": np.arange(COUNT)})
    watched = Recording("V", "a", "V", None, h)
    network = NetworkDescription(h, (still,), (link(1.0, value, source="s"),), (given,), recordings=(watched,))
    arrived = np.diff(Simulation(network, backend="numpy").advance(1200).samples["V"].values, axis=0, prepend=0.0)
    step, target = np.nonzero(arrived > 0.5)
    return np.repeat(step, arrived[step, target].round().astype(int))


DELAYS = {
    "uniform": (Uniform(2.0, 9.0), stats.uniform(2.0, 7.0)),
    "normal": (Normal(3.0, 2.0), stats.norm(3.0, 2.0)),
    "log-normal": (LogNormal(3.0, 2.0), stats.lognorm(np.sqrt(np.log(13 / 9)), scale=9.0 / np.sqrt(13.0))),
}


@pytest.mark.parametrize("h", [0.1, 0.5])
@pytest.mark.parametrize("name", DELAYS)
def test_spikes_arrive_after_delays_of_the_distribution_written(name: str, h: float) -> None:
    """A delay is the nearest step; what falls below one step is drawn again, so that the rest keeps its shape."""
    value, law = DELAYS[name]
    found = delays(value, h)
    assert len(found) == COUNT**2 and found.min() >= 1

    def share(delay: np.ndarray) -> np.ndarray:
        """Of what is at least one step long."""
        return (law.cdf(delay) - law.cdf(h)) / law.sf(h)

    edges = (np.arange(found.max() + 1) + 0.5) * h
    expected = share(np.maximum(edges, h))
    heard = np.searchsorted(np.sort(found), np.arange(found.max() + 1), side="right") / len(found)
    assert np.abs(heard - expected).max() < stats.kstwobign.isf(1e-3) / np.sqrt(len(found))


def test_weights_and_delays_that_are_written_alike_are_drawn_apart() -> None:
    wires = Connections(np.repeat(np.arange(COUNT), COUNT), np.tile(np.arange(COUNT), COUNT))
    alike, ends = link(Uniform(2.0, 9.0), Uniform(2.0, 9.0)), (ProjectionSide(COUNT), ProjectionSide(COUNT))
    weights, steps = projection_weights(alike, wires, ends, 1), projection_delays(alike, wires, ends, 1e-3, 1)
    assert abs(np.corrcoef(weights, steps)[0, 1]) < 4 / COUNT


def test_what_would_cross_zero_is_drawn_again_from_the_same_distribution() -> None:
    weights = simulation(Normal(-20.0, 30.0), Sign.INHIBITORY).weights("p")
    assert weights.max() <= 0.0
    assert stats.kstest(weights, stats.truncnorm(-np.inf, 20.0 / 30.0, -20.0, 30.0).cdf).pvalue > 1e-3


@pytest.mark.parametrize("backend", ["numpy", "numba"])
@pytest.mark.parametrize("t_ref", [3e8, 1e29])
def test_a_neuron_that_rests_for_longer_than_steps_can_be_counted_fires_once(t_ref: float, backend: str) -> None:
    network = NetworkDescription(0.1, (Population("a", LIF, 1, {"t_ref": t_ref}, bias=2000.0),))
    assert len(Simulation(network, backend=backend).run(50.0).spikes["a"]) == 1
