"""Threshold, reset and refractory time, in the compiled loop and on arrays alike."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from engine.compiling import CompiledPopulation, compiled_population
from engine.neurons import (
    DiscreteLeakyIntegrateAndFire,
    DiscreteLeakyIntegrateAndFireSubtractive,
    IntegrateAndFire,
    LeakyIntegrateAndFire,
    LeakyIntegrator,
)
from engine.synapses import Delta, ExponentialCurrent
from tests.engine.compiling.models import AdaptiveLeaky, HodgkinHuxley
from tests.engine.compiling.stepping import Array, Drive, defaults, run_numba, run_numpy

Run = Callable[..., tuple[list[tuple[int, int]], dict[str, Array]]]
both = pytest.mark.parametrize("run", [run_numba, run_numpy])


def arrivals(population: CompiledPopulation, *weights: float, current: float = 0.0) -> Drive:
    column = np.array(weights)[:, None]
    return Drive(np.full(column.shape, current), dict.fromkeys(population.receptors, column))


@both
def test_at_the_threshold_the_continuous_neuron_fires_and_the_discrete_one_does_not(run: Run) -> None:
    continuous = compiled_population(IntegrateAndFire, {"r0": Delta})
    values = defaults(continuous, V_th=-60.0)
    assert run(continuous, arrivals(continuous, 9.5, 0.5), values, 0.1)[0] == [(1, 0)]
    discrete = compiled_population(DiscreteLeakyIntegrateAndFire, {"r0": Delta})
    values = defaults(discrete, beta=1.0)
    assert run(discrete, arrivals(discrete, 0.5, 0.5, 2.0**-40), values, 1.0)[0] == [(2, 0)]


@both
def test_a_hard_reset_goes_to_its_value_and_a_soft_one_takes_the_threshold(run: Run) -> None:
    hard = compiled_population(DiscreteLeakyIntegrateAndFire, {"r0": Delta})
    _, states = run(hard, arrivals(hard, 1.75), defaults(hard, V_reset=0.25), 1.0)
    assert states["V"][0, 0] == 0.25
    soft = compiled_population(DiscreteLeakyIntegrateAndFireSubtractive, {"r0": Delta})
    spikes, states = run(soft, arrivals(soft, 2.75, 0.0), defaults(soft, beta=1.0), 1.0)
    assert states["V"][:, 0].tolist() == [1.75, 0.75] and spikes == [(0, 0), (1, 0)]


@both
def test_a_refractory_neuron_stands_still_for_its_steps_and_loses_delta_input(run: Run) -> None:
    population = compiled_population(IntegrateAndFire, {"r0": Delta})
    values = defaults(population, t_ref=0.3)
    weights = [20.0, 5.0, 5.0, 5.0, 5.0, 5.0]
    spikes, states = run(population, arrivals(population, *weights), values, 0.1)
    assert spikes == [(0, 0)]
    assert states["V"][:, 0].tolist() == [-70.0, -70.0, -70.0, -70.0, -65.0, -60.0]


@both
def test_a_neuron_without_refractory_time_may_fire_at_every_step(run: Run) -> None:
    population = compiled_population(IntegrateAndFire, {"r0": Delta})
    spikes, _ = run(population, arrivals(population, 20.0, 20.0, 20.0), defaults(population, t_ref=0.0), 0.1)
    assert spikes == [(0, 0), (1, 0), (2, 0)]


@both
def test_refractory_times_may_differ_between_neurons(run: Run) -> None:
    population = compiled_population(IntegrateAndFire, {"r0": Delta}, frozenset({"t_ref"}))
    values = defaults(population, t_ref=np.array([0.0, 0.1, 0.3]))
    drive = Drive(np.zeros((6, 3)), {"r0": np.full((6, 3), 20.0)})
    spikes, _ = run(population, drive, values, 0.1)
    assert [step for step, neuron in spikes if neuron == 0] == [0, 1, 2, 3, 4, 5]
    assert [step for step, neuron in spikes if neuron == 1] == [0, 2, 4]
    assert [step for step, neuron in spikes if neuron == 2] == [0, 4]


@both
def test_currents_go_on_decaying_and_collecting_while_refractory(run: Run) -> None:
    population = compiled_population(LeakyIntegrateAndFire, {"r0": ExponentialCurrent})
    drive = arrivals(population, 0.0, 10.0, 10.0, current=1e6)
    _, states = run(population, drive, defaults(population), 0.1)
    decay = population.coefficients(defaults(population), 0.1)["P_I_syn_r0_I_syn_r0"]
    assert states["V"][:, 0].tolist() == [-70.0] * 3
    assert states["I_syn_r0"][:, 0] == pytest.approx([0.0, 10.0, 10.0 + 10.0 * decay])


@both
def test_resets_see_the_state_before_any_of_them(run: Run) -> None:
    population = compiled_population(AdaptiveLeaky, {"r0": Delta})
    values = defaults(population)
    spikes, states = run(population, arrivals(population, 20.0), values, 0.1)
    assert spikes == [(0, 0)]
    assert states["V"][0, 0] == pytest.approx(2.0)
    assert states["w"][0, 0] == pytest.approx(values["b"] + 20.0 * 0.01)


@both
def test_a_crossing_counts_once_while_the_membrane_stays_above(run: Run) -> None:
    population = compiled_population(HodgkinHuxley, {})
    drive = Drive(np.full((1000, 1), 1000.0))
    spikes, states = run(population, drive, defaults(population), 0.02)
    above = states["V"][:, 0] >= 0
    crossings = np.flatnonzero(above[1:] & ~above[:-1]) + 1
    assert [step for step, _ in spikes] == crossings.tolist()
    assert 1 <= len(spikes) < above.sum()


@both
def test_a_read_out_never_fires(run: Run) -> None:
    population = compiled_population(LeakyIntegrator, {"r0": Delta})
    spikes, states = run(population, arrivals(population, 1e9, 1e9), defaults(population), 0.1)
    assert spikes == [] and states["V"][-1, 0] > 1e9


@both
def test_spikes_of_one_step_are_listed_by_neuron_across_blocks(run: Run) -> None:
    population = compiled_population(IntegrateAndFire, {"r0": Delta})
    neurons = 600
    weights = np.zeros((2, neurons))
    weights[0, [599, 3, 255, 256, 511]] = 20.0
    weights[1, [0, 300]] = 20.0
    spikes, _ = run(population, Drive(np.zeros((2, neurons)), {"r0": weights}), defaults(population), 0.1)
    assert spikes == [(0, 3), (0, 255), (0, 256), (0, 511), (0, 599), (1, 0), (1, 300)]


def test_two_receptors_of_one_kind_keep_their_own_time_constants() -> None:
    population = compiled_population(LeakyIntegrateAndFire, {"exc": ExponentialCurrent, "inh": ExponentialCurrent})
    assert list(population.parameters)[-2:] == ["tau_syn_exc", "tau_syn_inh"]
    values = defaults(population, tau_syn_exc=1.0, tau_syn_inh=100.0)
    drive = Drive(np.zeros((2, 1)), {"exc": np.array([[5.0], [0.0]]), "inh": np.array([[5.0], [0.0]])})
    _, states = run_numpy(population, drive, values, 1.0)
    assert states["I_syn_exc"][-1, 0] == pytest.approx(5 * np.exp(-1))
    assert states["I_syn_inh"][-1, 0] == pytest.approx(5 * np.exp(-0.01))


def test_a_synapse_that_does_not_fit_is_refused_by_name() -> None:
    with pytest.raises(TypeError, match="ExponentialCurrent does not fit DiscreteLeakyIntegrateAndFire"):
        compiled_population(DiscreteLeakyIntegrateAndFire, {"r0": ExponentialCurrent})
    with pytest.raises(TypeError, match="'a b' is no identifier"):
        compiled_population(LeakyIntegrateAndFire, {"a b": Delta})
