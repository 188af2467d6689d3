"""Every discovered synapse can be written as text, and the text gives the same synapse again."""

from __future__ import annotations

import numpy as np
import pytest

from engine.compiling.steps.population import compiled_population
from engine.model.declaration import SynapseModel
from engine.model.pairing import accepts
from engine.model.registry.discovery import find, models
from engine.model.typed.synapse import synapse as typed
from engine.model.writers.writing import model_text
from engine.network.description import NetworkDescription, Population, Projection, Recording
from engine.network.values import Uniform
from engine.simulation.simulation import Simulation
from tests.laws.networks import ALL, LIF, recurrent
from tests.laws.test_simulation import same

SYNAPSES = list(models("synapses").values())
STEPS, TURNS = 100, 4  # a slow conductance fires somebody in a later turn
every = pytest.mark.parametrize("model", SYNAPSES, ids=lambda model: model.key)
SPIKING = [model for model in SYNAPSES if not model.couples()]
NOT_WRITTEN = ("symbol",)  # follows from the name


def fitting(model: type[SynapseModel]):
    """A neuron that fires and takes what the synapse gives."""
    if accepts(LIF, model):
        return LIF
    return next(n for n in models("neurons").values() if accepts(n, model) and n.fires())


def network(model: type[SynapseModel]) -> NetworkDescription:
    """Forty neurons and back; a synapse that couples joins neurons of which some are driven."""
    if not model.couples():
        return recurrent(fitting(model), model)
    coupled = Projection("ab", "a", "b", model, ALL, 0.7, 0.0)
    return NetworkDescription(
        populations=(
            Population("a", LIF, 6, bias=Uniform(600.0, 900.0)),
            Population("b", LIF, 5, start={"V": Uniform(-70.0, -60.0)}),
        ),
        projections=(coupled,),
        recordings=(Recording("V", "b", "V", (0, 4), 0.5),),
    )


@every
def test_the_text_of_a_synapse_declares_the_same(model: type[SynapseModel]) -> None:
    again = typed(model_text(model))
    assert set(again.equations) == set(model.equations) and set(again.quantities) == set(model.quantities)
    assert (again.weight, again.current_unit) == (model.weight, model.current_unit)
    assert (again.both_ways, again.couples()) == (model.both_ways, model.couples())
    for name, quantity in model.quantities.items():
        other = again.quantities[name]
        mine, theirs = ({n: v for n, v in vars(q).items() if n not in NOT_WRITTEN} for q in (quantity, other))
        assert mine == theirs and type(quantity) is type(other)
    assert all(again.defaults(inhibitory) == model.defaults(inhibitory) for inhibitory in (False, True))


@pytest.mark.parametrize("backend", ["numpy", "numba"])
@every
def test_the_text_of_a_synapse_brings_the_same_spikes_to_the_last_bit(model: type[SynapseModel], backend: str) -> None:
    again = typed(model_text(model))
    simulations = [Simulation(network(m), seed=7, backend=backend) for m in (model, again)]
    for _ in range(TURNS):
        one, other = (simulation.advance(STEPS) for simulation in simulations)
        same(one, other)
        if sum(len(block) for block in one.spikes.values()) and np.ptp(one.samples["V"].values) > 0.0:
            return
    pytest.fail("nobody fired")


@pytest.mark.parametrize("model", SPIKING, ids=lambda model: model.key)
def test_the_text_of_a_synapse_gives_the_same_loops_in_every_dialect(model: type[SynapseModel]) -> None:
    again = typed(model_text(model))
    neuron = fitting(model)
    one, other = (compiled_population(neuron, {"r0": m}) for m in (model, again))
    for text in ("numba_text", "numpy_text", "fused_text", "coefficient_text"):
        mine, theirs = getattr(one, text), getattr(other, text)
        assert sorted(mine.replace(model.__name__, again.__name__).split()) == sorted(theirs.split())


def test_the_synapse_to_begin_with_is_that_of_the_built_in_conductance() -> None:
    begun, built_in = find("synapses/equations"), find("synapses/exponential_conductance")
    assert begun.weight == built_in.weight and len(begun.equations) == len(built_in.equations)
    assert [p.default for p in begun.parameters().values()] == [p.default for p in built_in.parameters().values()]
