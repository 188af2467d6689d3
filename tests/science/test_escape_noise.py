"""Neurons that fire by chance: their intervals against the survivor function, their counts against Poisson's."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.integrate

from engine.checking.network import check
from engine.network.description import NetworkDescription, Population
from engine.neurons import GeneralizedIntegrateAndFire, PoissonNeuron, SpikeResponse
from engine.simulation.chunk import Chunk
from engine.simulation.simulation import Simulation

H, NEURONS = 0.1, 200


def run(population: Population, duration: float, h: float = H) -> Chunk:
    return Simulation(NetworkDescription(h, (population,)), backend="numba", seed=3).run(duration)


def trains(record: Chunk, neurons: int = NEURONS) -> list[np.ndarray]:
    """Spike times of each neuron, in ms."""
    block = record.spikes["a"]
    return [block.steps[block.neurons == i] * H for i in range(neurons)]


def test_a_poisson_neuron_fires_at_its_rate_with_counts_and_intervals_of_poisson() -> None:
    rate, gain, current, duration = 20.0, 0.1, 300.0, 2000.0
    record = run(Population("a", PoissonNeuron, NEURONS, bias=current, start={"r": rate + gain * current}), duration)
    counts = np.array([len(train) for train in trains(record)])
    expected = (rate + gain * current) * duration / 1000
    assert counts.mean() == pytest.approx(expected, abs=4 * np.sqrt(expected / NEURONS))
    assert counts.var() / counts.mean() == pytest.approx(1.0, abs=4 * np.sqrt(2 / NEURONS)), "Fano factor"
    intervals = np.concatenate([np.diff(train) for train in trains(record)])
    assert intervals.std() / intervals.mean() == pytest.approx(1.0, abs=0.03)
    together = np.corrcoef(*np.histogram2d(record.spikes["a"].steps, record.spikes["a"].neurons, [40, NEURONS])[0][:2])
    assert abs(together[0, 1]) < 0.2, "neurons draw numbers of their own"


def test_intervals_of_the_spike_response_follow_its_survivor_function() -> None:
    """S(s) = exp(-integral of the hazard since the last spike), Neuronal Dynamics, equation 7.24."""
    tau_m, C_m, E_L, eta_0, tau_eta, V_th, rho_0, Delta_u, t_ref = 10.0, 250.0, -70.0, -15.0, 20.0, -55.0, 0.1, 2.0, 2.0
    current = 375.0
    record = run(Population("a", SpikeResponse, NEURONS, bias=current, start={"V": -55.0}), 1500.0)
    intervals = np.concatenate([np.diff(train) for train in trains(record)])
    grid = np.arange(0.0, 400.0, H / 4)
    V = E_L + current * tau_m / C_m
    hazard = np.where(grid > t_ref, rho_0 * np.exp((V + eta_0 * np.exp(-grid / tau_eta) - V_th) / Delta_u), 0.0)
    survivor = np.exp(-scipy.integrate.cumulative_trapezoid(hazard, grid, initial=0.0))
    share = np.arange(1, len(intervals) + 1) / len(intervals)
    distance = np.abs(np.interp(np.sort(intervals), grid, 1 - survivor) - share)
    assert len(intervals) > 5_000
    assert distance.max() < 0.03, "Kolmogorov and Smirnov's distance; a step of 0.1 ms alone makes half of it"
    assert intervals.mean() == pytest.approx(np.trapezoid(survivor, grid), rel=0.02)
    assert intervals.min() > t_ref


def test_first_spikes_of_the_generalized_neuron_follow_the_hazard_of_its_rising_membrane() -> None:
    C_m, g_L, E_L, V_T, Delta_V, lambda_0 = 80.0, 4.0, -70.0, -50.0, 2.0, 50.0
    current, n = 100.0, 4000
    record = run(Population("a", GeneralizedIntegrateAndFire, n, bias=current), 150.0)
    fired, places = np.unique(record.spikes["a"].neurons, return_index=True)
    first = np.full(n, np.inf)
    first[fired] = record.spikes["a"].steps[places] * H
    t = np.arange(0.0, 150.0, H)
    V = E_L + current / g_L * (1 - np.exp(-t * g_L / C_m))
    hazard = lambda_0 / 1000 * np.exp((V - V_T) / Delta_V)
    survivor = np.exp(-scipy.integrate.cumulative_trapezoid(hazard, t, initial=0))
    for moment in (20.0, 30.0, 40.0, 60.0):
        expected = 1 - np.interp(moment, t, survivor)
        error = np.sqrt(expected * (1 - expected) / n)
        assert (first <= moment).mean() == pytest.approx(expected, abs=4 * error + 0.004)


def test_a_spike_of_the_generalized_neuron_makes_the_next_less_likely() -> None:
    """At one potential, the rate falls by the factor that the moving threshold and the current give it."""
    still = {"q_eta": 0.0, "q_gamma": 0.0}
    free, tired = (
        len(run(Population("a", GeneralizedIntegrateAndFire, NEURONS, p, bias=120.0), 1000.0).spikes["a"])
        for p in (still, {})
    )
    assert tired < 0.5 * free
    record = run(Population("a", GeneralizedIntegrateAndFire, NEURONS, {"q_eta": 0.0}, bias=120.0), 1000.0)
    intervals = [np.diff(train)[:6] for train in trains(record) if len(train) > 6]
    means = np.mean(intervals, axis=0)
    assert means[0] < means[2] < means[5], "it tires from spike to spike"


@pytest.mark.parametrize("precision", ["float64", "float32"])
def test_without_noise_the_escape_is_a_threshold(precision: str) -> None:
    """In the limit of no width the spike falls where the deterministic neuron's would, to within steps."""
    sharp = {"Delta_V": 1e-3, "q_eta": 0.0, "q_gamma": 0.0, "lambda_0": 1000.0}
    network = NetworkDescription(H, (Population("a", GeneralizedIntegrateAndFire, 20, sharp, bias=120.0),))
    first = Simulation(network, precision=precision).run(60.0).spikes["a"]
    crossing = -20.0 * np.log(1 - 20.0 / 30.0)  # ms, where V reaches the threshold
    assert np.all(np.abs(first.steps[:20] * H - crossing) < 0.4)


def test_too_high_a_rate_for_the_step_is_warned_of() -> None:
    def codes(rate: float) -> set[str]:
        network = NetworkDescription(H, (Population("a", PoissonNeuron, 1, {"rate": rate}),))
        return {p.code for p in check(network)}

    assert "rate-too-high" in codes(1100.0) and "rate-too-high" not in codes(900.0)


def test_another_seed_fires_other_spikes_and_another_element_changes_none() -> None:
    neuron = Population("a", PoissonNeuron, 30)
    one, again, other = (
        Simulation(NetworkDescription(H, populations), seed=seed).run(200.0).spikes["a"]
        for populations, seed in (((neuron,), 1), ((Population("b", PoissonNeuron, 9), neuron), 1), ((neuron,), 2))
    )
    assert np.array_equal(one.steps, again.steps) and np.array_equal(one.neurons, again.neurons)
    assert not np.array_equal(one.steps, other.steps)
