"""The symplectic adaptive neuron fires the spikes of its equations, and is stable as far as its determinant says."""

from __future__ import annotations

import numpy as np
import pytest

from engine.compiling import compiled_population
from engine.model.registry.discovery import find
from engine.network.description import NetworkDescription, Population, Recording
from engine.simulation.simulation import Simulation
from tests.engine.compiling.stepping import Drive, defaults, run_numpy
from tests.engine.learning.networks import digits, of_few, projection

KEY = "neurons/symplectic_adaptive_leaky_integrate_and_fire"
MODEL = find(KEY)


def loop(
    inputs: np.ndarray, alpha: float, beta: float, a: float, b: float, V_th: float
) -> tuple[list[int], list[float]]:
    """Baronig et al. (2025): u, then S, then u (1 - S), then w of these."""
    u, w, fired, potentials = 0.0, 0.0, [], []
    for step, value in enumerate(inputs):
        u = alpha * u + (1 - alpha) * (value - w)
        S = float(u > V_th)
        u *= 1 - S
        w = beta * w + (1 - beta) * (a * u + b * S)
        potentials.append(u)
        if S:
            fired.append(step)
    return fired, potentials


@pytest.mark.parametrize("trial", range(8))
def test_it_fires_the_spikes_of_its_equations(trial: int) -> None:
    random = np.random.default_rng()
    given = {
        "alpha": random.uniform(0.7, 0.95), "beta": random.uniform(0.9, 0.995), "a": random.uniform(-0.5, 60.0),
        "b": random.uniform(0.0, 60.0), "V_th": random.uniform(0.3, 1.0),
    }  # fmt: skip
    inputs = random.normal(3.0, 6.0, 600)
    population = compiled_population(MODEL, {})
    found, states = run_numpy(population, Drive(inputs[:, None]), defaults(population, **given), 1.0)
    fired, potentials = loop(inputs, **given)
    assert [step for step, _ in found] == fired and len(fired) > 10, given
    assert np.allclose(states["V"][:, 0], potentials, rtol=0, atol=1e-12)


def swing(a: float, alpha: float = 0.9, beta: float = 0.98) -> np.ndarray:
    """The membrane (steps,) of a run that begins away from rest and never fires."""
    given = {"alpha": alpha, "beta": beta, "a": a, "V_th": 1e300}
    network = NetworkDescription(
        1.0, (Population("n", MODEL, 1, given, start={"V": 0.5}),), recordings=(Recording("V", "n", "V", interval=1.0),)
    )
    return np.abs(Simulation(network, backend="numpy").advance(2000).samples["V"].values[:, 0])


def test_it_is_stable_up_to_the_bound_of_its_page_and_no_further() -> None:
    alpha, beta = 0.9, 0.98
    bound = (1 + alpha) * (1 + beta) / ((1 - alpha) * (1 - beta))
    for a in (-0.99, 10.0, 0.999 * bound):
        assert swing(a)[-100:].max() < 0.5
    assert swing(1.01 * bound)[-1] > 1e6
    forward = (1 - alpha * beta) / ((1 - alpha) * (1 - beta))
    assert forward < bound / 20, "the bound of Euler's forward method, far below"
    for a in (forward * 0.9, forward * 2.0):
        step = np.array([[alpha, alpha - 1], [(1 - beta) * a, beta]])
        assert (np.abs(np.linalg.eigvals(step)).max() > 1) == (a > forward)
        assert swing(a)[-1] < 1e-6


def test_a_recurrent_network_of_it_learns() -> None:
    from engine.learning.methods.surrogate_gradient import EVERYTHING, SurrogateGradient
    from engine.learning.training.fitting import fit

    network = of_few(
        digits(hidden=40, neuron=KEY, synapse=find("synapses/pulse"), sample_time=15.0,
               more=(projection("again", "hidden", "hidden", delay=1.0, synapse=find("synapses/pulse")),))
    )  # fmt: skip
    trained = fit(network, SurrogateGradient, epochs=12, settings={"trains": EVERYTHING, "batch": 16})
    assert trained.accuracy > 0.6
    assert {"alpha", "beta", "a", "b", "V_th"} <= {name for id, name in trained.arrays if id == "hidden"}
