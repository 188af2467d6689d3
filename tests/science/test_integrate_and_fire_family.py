"""Neurons of the integrate-and-fire family against closed forms."""

from __future__ import annotations

from math import atan, pi, sqrt

import numpy as np
import pytest
import scipy.optimize

from engine.compiling import compiled_population
from engine.model.declaration import NeuronModel
from engine.model.registry.discovery import find
from engine.network.description import NetworkDescription, Population, Projection, Recording, Sign, Stimulus
from engine.neurons import (
    AdaptiveThresholdLeakyIntegrateAndFire,
    CurrentBasedLeakyIntegrateAndFire,
    CurrentBasedLeakyIntegrateAndFireSubtractive,
    CurrentBasedLeakyIntegrator,
    DiscreteAdaptiveLeakyIntegrateAndFire,
    DiscreteIntegrateAndFire,
    DiscreteIntegrateAndFireSubtractive,
    DiscreteIntegrator,
    DiscreteLeakyIntegrateAndFire,
    DiscreteLeakyIntegrateAndFireSubtractive,
    DiscreteLeakyIntegrator,
    ExponentialIntegrateAndFire,
    IntegrateAndFire,
    Izhikevich,
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


@pytest.mark.parametrize(("alpha", "beta"), [(0.8, 0.9), (0.5, 1.0), (0.0, 0.95)])
def test_a_reset_by_subtraction_leaves_the_kernels_of_input_and_spikes(alpha: float, beta: float) -> None:
    """The spike-response form (Neuronal Dynamics, section 6.4): what came in by its kernel, minus what spikes took by
    that of the membrane; without leak the spikes are the whole thresholds in the charge, Rueckauer et al. (2017),
    10.3389/fnins.2017.00682."""
    steps, V_th = 300, 1.3
    inputs = np.random.default_rng(9).uniform(0.0, 0.5, steps)
    population = compiled_population(CurrentBasedLeakyIntegrateAndFireSubtractive, {})
    values = defaults(population, alpha=alpha, beta=beta, V_th=V_th)
    found, states = run_numpy(population, Drive(inputs[:, None]), values, 1.0)
    fired = np.zeros(steps)
    fired[[step for step, _ in found]] = 1.0
    n = np.arange(steps)
    kernel = sum(np.where(n >= j, alpha**j * beta ** np.maximum(n - j, 0), 0.0) for j in range(steps))
    potential = np.convolve(inputs, kernel)[:steps] - V_th * np.convolve(fired, beta**n)[:steps]
    assert len(found) > 20 and np.allclose(states["V"][:, 0], potential, atol=1e-11)
    if beta == 1.0:
        charge = np.convolve(inputs, (1 - alpha ** (n + 1)) / (1 - alpha))[:steps]
        assert np.array_equal(np.cumsum(fired), np.floor(charge / V_th))


def test_the_discrete_adaptive_neuron_follows_the_equations_of_e_prop() -> None:
    inputs = np.random.default_rng(6).normal(0.2, 0.3, 500)
    population = compiled_population(DiscreteAdaptiveLeakyIntegrateAndFire, {})
    found, states = run_numpy(population, Drive(inputs[:, None]), defaults(population, beta=0.3, V_th=1.25), 1.0)
    alpha, rho, beta, V_th = 0.95, 0.99, 0.3, 1.25
    v, a, z, expected, potentials = 0.0, 0.0, 0, [], []
    for step, value in enumerate(inputs):
        v, a = alpha * v + value - z * V_th, rho * a + z
        z = int(v > V_th + beta * a)
        potentials.append(v)
        if z:
            expected.append((step, 0))
    assert found == expected and len(found) > 20
    assert np.allclose(states["V"][:, 0], potentials, atol=1e-12)


@pytest.mark.parametrize("current", [130.0, 512.0, 3000.0])
def test_a_neuron_without_leak_fires_at_the_rate_of_its_charge(current: float) -> None:
    """Neuronal Dynamics, section 1.3 without the leak: C_m (V_th - V_reset) / I and the refractory time."""
    C_m, V_th, V_reset, t_ref = 240.0, -54.0, -68.0, 1.5
    given = {"C_m": C_m, "V_th": V_th, "V_reset": V_reset, "t_ref": t_ref}
    passage = np.ceil(C_m * (V_th - V_reset) / current / H)
    neuron = Population("a", IntegrateAndFire, 1, given, bias=current)
    fired = Simulation(NetworkDescription(H, (neuron,)), backend="numpy").run(300.0).spikes["a"].steps
    assert len(fired) > 5 and fired[0] == passage
    assert set(np.diff(fired)) == {passage + round(t_ref / H)}


@pytest.mark.parametrize("start", [0.0, 0.5])
def test_a_neuron_that_counts_fires_as_often_as_its_input_holds_its_threshold(start: float) -> None:
    """Rueckauer et al. (2017), 10.3389/fnins.2017.00682, equation 6: the floor of (start + n x) / threshold."""
    population = compiled_population(DiscreteIntegrateAndFireSubtractive, {})
    values, steps = np.arange(33) / 32.0, 50  # halves of halves: sums without rounding
    found, _ = run_numpy(
        population,
        Drive(np.tile(values, (steps, 1))),
        defaults(population, V_th=1.25),
        1.0,
        {"V": np.full(values.size, start)},
    )
    counts = np.bincount([neuron for _, neuron in found], minlength=values.size)
    assert counts.tolist() == np.floor((start + steps * values) / 1.25).astype(int).tolist()


def test_discrete_leaky_neurons_fire_by_their_maps() -> None:
    """NIR's and snnTorch's at once: strictly above the threshold, reset to a value or by the threshold."""
    inputs, beta, V_th, V_reset = np.random.default_rng(7).normal(0.3, 0.5, 400), 0.85, 1.25, 0.125
    for model, after in (
        (DiscreteLeakyIntegrateAndFire, lambda V: V_reset),
        (DiscreteLeakyIntegrateAndFireSubtractive, lambda V: V - V_th),
    ):
        population = compiled_population(model, {})
        given = {"V_reset": V_reset} if "V_reset" in model.parameters() else {}
        found, states = run_numpy(
            population, Drive(inputs[:, None]), defaults(population, beta=beta, V_th=V_th, **given), 1.0
        )
        V, expected, potentials = 0.0, [], []
        for step, value in enumerate(inputs):
            V = beta * V + value
            if V_th < V:
                expected.append((step, 0))
                V = after(V)
            potentials.append(V)
        assert found == expected and len(found) > 20
        assert np.allclose(states["V"][:, 0], potentials, rtol=0, atol=1e-13)


def test_at_their_thresholds_maps_that_count_fire_and_the_others_do_not() -> None:
    for model, fires in (
        (DiscreteIntegrateAndFire, False),
        (DiscreteLeakyIntegrateAndFire, False),
        (DiscreteLeakyIntegrateAndFireSubtractive, False),
        (CurrentBasedLeakyIntegrateAndFire, False),
        (DiscreteAdaptiveLeakyIntegrateAndFire, False),
        (DiscreteIntegrateAndFireSubtractive, True),
    ):
        population = compiled_population(model, {})
        found, _ = run_numpy(population, Drive(np.array([[1.0]])), defaults(population), 1.0)
        assert bool(found) is fires, model.key


@pytest.mark.parametrize(
    ("a", "b", "c", "d", "steps"),
    [(0.02, 0.2, -65.0, 8.0, 4000), (0.02, 0.2, -50.0, 2.0, 4000), (0.1, 0.2, -65.0, 2.0, 1000)],
    ids=["regular spiking", "chattering", "fast spiking"],
)
def test_izhikevichs_neuron_advances_by_forward_euler(a: float, b: float, c: float, d: float, steps: int) -> None:
    """Equations 1 to 3 of the paper, both rates from the state of the step before, as NEST's consistent integration.

    The fast spiking cell is compared for as long as its steps do not make rounding grow to what can be seen.
    """
    h, current, C_m = 0.1, 10.0, 50.0
    V, u, fired, potentials = c, -13.0, [], []
    for k in range(steps):
        V, u = V + h * (0.04 * V * V + 5 * V + 140 - u + current), u + h * a * (b * V - u)
        if V >= 30.0:
            fired.append(k + 1)
            V, u = c, u + d
        potentials.append(V)
    given = {"a": a, "b": b, "c": c, "d": d, "C_m": C_m}
    neuron = Population("a", Izhikevich, 1, given, bias=current * C_m)
    network = NetworkDescription(h, (neuron,), recordings=(Recording("V", "a", "V"),))
    chunk = Simulation(network, backend="numpy").advance(steps)
    assert chunk.spikes["a"].steps.tolist() == fired and len(fired) > 5
    assert np.abs(chunk.samples["V"].values[:, 0] - potentials).max() < 1e-6


def test_what_arrives_by_a_pulse_acts_for_one_step() -> None:
    """A weighted sum, as NIR's Linear, to the membrane of an integrator in the step in which it arrives."""
    times = {"times": np.array([2.0, 5.0, 5.0, 9.0]), "trains": np.array([0.0, 0.0, 1.0, 1.0])}
    weights = np.array([[0.25, -2.0], [3.0, 0.5]])
    link = Projection("p", "s", "a", find("synapses/pulse"), find("wiring/all_to_all"), weights, 2.0, Sign.MIXED)
    network = NetworkDescription(
        1.0, (Population("a", DiscreteIntegrator, 2),), (link,),
        (Stimulus("s", find("stimuli/spike_times"), 2, times),), recordings=(Recording("V", "a", "V", interval=1.0),),
    )  # fmt: skip
    potential = Simulation(network, backend="numpy").advance(14).samples["V"].values
    expected, sent = np.zeros((14, 2)), {4: [1, 0], 7: [1, 1], 11: [0, 1]}
    for step, fired in sent.items():
        expected[step - 1 :] += weights @ fired
    assert np.array_equal(potential, expected)
