"""Equations of many states: exact steps have a bound, and what is beyond it is said and still right."""

import numpy as np
import pytest
import sympy
from scipy.linalg import expm

import engine
from engine.compiling.mathematics.linear import linear_block
from engine.compiling.mathematics.reading import compose, symbol
from engine.compiling.mathematics.stepping import one_step
from engine.model.equations.card import NUMERICAL, traits
from engine.model.equations.loops import MOST_EXACT, largest_loop
from engine.network.description import NetworkDescription, Population, Recording
from engine.neurons import LeakyIntegrateAndFire
from engine.simulation.simulation import Simulation
from engine.synapses import AlphaConductance, AlphaCurrent

MANY, H = 30, 0.1


def ring(count: int) -> str:
    """States that follow each other in a ring: each reads one, and so all."""
    rates = [f"dx{i}/dt = (0.5*x{(i + 1) % count} - x{i}{' + R*I' * (i == 0)})/tau : mV" for i in range(count)]
    return "\n".join([*rates, "tau = 10 ms", "x0(0) = a", "a = 1 mV", "R = 1 MOhm", "I : pA"])


def test_more_states_than_the_bound_that_read_each_other_are_no_exact_block():
    few, many = (compose(engine.equations(ring(count)), {}) for count in (MOST_EXACT, MOST_EXACT + 1))
    assert len(linear_block(few.rates, ()).states) == MOST_EXACT
    assert linear_block(many.rates, ()).states == []
    assert len(one_step(many).entries) == 0


def test_what_reads_too_many_states_is_left_out_with_them_and_the_rest_stays_exact():
    d = compose(engine.equations(ring(MANY)), {"r": AlphaCurrent})
    assert set(linear_block(d.rates, ()).states) == set(d.synaptic)


def test_a_ring_beyond_the_bound_moves_as_the_exponential_of_its_matrix():
    model = engine.equations(ring(MANY))
    recorded = tuple(Recording(f"x{i}", "a", f"x{i}", interval=H) for i in (0, 1, MANY - 1))
    network = NetworkDescription(H, (Population("a", model, 1),), recordings=recorded)
    samples = Simulation(network, backend="numpy").run(20.0).samples
    matrix = (0.5 * np.roll(np.eye(MANY), 1, axis=1) - np.eye(MANY)) / 10.0
    after = expm(matrix * 20.0) @ np.eye(MANY)[0]
    for i in (0, 1, MANY - 1):
        assert samples[f"x{i}"].values[-1, 0] == pytest.approx(after[i], abs=1e-9)


def test_the_card_says_that_a_method_moves_what_is_beyond_the_bound():
    exact, numerical = (engine.equations(ring(count)) for count in (MOST_EXACT, MOST_EXACT + 1))
    assert largest_loop(exact) == MOST_EXACT and largest_loop(numerical) == MOST_EXACT + 1
    assert NUMERICAL.items() <= traits(numerical).items() and not NUMERICAL.items() & traits(exact).items()


def test_products_of_states_are_not_formed_where_they_would_be_as_many_as_their_square(monkeypatch):
    """Twenty receptors of two states each made 820 products, each of them expanded in SymPy: minutes."""
    asked = []
    diff = sympy.diff
    monkeypatch.setattr(sympy, "diff", lambda *of: (asked.append(of[1:]), diff(*of))[1])
    step = one_step(compose(LeakyIntegrateAndFire, {f"r{i}": AlphaConductance for i in range(20)}))
    states = len(step.new)
    assert states == 41 and len(asked) < 10 * states


def test_names_of_a_propagators_parameters_are_those_on_the_way():
    text = "dx/dt = (y - x)/tau_x : 1\ndy/dt = (z - y)/tau_y : 1\ndz/dt = -z/tau_z : 1\n"
    d = compose(engine.equations(text + "tau_x = 1 ms\ntau_y = 2 ms\ntau_z = 3 ms"), {})
    block = linear_block(d.rates, ())
    x, y, z = (block.states.index(symbol(name)) for name in "xyz")
    assert block.parameters_of(x, z) == {"tau_x", "tau_y", "tau_z"}
    assert block.parameters_of(y, z) == {"tau_y", "tau_z"} and block.parameters_of(z, z) == {"tau_z"}
    assert block.reachable()[[x, y, z]][:, [x, y, z]].tolist() == [[1, 1, 1], [0, 1, 1], [0, 0, 1]]
