"""Neurons of the integrate-and-fire family against closed forms."""

from __future__ import annotations

from math import atan, pi, sqrt

import numpy as np
import pytest
import scipy.optimize

from engine.compiling import compiled_population
from engine.model.declaration import NeuronModel
from engine.network.description import NetworkDescription, Population
from engine.neurons import (
    AdaptiveThresholdLeakyIntegrateAndFire,
    CurrentBasedLeakyIntegrateAndFire,
    CurrentBasedLeakyIntegrator,
    DiscreteAdaptiveLeakyIntegrateAndFire,
    DiscreteIntegrateAndFire,
    DiscreteIntegrator,
    DiscreteLeakyIntegrator,
    ExponentialIntegrateAndFire,
    QuadraticIntegrateAndFire,
)
from engine.simulation.simulation import Simulation
from tests.engine.compiling.stepping import Drive, defaults, run_numpy

H = 0.1  # ms


def intervals(model: type[NeuronModel], current: float, duration: float, **parameters: float) -> np.ndarray:
    """Times between spikes, in ms, under a steady current."""
    neuron = Population("a", model, 1, parameters, bias=current)
    return np.diff(Simulation(NetworkDescription(H, (neuron,))).run(duration).spikes["a"].steps) * H


@pytest.mark.parametrize("current", [120.0, 200.0, 400.0, 1000.0])
def test_a_quadratic_neuron_fires_at_the_rate_of_its_arctangents(current: float) -> None:
    C_m, k, V_rest, V_c, V_peak, V_reset, t_ref = 250.0, 1.0, -70.0, -50.0, 0.0, -65.0, 2.0
    middle, depth = (V_rest + V_c) / 2, sqrt(current / k - (V_c - V_rest) ** 2 / 4)
    expected = C_m / (k * depth) * (atan((V_peak - middle) / depth) - atan((V_reset - middle) / depth)) + t_ref
    found = intervals(QuadraticIntegrateAndFire, current, 800.0)
    assert len(found) > 3 and set(np.round(found / H)) == {np.ceil(expected / H)}


def test_a_quadratic_neuron_rests_below_its_rheobase() -> None:
    assert len(intervals(QuadraticIntegrateAndFire, 99.0, 2000.0)) == 0
    assert len(intervals(QuadraticIntegrateAndFire, 101.0, 3000.0)) > 2


def test_an_exponential_neuron_fires_above_the_rheobase_and_close_to_it_by_the_square_root() -> None:
    C_m, g_L, E_L, V_T, Delta_T = 250.0, 25.0, -65.0, -59.9, 3.48
    rheobase = g_L * (V_T - E_L - Delta_T)
    assert len(intervals(ExponentialIntegrateAndFire, 0.999 * rheobase, 3000.0)) == 0
    for excess in (0.002 * rheobase, 0.008 * rheobase):
        passage = pi * C_m / sqrt(g_L / (2 * Delta_T) * excess)  # a parabola's, of the same curvature
        found = intervals(ExponentialIntegrateAndFire, rheobase + excess, 5 * passage)
        assert len(found) >= 2 and found == pytest.approx(passage, rel=0.06)


@pytest.mark.parametrize("current", [500.0, 800.0])
def test_an_adaptive_threshold_slows_firing_to_the_interval_that_reproduces_itself(current: float) -> None:
    tau_m, C_m, E_L, V_th, tau_theta, q, t_ref = 10.0, 250.0, -70.0, -55.0, 100.0, 3.0, 2.0
    infinity = E_L + tau_m * current / C_m

    def surplus(T: float, spikes_before: float) -> float:
        """Potential minus threshold after ``T``, where the threshold had jumped at so many equal intervals."""
        theta = q * sum(np.exp(-n * T / tau_theta) for n in range(1, int(spikes_before) + 1))
        return infinity + (E_L - infinity) * np.exp(-(T - t_ref) / tau_m) - V_th - theta

    first, last = (scipy.optimize.brentq(surplus, t_ref, 1000.0, (spikes,)) for spikes in (1, 400))
    found = intervals(AdaptiveThresholdLeakyIntegrateAndFire, current, 2000.0)
    assert np.abs(found[0] - first) <= H and found[0] < 0.8 * last
    assert np.all(np.diff(found[:4]) > 0), "it tires"
    assert np.abs(found[-5:] - last).max() <= H


def test_current_based_integrators_answer_an_impulse_with_their_kernels() -> None:
    impulse = Drive(np.eye(1, 30).T)
    n, alpha, beta = np.arange(30), 0.8, 0.9
    expected = {
        CurrentBasedLeakyIntegrator: (beta ** (n + 1) - alpha ** (n + 1)) / (beta - alpha),
        DiscreteLeakyIntegrator: beta**n,
        DiscreteIntegrator: np.ones(30),
    }
    for model, kernel in expected.items():
        population = compiled_population(model, {})
        spikes, states = run_numpy(population, impulse, defaults(population), 1.0)
        assert not spikes and np.allclose(states["V"][:, 0], kernel, rtol=1e-13)


def test_discrete_neurons_of_nir_fire_by_their_maps() -> None:
    inputs = np.random.default_rng(5).normal(0.15, 0.4, 400)
    for model, alpha, beta in ((DiscreteIntegrateAndFire, 0.0, 1.0), (CurrentBasedLeakyIntegrateAndFire, 0.8, 0.9)):
        population = compiled_population(model, {})
        values = defaults(population, V_reset=0.125)
        found, _ = run_numpy(population, Drive(inputs[:, None]), values, 1.0)
        current, V, expected = 0.0, 0.0, []
        for step, value in enumerate(inputs):
            current = alpha * current + value
            V = beta * V + current
            if V > 1.0:
                expected.append((step, 0))
                V = 0.125
        assert found == expected and len(found) > 20


def test_the_discrete_adaptive_neuron_follows_the_equations_of_e_prop() -> None:
    inputs = np.random.default_rng(6).normal(0.2, 0.3, 500)
    population = compiled_population(DiscreteAdaptiveLeakyIntegrateAndFire, {})
    found, states = run_numpy(population, Drive(inputs[:, None]), defaults(population, beta=0.3), 1.0)
    alpha, rho, beta, V_th = 0.95, 0.99, 0.3, 1.0
    v, a, z, expected, potentials = 0.0, 0.0, 0, [], []
    for step, value in enumerate(inputs):
        v, a = alpha * v + value - z * V_th, rho * a + z
        z = int(v > V_th + beta * a)
        potentials.append(v)
        if z:
            expected.append((step, 0))
    assert found == expected and len(found) > 20
    assert np.allclose(states["V"][:, 0], potentials, atol=1e-12)
