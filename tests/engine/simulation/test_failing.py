"""Numbers that go wrong where they are learnt: weights, traces, and what terminals keep."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from engine.model.discovery import find
from engine.simulation.finite import NumericalFailure
from engine.simulation.simulation import Simulation
from tests.laws.networks import EXPONENTIAL, LIF, plastic, recurrent

BACKENDS = pytest.mark.parametrize("backend", ["numpy", "numba"])


def failing(simulation: Simulation, steps: int):
    with pytest.raises(NumericalFailure) as failure:
        simulation.advance(steps)
    return failure.value.problem


@BACKENDS
@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_a_weight_that_goes_wrong_is_named_before_it_is_ever_used(backend, value):
    network = plastic()
    simulation = Simulation(network, backend=backend)
    simulation.advance(3)
    link = simulation._arrays.links["ab"]
    link.weights[17] = value
    problem = failing(simulation, 1)
    wired = simulation.weights("ab")
    connections = simulation.connections("ab")
    place = int(np.flatnonzero(~np.isfinite(wired))[0])
    assert problem.place == "ab" and problem.quantity == "weight"
    assert (problem.values["pre"], problem.values["post"]) == (connections.pre[place], connections.post[place])
    assert problem.values["time"] == pytest.approx(0.4)
    assert problem.values["first"] == Simulation(network, backend=backend).weights("ab")[place]
    assert "Pair" in str(problem) or "STDP" in str(problem)


@BACKENDS
def test_a_trace_that_goes_wrong_is_named(backend):
    simulation = Simulation(plastic(), backend=backend)
    simulation.advance(3)
    name, trace = next(iter(simulation._arrays.links["ab"].post.items()))
    trace[4] = np.inf
    problem = failing(simulation, 2)
    assert problem.place == "ab"
    assert (problem.values["variable"], problem.values["neuron"]) == (name, 4)
    assert problem.values["since"] == pytest.approx(0.3)


@BACKENDS
def test_what_a_terminal_keeps_is_looked_at_too(backend):
    rule = find("plasticity/tsodyks_markram")
    simulation = Simulation(recurrent(LIF, EXPONENTIAL, plasticity=rule), backend=backend)
    link = simulation._arrays.links["ab"]
    name = next(iter(link.states))
    for copy in link.states[name]:
        copy[3] = np.nan
    problem = failing(simulation, 1)
    assert (problem.place, problem.values["variable"], problem.values["neuron"]) == ("ab", name, 3)


@BACKENDS
def test_a_synaptic_state_that_goes_wrong_is_named_by_its_projection(backend):
    simulation = Simulation(recurrent(LIF, EXPONENTIAL), backend=backend)
    population = simulation._arrays.populations["b"]
    population.states["I_syn_r0"][5] = np.nan
    problem = failing(simulation, 20)
    assert problem.place == "b" and problem.values["neuron"] == 5
    assert problem.values["variable"] in ("V", "I_syn (ab)", "I_syn (bb)", "I_syn (ba)")


@BACKENDS
def test_a_potential_that_went_wrong_with_its_weights_says_so(backend):
    simulation = Simulation(plastic(), backend=backend)
    simulation._arrays.links["ab"].weights[:] = np.nan
    problem = failing(simulation, 400)
    assert problem.place in ("ab", "b")
    if problem.place == "b":
        assert "weight of ab" in str(problem)


def test_the_title_of_the_population_is_what_a_person_reads():
    network = recurrent(LIF, EXPONENTIAL)
    named = replace(network, populations=tuple(replace(p, title=f"Layer {p.id}") for p in network.populations))
    simulation = Simulation(named, backend="numpy")
    simulation._arrays.populations["b"].states["V"][2] = np.nan
    assert "neuron 2 in Layer b" in str(failing(simulation, 20))


def test_sums_that_overflow_are_not_taken_for_numbers_that_went_wrong():
    simulation = Simulation(plastic(), backend="numpy")
    simulation._arrays.populations["b"].states["V"][:2] = 1.2e308
    simulation._arrays.links["ab"].weights[:2] = 1.2e308
    from engine.simulation.failure import raise_if_not_finite

    raise_if_not_finite(simulation._arrays, 0, 1)
