"""Every discovered neuron can be written as text, and the text gives the same model again."""

from __future__ import annotations

import numpy as np
import pytest

from engine.compiling.steps.population import compiled_population
from engine.model.declaration import NeuronModel
from engine.model.pairing import accepts
from engine.model.registry.discovery import models
from engine.model.typed.neuron import neuron
from engine.model.writers.writing import model_text
from engine.simulation.simulation import Simulation
from tests.laws.networks import recurrent
from tests.laws.test_simulation import same
from tests.laws.traits import reset_of

NEURONS = list(models("neurons").values())
STEPS, TURNS = 100, 3  # a neuron that rises slowly moves in a later turn
NOT_WRITTEN = ("symbol",)  # follows from the name
every = pytest.mark.parametrize("model", NEURONS, ids=lambda model: model.key)


def fitting(model: type[NeuronModel]):
    return next(synapse for synapse in models("synapses").values() if accepts(model, synapse) and not synapse.couples())


@every
def test_the_text_of_a_neuron_declares_the_same(model: type[NeuronModel]) -> None:
    again = neuron(model_text(model))
    assert set(again.equations) >= set(model.equations) and set(again.quantities) == set(model.quantities)
    assert (again.order, again.reset, again.membrane, again.method) == (
        model.order,
        model.reset,
        model.membrane,
        model.method,
    )
    assert again.upward_crossing == model.upward_crossing and again.is_discrete() == model.is_discrete()
    for name, quantity in model.quantities.items():
        other = again.quantities[name]
        mine, theirs = ({n: v for n, v in vars(q).items() if n not in NOT_WRITTEN} for q in (quantity, other))
        assert mine == theirs


@every
def test_the_reset_trait_of_a_text_is_what_its_equations_do(model: type[NeuronModel]) -> None:
    again = neuron(model_text(model))
    assert reset_of(again) is again.reset


@every
def test_the_text_of_a_neuron_fires_the_same_spikes_to_the_last_bit(model: type[NeuronModel]) -> None:
    again = neuron(model_text(model))
    first, second = (recurrent(m, fitting(model)) for m in (model, again))
    simulations = [Simulation(network, backend="numpy") for network in (first, second)]
    for _ in range(TURNS):
        one, other = (simulation.advance(STEPS) for simulation in simulations)
        same(one, other)
        fired = sum(len(block) for block in one.spikes.values())
        if fired or np.ptp(one.samples["V"].values) > 0.0:
            return
    pytest.fail("nothing happened")


@every
def test_the_text_of_a_neuron_gives_the_same_loops_in_every_dialect(model: type[NeuronModel]) -> None:
    again = neuron(model_text(model))
    synapse = fitting(model)
    one, other = (compiled_population(m, {"r0": synapse}) for m in (model, again))
    for text in ("numba_text", "numpy_text", "fused_text", "coefficient_text"):
        mine, theirs = getattr(one, text), getattr(other, text)
        assert sorted(mine.replace(model.__name__, again.__name__).split()) == sorted(theirs.split())
        assert theirs.count("\n") == mine.count("\n")
