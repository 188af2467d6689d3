"""A membrane with conductances, advanced by Magnus' series, held against a solver that is not ours."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
import scipy.integrate

from engine.compiling import compiled_population
from engine.compiling.mathematics.reading import compose
from engine.compiling.mathematics.stepping import one_step
from engine.model.declaration import NeuronModel, SynapseModel
from engine.model.typed.neuron import neuron as typed
from engine.neurons import (
    AdaptiveExponentialIntegrateAndFire,
    AdaptiveThresholdLeakyIntegrateAndFire,
    LeakyIntegrateAndFire,
    QuadraticIntegrateAndFire,
)
from engine.synapses import AlphaConductance, DoubleExponentialConductance, ExponentialConductance, NMDAConductance
from tests.engine.compiling.stepping import Drive, defaults, run_numpy

H, DURATION = 0.1, 1.0  # ms
WEIGHTS = (1.0, 10.0, 100.0, 1000.0)  # nS that arrive at once, of excitation and of inhibition
LARGEST_ERRORS = (3e-9, 1e-7, 3e-6, 1e-3)  # mV after 1 ms
CURRENT = 50.0
PARAMETERS = {"C_m": 200.0, "tau_m": 10.0, "E_L": -60.0, "V_th": 1e6, "E_rev_e": 0.0, "E_rev_i": -80.0}
TAUS = {
    "tau_syn_e": 5.0,
    "tau_syn_i": 10.0,
    "tau_rise_e": 0.5,
    "tau_rise_i": 1.0,
    "tau_decay_e": 5.0,
    "tau_decay_i": 10.0,
}
SYNAPSES = (ExponentialConductance, AlphaConductance, DoubleExponentialConductance)


class FourSlopes(LeakyIntegrateAndFire):
    """The leaky neuron by the method of Runge and Kutta.

    Source: this test.
    """

    method = "rk4"


def _membrane(
    neuron: type[NeuronModel], synapse: type[SynapseModel], h: float, weights: tuple[float, ...], **given: float
) -> np.ndarray:
    """The potential (weights,) after ``DURATION``, where each neuron receives both kinds at the end of its first step.

    A first step of length 0.1 ms is made with no conductance, so that all resolutions begin alike.
    """
    population = compiled_population(neuron, {"e": synapse, "i": synapse})
    known = {**PARAMETERS, **TAUS, **given}
    values = defaults(population, **{n: v for n, v in known.items() if n in population.parameters})
    steps, first = round((DURATION + H) / h), round(H / h) - 1
    arrived = {label: np.zeros((steps, len(weights))) for label in "ei"}
    arrived["e"][first], arrived["i"][first] = weights, np.array(weights) / 2
    spikes, states = run_numpy(population, Drive(np.full((steps, len(weights)), CURRENT), arrived), values, h)
    assert not spikes
    return states["V"][-1]


def _exact(synapse: type[SynapseModel], weight: float) -> float:
    """The same by SciPy from the conductances' closed forms (Roth & van Rossum 2009, equations 6.2 to 6.4)."""

    def course(tau: float, rise: float) -> Callable[[float], float]:
        if synapse is ExponentialConductance:
            return lambda t: np.exp(-t / tau)
        if synapse is AlphaConductance:
            return lambda t: t / tau * np.exp(1 - t / tau)
        peak = tau * rise / (tau - rise) * np.log(tau / rise)
        scale = np.exp(-peak / tau) - np.exp(-peak / rise)
        return lambda t: (np.exp(-t / tau) - np.exp(-t / rise)) / scale

    e, i = course(5.0, 0.5), course(10.0, 1.0)

    def rate(t: float, v: np.ndarray) -> np.ndarray:
        synaptic = weight * e(t) * (0.0 - v) + weight / 2 * i(t) * (-80.0 - v)
        return (-60.0 - v) / 10.0 + (synaptic + CURRENT) / 200.0

    quiet = -60.0 + CURRENT / 200.0 * 10.0 * (1 - np.exp(-H / 10.0))
    solved = scipy.integrate.solve_ivp(rate, (0, DURATION), [quiet], method="DOP853", rtol=1e-13, atol=1e-12)
    return float(solved.y[0, -1])


@pytest.mark.parametrize("synapse", SYNAPSES, ids=lambda s: s.__name__)
def test_a_membrane_is_as_exact_as_by_four_slopes_and_more_so_where_conductances_are_large(
    synapse: type[SynapseModel],
) -> None:
    exact = np.array([_exact(synapse, weight) for weight in WEIGHTS])
    ours = np.abs(_membrane(LeakyIntegrateAndFire, synapse, H, WEIGHTS) - exact)
    theirs = np.abs(_membrane(FourSlopes, synapse, H, WEIGHTS) - exact)
    assert np.all(ours < np.array(LARGEST_ERRORS)), (ours, theirs)
    assert ours[-1] < theirs[-1] / 2, (ours, theirs)


@pytest.mark.parametrize("synapse", SYNAPSES, ids=lambda s: s.__name__)
def test_halving_the_step_makes_the_error_sixteen_times_smaller(synapse: type[SynapseModel]) -> None:
    exact = _exact(synapse, 100.0)
    errors = [abs(_membrane(LeakyIntegrateAndFire, synapse, h, (100.0,))[0] - exact) for h in (0.1, 0.05, 0.025)]
    assert np.all(np.abs(np.log2(np.array(errors[:-1]) / np.array(errors[1:])) - 4) < 0.35), errors


@pytest.mark.parametrize("weight", [5e3, 2e4, 1e6])
def test_no_conductance_is_too_large(weight: float) -> None:
    """Where four slopes would overflow, the membrane goes between the two reversal potentials, by either method."""
    potential = _membrane(LeakyIntegrateAndFire, ExponentialConductance, H, (weight,))
    assert np.all((potential > -80.0) & (potential < 0.0)), potential
    potential = _membrane(FourSlopes, ExponentialConductance, H, (weight,))
    assert np.all((potential > -80.0) & (potential < 0.0)), potential


def test_receptors_of_several_kinds_and_typed_equations_go_the_same_way() -> None:
    text = """dv/dt = (g_L*(E_L - v) + g*(E_e - v) + I)/C : mV (unless refractory)
dg/dt = -g/tau : nS
threshold: v > V_th
reset: v = E_L
refractory: t_ref = 2 ms
C = 200 pF
g_L = 20 nS
E_L = -60 mV
E_e = 0 mV
V_th = -50 mV
tau = 5 ms
"""
    neuron = typed(text)
    for model, receptors in [
        (neuron, {}),
        (LeakyIntegrateAndFire, {"e": ExponentialConductance}),
        (AdaptiveThresholdLeakyIntegrateAndFire, {"e": AlphaConductance, "i": DoubleExponentialConductance}),
    ]:
        assert _takes_no_slopes(model, receptors), model


@pytest.mark.parametrize(
    ("neuron", "synapse"),
    [
        (QuadraticIntegrateAndFire, ExponentialConductance),
        (LeakyIntegrateAndFire, NMDAConductance),
        (AdaptiveExponentialIntegrateAndFire, ExponentialConductance),
        (FourSlopes, ExponentialConductance),
    ],
)
def test_what_is_not_linear_or_told_otherwise_takes_slopes(
    neuron: type[NeuronModel], synapse: type[SynapseModel]
) -> None:
    assert not _takes_no_slopes(neuron, {"e": synapse})


def _takes_no_slopes(neuron: type[NeuronModel], receptors: dict[str, type[SynapseModel]]) -> bool:
    made = [str(s) for s, _ in one_step(compose(neuron, receptors)).assignments]
    assert any(name.endswith("_shifted") for name in made) != any(name.startswith("k1_") for name in made), made
    return any(name.endswith("_shifted") for name in made)


def test_a_held_membrane_stands_still_while_conductances_decay() -> None:
    population = compiled_population(LeakyIntegrateAndFire, {"e": ExponentialConductance})
    weights = np.zeros((60, 1))
    weights[0] = 400.0
    spikes, states = run_numpy(population, Drive(np.zeros((60, 1)), {"e": weights}), defaults(population), H)
    first = spikes[0][0]
    assert np.all(states["V"][first : first + 21, 0] == -70.0) and states["V"][first + 21, 0] > -70.0
    assert states["g_e"][first + 20, 0] == pytest.approx(states["g_e"][first, 0] * np.exp(-20 * H / 5.0), rel=1e-12)
