"""Every discovered rule of plasticity can be written as text, and the text gives the same rule again."""

from __future__ import annotations

import ast

import numpy as np
import pytest

from engine.model.declaration import PlasticityModel
from engine.model.equations.tree import assignments, returned_expression
from engine.model.registry.discovery import models
from engine.model.typed.rule import rule as typed
from engine.model.writers.writing import model_text
from engine.simulation.simulation import Simulation
from tests.laws.networks import RULES, learning
from tests.laws.test_simulation import same

STEPS, TURNS = 400, 2
NOT_WRITTEN = ("symbol",)  # follows from the name
LINKS = ("ab", "ba")
every = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.key)


@every
def test_the_text_of_a_rule_declares_the_same(rule: type[PlasticityModel]) -> None:
    again = typed(model_text(rule))
    assert set(again.equations) == set(rule.equations) and set(again.quantities) == set(rule.quantities)
    assert again.spike_sources() == rule.spike_sources()
    for name, quantity in rule.quantities.items():
        other = again.quantities[name]
        mine, theirs = ({n: v for n, v in vars(q).items() if n not in NOT_WRITTEN} for q in (quantity, other))
        assert mine == theirs and type(quantity) is type(other)
    for synapse in models("synapses").values():
        assert again.defaults(synapse) == rule.defaults(synapse)


@every
def test_the_text_of_a_rule_says_the_same_of_every_event(rule: type[PlasticityModel]) -> None:
    again = typed(model_text(rule))
    for name, equation in rule.equations.items():
        mine, theirs = ([ast.unparse(v) for _, v in assignments(e)] for e in (equation, again.equations[name]))
        assert len(mine) == len(theirs), name
        if not mine:
            values = [ast.unparse(returned_expression(e)) for e in (equation, again.equations[name])]
            assert values[0] == values[1], name


@pytest.mark.parametrize("backend", ["numpy", "numba"])
@every
def test_the_text_of_a_rule_learns_the_same_weights_to_the_last_bit(rule: type[PlasticityModel], backend: str) -> None:
    again = typed(model_text(rule))
    simulations = [Simulation(learning(r), seed=3, backend=backend) for r in (rule, again)]
    before = [simulations[0].weights(link) for link in LINKS]
    for _ in range(TURNS):
        one, other = (simulation.advance(STEPS) for simulation in simulations)
        same(one, other)
    mine, theirs = ([simulation.weights(link) for link in LINKS] for simulation in simulations)
    assert all(map(np.array_equal, mine, theirs))
    assert not all(map(np.array_equal, before, mine))
