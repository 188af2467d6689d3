"""Neurons with escape noise: the chance of one step, and every memory of the generalized neuron by a plain loop."""

from __future__ import annotations

from math import exp

import numpy as np
import pytest

from engine.network.description import NetworkDescription, Population, Recording
from engine.neurons import GeneralizedIntegrateAndFire, PoissonNeuron, SpikeResponse
from engine.simulation.simulation import Simulation

FAST = {  # a rate of 0.8 spikes a step, at which a chance of rate times step would show
    "poisson": Population("a", PoissonNeuron, 4000, {"rate": 8000.0}),
    "spike response": Population("a", SpikeResponse, 4000, {"V_th": -70.0, "rho_0": 8.0, "t_ref": 0.0}),
    "generalized": Population("a", GeneralizedIntegrateAndFire, 4000, {"V_T": -70.0, "lambda_0": 8000.0}),
}


@pytest.mark.parametrize("name", FAST)
def test_a_neuron_fires_in_a_step_with_the_chance_of_its_rate(name: str) -> None:
    """1 - exp(-rate h), at the resting potential that is the threshold: no more than one spike a step."""
    network = NetworkDescription(0.1, (FAST[name],))
    fired = len(Simulation(network, backend="numpy").advance(1).spikes["a"]) / 4000
    expected = 1 - exp(-0.8)
    assert fired == pytest.approx(expected, abs=4 * np.sqrt(expected * (1 - expected) / 4000))


@pytest.mark.parametrize("away", [-3.0, 1.5])
def test_a_spike_response_fires_the_likelier_the_nearer_it_is_to_its_threshold(away: float) -> None:
    """Neuronal Dynamics, equation 9.8: rho_0 exp((u - threshold) / width), here in the first step from rest."""
    given = {"E_L": -66.0, "V_th": -66.0 - away, "rho_0": 4.0, "Delta_u": 2.5, "t_ref": 0.0}
    network = NetworkDescription(0.1, (Population("a", SpikeResponse, 4000, given),))
    fired = len(Simulation(network, backend="numpy").advance(1).spikes["a"]) / 4000
    expected = 1 - exp(-4.0 * exp(away / 2.5) * 0.1)
    assert fired == pytest.approx(expected, abs=4 * np.sqrt(expected * (1 - expected) / 4000))


def test_the_rate_of_a_poisson_neuron_follows_its_input_with_its_time_constant() -> None:
    given = {"rate": 10.0, "gain": 0.2, "tau_r": 15.0}
    neuron = Population("a", PoissonNeuron, 1, given, {"r": 0.0}, bias=100.0)
    network = NetworkDescription(0.1, (neuron,), recordings=(Recording("r", "a", "r", interval=0.1),))
    samples = Simulation(network, backend="numpy").advance(400).samples["r"]
    expected = 30.0 * (1 - np.exp(-samples.steps * 0.1 / 15.0))
    assert samples.values[:, 0] == pytest.approx(expected, rel=1e-11)


@pytest.mark.parametrize(("potential", "gamma"), [(-52.0, 0.0), (-49.0, 2.5), (-47.0, -1.5)])
def test_the_generalized_neuron_fires_by_how_far_it_is_from_its_moving_threshold(
    potential: float, gamma: float
) -> None:
    """Mensi et al. (2012), equation 2, in the first step; a potential at rest stays, the threshold has moved on."""
    given = {"E_L": potential, "V_T": -50.0, "Delta_V": 1.6, "lambda_0": 700.0, "tau_gamma": 5.0}
    neuron = Population("a", GeneralizedIntegrateAndFire, 4000, given, {"gamma": gamma})
    fired = len(Simulation(NetworkDescription(0.1, (neuron,)), backend="numpy").advance(1).spikes["a"]) / 4000
    expected = 1 - exp(-0.7 * exp((potential + 50.0 - gamma * exp(-0.1 / 5.0)) / 1.6) * 0.1)
    assert fired == pytest.approx(expected, abs=4 * np.sqrt(expected * (1 - expected) / 4000))


MEMORIES = tuple(Recording(name, "a", name, interval=0.1) for name in ("V", "eta", "gamma"))
MEASURED = {
    "C_m": 83.1, "g_L": 3.15, "E_L": -68.4, "V_reset": -41.2, "q_eta": 9.7, "tau_eta": 57.8, "q_gamma": 4.9,
    "tau_gamma": 53.8, "t_ref": 0.5,
}  # fmt: skip


def after(t: float, V: float, eta: float, current: float) -> float:
    """The potential ``t`` ms later: the leak, a current that decays, and a constant one."""
    leak, tau = MEASURED["g_L"] / MEASURED["C_m"], MEASURED["tau_eta"]
    rest = MEASURED["E_L"] + current / MEASURED["g_L"]
    pushed = eta / MEASURED["C_m"] * (exp(-t / tau) - exp(-leak * t)) / (leak - 1 / tau)
    return rest + (V - rest) * exp(-leak * t) - pushed


def test_the_generalized_neurons_membrane_and_memories_move_as_in_closed_form() -> None:
    start = {"V": -60.3, "eta": 35.0, "gamma": 7.5}
    neuron = Population("a", GeneralizedIntegrateAndFire, 1, {**MEASURED, "V_T": 1e3}, start, 91.0)
    record = Simulation(NetworkDescription(0.1, (neuron,), recordings=MEMORIES), backend="numpy").advance(300)
    assert len(record.spikes["a"]) == 0
    for step in (1, 30, 300):
        t = 0.1 * step
        found = {name: record.samples[name].values[step - 1, 0] for name in start}
        expected = {"eta": 35.0 * exp(-t / 57.8), "gamma": 7.5 * exp(-t / 53.8), "V": after(t, -60.3, 35.0, 91.0)}
        assert found == pytest.approx(expected, rel=1e-11)


def test_a_spike_of_the_generalized_neuron_resets_it_and_adds_to_its_memories() -> None:
    start = {"V": -60.3, "eta": 35.0, "gamma": 7.5}
    sure = {**MEASURED, "V_T": -2000.0}
    neuron = Population("a", GeneralizedIntegrateAndFire, 1, sure, start, 91.0)
    record = Simulation(NetworkDescription(0.1, (neuron,), recordings=MEMORIES), backend="numpy").advance(6)
    assert record.spikes["a"].steps.tolist() == [1]
    eta, gamma = 35.0 * exp(-0.1 / 57.8) + 9.7, 7.5 * exp(-0.1 / 53.8) + 4.9
    for later in range(6):  # held for five steps, while what a spike set off decays
        values = {name: record.samples[name].values[later, 0] for name in start}
        left = {"eta": eta * exp(-0.1 * later / 57.8), "gamma": gamma * exp(-0.1 * later / 53.8), "V": -41.2}
        assert values == pytest.approx(left, rel=1e-11), later


@pytest.mark.parametrize("q_eta", [20.0, -6.0])
def test_each_spike_of_the_generalized_neuron_leaves_a_current_and_a_threshold_that_decay(q_eta: float) -> None:
    """Mensi et al. (2012), equations 1 to 4, where the noise is so narrow that the threshold decides."""
    h, steps, current = 0.01, 60_000, 150.0
    C_m, g_L, E_L, V_reset, V_T, t_ref = 80.0, 4.0, -70.0, -60.0, -50.0, 4.0
    tau_eta, tau_gamma, q_gamma = 50.0, 100.0, 3.0
    sharp = {"Delta_V": 1e-4, "q_eta": q_eta, "q_gamma": q_gamma, "V_reset": V_reset}
    network = NetworkDescription(h, (Population("a", GeneralizedIntegrateAndFire, 1, sharp, bias=current),))
    found = Simulation(network, backend="numba").advance(steps).spikes["a"].steps * h
    V, eta, gamma, free, expected = E_L, 0.0, 0.0, 0, []
    left, of_eta, of_gamma = exp(-h * g_L / C_m), exp(-h / tau_eta), exp(-h / tau_gamma)
    for k in range(1, steps + 1):
        rest = E_L + (current - eta * (1 + of_eta) / 2) / g_L  # the mean of the current in the step
        eta, gamma = eta * of_eta, gamma * of_gamma
        if k > free:
            V = rest + (V - rest) * left
            if V_T + gamma <= V:
                expected.append(k * h)
                V, eta, gamma, free = V_reset, eta + q_eta, gamma + q_gamma, k + round(t_ref / h)
    assert len(found) == len(expected) > 8
    assert np.abs(found - expected).max() < 0.15
    assert np.diff(expected)[-1] > 1.2 * np.diff(expected)[0], "it adapts"
