"""Rules that hold something: the rate of a target, or the sum of its weights; and what STDP does to many weights."""

from __future__ import annotations

import numpy as np
import pytest

from engine.model.registry.discovery import find
from engine.network.description import NetworkDescription, Population, Projection, Sign, Stimulus
from engine.network.values import Uniform
from engine.plasticity import (
    DiehlCook,
    HomeostaticScaling,
    InhibitorySTDP,
    PairSTDP,
    WeightDependentSTDP,
    WeightNormalisation,
)
from engine.simulation.simulation import Simulation
from tests.science.given_trains import ALL, learning

LIF, EXPONENTIAL, POISSON = (find(f"{k}") for k in
    ("neurons/leaky_integrate_and_fire", "synapses/exponential_current", "stimuli/correlated_poisson"))  # fmt: skip
H = 0.5


def trains(id, size, rate):
    return Stimulus(id, POISSON, size, {"rate": rate, "c": 0.0})


def rate(simulation, duration):
    """Mean rate of the targets from now on, in Hz."""
    spikes = simulation.advance(round(duration / H)).spikes["target"]
    size = simulation.description.populations[0].size
    return len(spikes) / size / duration * 1000.0


def test_inhibition_grows_until_its_targets_fire_at_their_rate():
    network = NetworkDescription(
        H,
        (Population("target", LIF, 20),),
        (
            Projection("e", "excites", "target", EXPONENTIAL, ALL, 60.0),
            Projection("i", "inhibits", "target", EXPONENTIAL, ALL, -1.0, 1.0, Sign.INHIBITORY,
                       plasticity=InhibitorySTDP, plasticity_parameters={"eta": 0.0005, "rho_0": 8.0}),
        ),
        (trains("excites", 200, 12.0), trains("inhibits", 300, 12.0)),
    )  # fmt: skip
    simulation = Simulation(network)
    assert rate(simulation, 500.0) > 20.0
    simulation.advance(round(40_000.0 / H))
    assert rate(simulation, 20_000.0) == pytest.approx(8.0, rel=0.1)
    assert simulation.weights("i").max() <= 0.0


@pytest.mark.parametrize("start", [15.0, 60.0])
def test_scaling_brings_every_target_to_its_rate_and_keeps_the_ratios_of_weights(start):
    network = NetworkDescription(
        H,
        (Population("target", LIF, 5),),
        (
            Projection("e", "excites", "target", EXPONENTIAL, ALL, Uniform(0.8 * start, 1.2 * start),
                       plasticity=HomeostaticScaling, plasticity_parameters={"rho_0": 12.0}),
        ),
        (trains("excites", 200, 12.0),),
    )  # fmt: skip
    simulation = Simulation(network)
    before = simulation.weights("e")
    simulation.advance(round(120_000.0 / H))
    assert rate(simulation, 20_000.0) == pytest.approx(12.0, rel=0.06)
    change = (simulation.weights("e") / before).reshape(5, 200)
    assert np.ptp(change, axis=1) == pytest.approx(0.0, abs=1e-9)


def test_the_weights_onto_every_target_keep_their_sum():
    random = np.random.default_rng(2)
    pre = [np.sort(random.choice(np.arange(1, 3000), 30, replace=False)) for _ in range(40)]
    post = [np.sort(random.choice(np.arange(2, 3000), 30, replace=False)) for _ in range(7)]
    network = learning(WeightNormalisation, pre, post, {"w_total": 78.4, "interval": 10.0}, weight=1.0)
    drawn = network.projections[1].__class__(
        **{**vars(network.projections[1]), "weight": random.uniform(0, 9, (7, 40))}
    )
    simulation = Simulation(NetworkDescription(network.resolution, network.populations,
                                               (network.projections[0], drawn), network.stimuli))  # fmt: skip
    shares = simulation.weights("plastic").reshape(7, 40)
    simulation.advance(250)
    weights = simulation.weights("plastic").reshape(7, 40)
    assert weights.sum(axis=1) == pytest.approx(78.4, rel=1e-12)
    assert weights == pytest.approx(shares * 78.4 / shares.sum(axis=1)[:, None], rel=1e-12)


def many_synapses(rule, parameters, seconds):
    """Shares of the largest weight after a neuron of Song, Miller and Abbott's has learnt from 1,000 Poisson trains."""
    conducts = find("synapses/exponential_conductance")
    cell = {"E_L": -70.0, "V_th": -54.0, "V_reset": -60.0, "tau_m": 20.0, "C_m": 200.0, "t_ref": 0.0}
    largest = 0.015 * cell["C_m"] / cell["tau_m"]
    network = NetworkDescription(
        1.0,
        (Population("target", LIF, 1, cell),),
        (
            Projection("e", "excites", "target", conducts, ALL, Uniform(0.0, largest), 1.0,
                       synapse_parameters={"tau_syn": 5.0},
                       plasticity=rule, plasticity_parameters={"w_max": largest, **parameters}),
            Projection("i", "inhibits", "target", conducts, ALL, 0.05 * cell["C_m"] / cell["tau_m"], 1.0,
                       Sign.INHIBITORY, synapse_parameters={"tau_syn": 5.0, "E_rev": -70.0}),
        ),
        (trains("excites", 1000, 15.0), trains("inhibits", 200, 10.0)),
    )  # fmt: skip
    simulation = Simulation(network)
    simulation.advance(round(seconds * 1000.0))
    return simulation.weights("e") / largest


def test_additive_stdp_parts_weights_into_weak_and_strong():
    found = many_synapses(PairSTDP, {"A_plus": 0.02, "A_minus": 0.021}, 700.0)
    weak, middle, strong = (found < 0.2).mean(), ((found > 0.4) & (found < 0.6)).mean(), (found > 0.8).mean()
    assert weak > 2 * middle and strong > 1.5 * middle


def test_multiplicative_stdp_gathers_weights_at_one_over_one_plus_alpha():
    given = {"lambda_": 0.003, "alpha": 1.5, "mu_plus": 1.0, "mu_minus": 1.0}
    found = many_synapses(WeightDependentSTDP, given, 150.0)
    assert found.mean() == pytest.approx(1 / 2.5, abs=0.04)
    counts = np.histogram(found, 10, (0, 1))[0]
    assert counts.argmax() in (3, 4) and counts[8:].sum() == 0


@pytest.mark.parametrize("rule", [WeightNormalisation, DiehlCook])
def test_a_neuron_whose_weights_are_all_zero_keeps_them(rule) -> None:
    """There is nothing to scale: no number comes of zero over zero."""
    nothing = [np.array([2900])] * 3
    simulation = Simulation(learning(rule, nothing, nothing, {"interval": 10.0}, weight=0.0), backend="numpy")
    simulation.advance(250)
    assert simulation.weights("plastic").tolist() == [0.0] * 9
