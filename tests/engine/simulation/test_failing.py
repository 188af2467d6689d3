"""Numbers that go wrong where they are learnt: weights, traces, and what terminals keep."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from engine import equations
from engine.model.registry.discovery import find
from engine.network.description import NetworkDescription, Population, Projection, Stimulus
from engine.simulation.operations.finite import NumericalFailure
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
    assert problem.values["time"] == pytest.approx(0.4e-3)
    assert problem.values["first"] == Simulation(network, backend=backend).weights("ab")[place]
    told = {np.nan: "NaN", np.inf: "∞", -np.inf: "−∞"}[value]
    assert f" became {told} before 0.0004 s; it began as " in str(problem)
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
    assert problem.values["since"] == pytest.approx(0.3e-3) and problem.values["last"] >= 0.0


@BACKENDS
def test_what_a_terminal_keeps_is_looked_at_too(backend):
    rule = find("short_term/tsodyks_markram")
    simulation = Simulation(recurrent(LIF, EXPONENTIAL, short_term=rule), backend=backend)
    terminals = simulation._arrays.links["ab"].terminals
    name = next(iter(terminals.states))
    for copy in terminals.states[name]:
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


SHORT_TERM = find("short_term/tsodyks_markram")
CHUNK = 330  # steps between two pictures of the window
HUGE = 1.7e308
ALL, CONDUCTANCE = find("wiring/all_to_all"), find("synapses/exponential_conductance")
GROWING = """
dv/dt = (E_L - v + R*I)/tau : mV
du/dt = u/tau_u : mV
threshold: v > V_th
reset: v = E_L
tau = 10 ms
tau_u = 0.2 ms
E_L = -65 mV
V_th = -50 mV
R = 0.1 GOhm
"""
CUBIC = """
dx/dt = (x*x*x - x + 0.1)/tau_x : 1
tau_x = 3 ms
"""


def alone(model: str, resolution: float = 0.1, **given) -> NetworkDescription:
    return NetworkDescription(
        populations=(Population("b", find(f"neurons/{model}"), 3, **given),), resolution=resolution
    )


def pair(synapse, **given) -> NetworkDescription:
    ends = Population("a", LIF, 2, bias=1000.0), Population("b", LIF, 3, bias=1200.0)
    link = Projection("ab", "a", "b", synapse, ALL, **{"weight": 1.0, "delay": 1.5} | given)
    return NetworkDescription(populations=ends, projections=(link,))


def typed(text: str, **given) -> NetworkDescription:
    return NetworkDescription(populations=(Population("b", equations(text), 3, **given),))


def driven(stimulus: str, **values) -> NetworkDescription:
    source = Stimulus("s", find(f"stimuli/{stimulus}"), 1, values)
    link = Projection("sb", "s", "b", None, ALL, 1.0, 0.1)
    return NetworkDescription(populations=(Population("b", LIF, 3),), projections=(link,), stimuli=(source,))


DIVIDED = """
dv/dt = (E_L - v)/tau + k*k/u : mV
k = 1 mV
u = 10 mV*ms
tau = 10 ms
E_L = -65 mV
"""
ROOTED = """
dv/dt = (E_L - sqrt(v*k))/tau : mV
k = 1 mV
tau = 10 ms
E_L = -65 mV
"""
BY_A_STATE = """
dx/dt = 1/y/tau : 1
dy/dt = (1 - y)/tau : 1
tau = 10 ms
"""
RESET_BY_ZERO = """
dv/dt = (2*E - v)/tau : mV
threshold: v > E
reset: v = v*one/z
one = 1
z = 0
E = 10 mV
tau = 10 ms
"""
UNBOUNDED = {"A_plus": 1e308, "A_minus": 1e-3, "w_max": 1e308}
LARGE, FINER = "far too large", "Make the resolution"
WRONG = {
    "a typed state that grows": (lambda: typed(GROWING, start={"v": -65.0, "u": 1.0}), "b", "u", LARGE),
    "a typed equation that explodes": (lambda: typed(CUBIC, start={"x": np.array([0.0, 0.5, 2.0])}), "b", "x", LARGE),
    "a division by a parameter": (
        lambda: typed(DIVIDED, parameters={"u": 0.0}), "b", "v", "equation of v has no value there: u is 0",
    ),
    "a division by one neuron's parameter": (
        lambda: typed(DIVIDED, parameters={"u": np.array([1.0, 2.0, 0.0])}), "b", "v", "u is 0",
    ),
    "a division by a state that begins with 0": (
        lambda: typed(BY_A_STATE), "b", "x", "equation of x has no value where y is 0: start y elsewhere",
    ),
    "a division in a reset": (
        lambda: typed(RESET_BY_ZERO), "b", "v", "reset of v has no value there: z is 0, so give it another value",
    ),
    "a root below 0": (lambda: typed(ROOTED, start={"v": 1.0}), "b", "v", "root or logarithm"),
    "a current synapse": (lambda: pair(EXPONENTIAL, weight=HUGE), "b", "I_syn (ab)", LARGE),
    "a conductance": (lambda: pair(CONDUCTANCE, weight=HUGE), "b", "V", LARGE),
    "steps too long, no time constant": (lambda: alone("fitzhugh_nagumo", 5.0, bias=1e4), "b", "V", FINER),
    "a membrane with exponentials": (lambda: alone("morris_lecar", 5.0, bias=1e7), "b", "V", FINER),
    "a weight that learns": (
        lambda: pair(EXPONENTIAL, plasticity=find("plasticity/pair_stdp"), plasticity_parameters=UNBOUNDED),
        "b", "I_syn (ab)", LARGE,
    ),
    "short-term plasticity": (
        lambda: pair(EXPONENTIAL, weight=HUGE, short_term=SHORT_TERM, short_term_parameters={"U": 1.0}),
        "b", "I_syn (ab)", LARGE,
    ),
    "a stimulus": (lambda: driven("ramp_current", **RAMP), "s", "current", "Look for values of s"),
}  # fmt: skip
RAMP = {"first": -HUGE, "last": HUGE}


@pytest.mark.parametrize("name", WRONG)
def test_both_backends_say_the_same_of_what_goes_wrong_within_one_piece(name: str) -> None:
    make, place, variable, cause = WRONG[name]
    told = []
    for backend in ("numpy", "numba"):
        simulation = Simulation(make(), backend=backend)
        with pytest.raises(NumericalFailure) as failure:
            for _ in range(20):
                begun = simulation.time
                simulation.advance(CHUNK)
        problem = failure.value.problem
        told.append(str(problem))
        assert begun <= 1000 * problem.values["time"] <= begun + CHUNK * simulation.description.resolution + 1e-9
        assert np.isfinite(problem.values["last"])
    assert told[0] == told[1]
    assert (problem.place, problem.values["variable"]) == (place, variable)
    assert cause in told[0]


@BACKENDS
def test_a_state_of_a_stimulus_that_goes_wrong_is_named_and_not_what_it_drives(backend):
    simulation = Simulation(driven("ornstein_uhlenbeck_current"), backend=backend)
    simulation.advance(50)
    name, state = next(iter(simulation._arrays.sources["s"].states[0].items()))
    before = float(state[0])
    state[0] = np.nan
    problem = failing(simulation, 30)
    assert (problem.place, problem.values["variable"], problem.values["neuron"]) == ("s", name, 0)
    assert (problem.values["last"], problem.values["since"]) == (before, pytest.approx(0.005))
