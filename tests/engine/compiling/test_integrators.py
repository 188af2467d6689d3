"""Integrators: order measured against a fine solution, and exactness of what is linear."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.integrate

from engine.compiling import compiled_population
from engine.compiling.mathematics.reading import compose
from engine.compiling.mathematics.stepping import one_step
from engine.model.declaration import NeuronModel
from engine.model.registry.discovery import models
from engine.neurons import LeakyIntegrateAndFire
from engine.synapses import ExponentialCurrent, NMDAConductance
from tests.engine.compiling.models import (
    AdaptiveExponential,
    AdaptiveLeaky,
    HodgkinHuxley,
    SynapseFirstLeaky,
)
from tests.engine.compiling.stepping import Drive, defaults, run_numba, run_numpy, start

DURATION = 4.0  # ms, before any of the models fires


def _end(neuron: type[NeuronModel], h: float, current: float) -> np.ndarray:
    population = compiled_population(neuron, {})
    drive = Drive(np.full((round(DURATION / h), 1), current))
    spikes, states = run_numba(population, drive, defaults(population), h)
    assert not spikes
    return np.array([rows[-1, 0] for rows in states.values()])


@pytest.mark.parametrize(
    ("neuron", "current", "order", "coarse"),
    [(AdaptiveExponential, 500.0, 4, (16, 32, 64)), (HodgkinHuxley, 100.0, 1, (256, 512, 1024))],
)
def test_halving_the_step_shrinks_the_error_by_the_order(
    neuron: type[NeuronModel], current: float, order: int, coarse: tuple[int, ...]
) -> None:
    exact = _end(neuron, DURATION / 8192, current)
    errors = [np.abs(_end(neuron, DURATION / n, current) - exact).max() for n in coarse]
    measured = np.log2(np.array(errors[:-1]) / np.array(errors[1:]))
    assert np.all(np.abs(measured - order) < 0.35), measured


ORDERS = {"automatic": 4, "rk4": 4, "rk4_in_thirds": 4, "exponential_midpoint": 2, "exponential_euler": 1}
COARSE = {4: (8, 16, 32), 2: (256, 512, 1024), 1: (256, 512, 1024)}  # steps where only the leading error counts
FINER = {"rk4_in_thirds": (32, 64, 128)}  # channels bend the membrane within a longer step
ROUNDING = 1e-11
DRIVES = (300.0, 100.0, 30.0, 3.0, 0.3)


def continuous() -> list[type[NeuronModel]]:
    """Every discovered neuron with a method of known order; the Euler steps of some papers are part of their models.

    Where a step is made in parts, as many as the state asks for, its length is not what the error hangs on.
    """
    found = [n for n in models("neurons").values() if issubclass(n, NeuronModel)]
    found = [n for n in found if not any(state.per_part for state in n.states().values())]
    return [n for n in found if not n.is_discrete() and n.method in ORDERS]


def is_linear(neuron: type[NeuronModel]) -> bool:
    step = one_step(compose(neuron, {}))
    return set(step.dynamics.rates) <= {s for block in step.blocks for s in block.states}


@pytest.mark.parametrize("neuron", continuous(), ids=lambda n: n.__name__)
def test_every_neuron_converges_by_the_order_of_its_method_or_is_exact(neuron: type[NeuronModel]) -> None:
    order = ORDERS[neuron.method]
    current = next(c for c in DRIVES if not _fires(neuron, c))
    exact = _end(neuron, DURATION / 8192, current)
    steps = FINER.get(neuron.method, COARSE[order])
    errors = [np.abs(_end(neuron, DURATION / n, current) - exact).max() for n in steps]
    if is_linear(neuron):
        assert max(errors) < ROUNDING * np.abs(exact).max(), "solved as it is"
        return
    errors = [error for error in errors if error > 1e-11 or order < 4]  # what is left is rounding
    assert len(errors) > 1 and errors[0] > 0
    measured = np.log2(np.array(errors[:-1]) / np.array(errors[1:]))
    assert np.all(np.abs(measured - order) < 0.4), measured


def _fires(neuron: type[NeuronModel], current: float) -> bool:
    population = compiled_population(neuron, {})
    steps = round(DURATION / 0.01)
    return bool(run_numba(population, Drive(np.full((steps, 1), current)), defaults(population), 0.01)[0])


@pytest.mark.parametrize("h", [0.1, 0.5, 2.0])
def test_a_linear_neuron_is_exact_at_any_step(h: float) -> None:
    population = compiled_population(LeakyIntegrateAndFire, {"r0": ExponentialCurrent})
    values = defaults(population, V_th=1e6)
    steps = round(8.0 / h)
    weights = np.zeros((steps, 1))
    weights[0] = 900.0
    _, states = run_numpy(population, Drive(np.full((steps, 1), 50.0), {"r0": weights}), values, h)

    def rates(_: float, state: np.ndarray) -> list[float]:
        potential, current = state
        return [(-70 - potential) / 10 + (current + 50.0) / 250, -current / 5]

    before = scipy.integrate.solve_ivp(rates, (0, h), [-70, 0], rtol=1e-12, atol=1e-12).y[:, -1]
    after = scipy.integrate.solve_ivp(rates, (h, 8.0), before + np.array([0, 900.0]), rtol=1e-12, atol=1e-12).y[:, -1]
    assert states["V"][-1, 0] == pytest.approx(after[0], abs=1e-9)
    assert states["I_syn_r0"][-1, 0] == pytest.approx(after[1], abs=1e-9)


def test_what_reads_a_held_membrane_sees_it_stand_still() -> None:
    population = compiled_population(AdaptiveLeaky, {})
    values = defaults(population)
    h, steps = 0.1, 600
    spikes, states = run_numpy(population, Drive(np.full((steps, 1), 800.0)), values, h)
    first = spikes[0][0]
    refractory = round(values["t_ref"] / h)
    held = states["V"][first : first + refractory + 1, 0]
    assert np.all(held == held[0])
    tau, a = values["tau_w"], values["a"]
    target = a * held[0]
    expected = target + (states["w"][first, 0] - target) * np.exp(-h * np.arange(refractory + 1) / tau)
    assert np.allclose(states["w"][first : first + refractory + 1, 0], expected, rtol=1e-13)
    assert states["V"][first + refractory + 1, 0] != held[0]


def test_the_upstroke_is_capped_so_that_it_cannot_overflow() -> None:
    population = compiled_population(AdaptiveExponential, {})
    drive = Drive(np.full((2000, 1), 5000.0))
    spikes, states = run_numpy(population, drive, defaults(population, t_ref=0.0), 0.1)
    assert len(spikes) > 10
    assert np.all(np.isfinite(states["V"])) and np.all(np.isfinite(states["w"]))


def test_a_synapse_first_neuron_sees_the_arrivals_of_the_same_step() -> None:
    population = compiled_population(SynapseFirstLeaky, {"r0": ExponentialCurrent})
    weights = np.zeros((3, 1))
    weights[0] = 10.0
    _, states = run_numpy(population, Drive(np.zeros((3, 1)), {"r0": weights}), defaults(population), 1.0)
    decay = np.exp(-1.0 / 5.0)
    assert states["V"][:, 0] == pytest.approx([10.0, 9 + 10 * decay, 8.1 + 9 * decay + 10 * decay**2], rel=1e-14)


def test_a_membrane_first_neuron_sees_arrivals_one_step_later() -> None:
    population = compiled_population(LeakyIntegrateAndFire, {"r0": ExponentialCurrent})
    weights = np.full((2, 1), 100.0)
    _, states = run_numpy(population, Drive(np.zeros((2, 1)), {"r0": weights}), defaults(population), 0.1)
    assert states["V"][0, 0] == pytest.approx(-70.0, abs=1e-12)
    assert states["V"][1, 0] > -70.0
    assert states["I_syn_r0"][0, 0] == 100.0


def test_exponential_euler_takes_rates_that_are_not_affine_in_their_state() -> None:
    """A conductance whose block depends on the membrane, as NMDA's, bends the membrane's own rate."""

    def at(h: float) -> np.ndarray:
        population = compiled_population(HodgkinHuxley, {"r0": NMDAConductance})
        weights = np.zeros((round(DURATION / h), 1))
        weights[0] = 4.0
        drive = Drive(np.zeros(weights.shape), {"r0": weights})
        spikes, states = run_numba(population, drive, defaults(population), h)
        assert not spikes
        return states["V"][-1]

    exact = at(DURATION / 8192)
    errors = [float(np.abs(at(DURATION / n) - exact).max()) for n in (256, 512, 1024)]
    assert np.all(np.abs(np.log2(np.array(errors[:-1]) / np.array(errors[1:])) - 1) < 0.35), errors


def test_states_start_where_they_are_declared() -> None:
    population = compiled_population(LeakyIntegrateAndFire, {"r0": ExponentialCurrent})
    states = start(population, defaults(population, E_L=-65.0), 3)
    assert list(states["V"]) == [-65.0] * 3 and list(states["I_syn_r0"]) == [0.0] * 3
