"""What a check tells of a network that can run and that no training takes."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine import NetworkDescription, NetworkError, check, evaluate, find, fit
from engine.learning.methods.surrogate_gradient import SurrogateGradient
from engine.model.declaration import Model
from engine.network.description import Population
from tests.engine.learning.networks import digits, of_few, projection

GRID = find("positions/grid")


def on_a_grid(population: Population, side: int, **changes: object) -> Population:
    places = {"rows": float(side), "columns": float(side)}
    return replace(population, size=side * side, positions=GRID, positions_parameters=places, **changes)


def pooled(model: type[Model]) -> NetworkDescription:
    """Images → spiking neurons → averaged by neurons of ``model`` → ten neurons → decoder."""
    network = digits(hidden=64)
    hidden, out = network.populations
    passed = find("synapses/delta") if model.fires() else None
    return replace(
        network,
        populations=(on_a_grid(hidden, 8), on_a_grid(hidden, 4, id="pooled", model=model), out),
        projections=(
            projection("in", "code", "hidden", wiring=find("wiring/one_to_one")),
            projection("pool", "hidden", "pooled", wiring=find("wiring/pooling"), weight=1.5),
            projection("read", "pooled", "out", synapse=passed),
        ),
    )


@pytest.mark.parametrize("key", ["neurons/rectified_linear_unit", "neurons/discrete_leaky_integrator"])
def test_pooled_values_are_trained_and_answered(key):
    network = of_few(pooled(find(key)))
    assert check(network) == []
    assert fit(network, SurrogateGradient, epochs=1).epoch == 1
    assert len(evaluate(network).samples) == 60


def test_a_check_says_first_and_in_the_same_words_why_coupled_potentials_cannot_be_trained():
    """It said nothing, and the training refused the link in words that did not name it."""
    network = pooled(find("neurons/leaky_integrate_and_fire"))
    coupled = (replace(p, synapse=find("synapses/gap_junction")) if p.id == "read" else p for p in network.projections)
    network = replace(network, projections=tuple(coupled))
    (told,) = (p for p in check(network) if p.code == "learning.couples")
    assert (told.place, told.is_fatal) == ("read", False)
    assert str(told).startswith("read couples potentials, so this network runs but cannot be trained")
    for refused in (lambda: fit(network, SurrogateGradient), lambda: evaluate(network)):
        with pytest.raises(NetworkError) as error:
            refused()
        assert str(told) in [str(problem) for problem in error.value.problems]


def test_a_network_that_is_trained_or_only_run_is_told_nothing():
    network = pooled(find("neurons/discrete_leaky_integrate_and_fire"))
    assert check(network) == []
    only_run = replace(pooled(find("neurons/rectified_linear_unit")), decoders=())
    assert [p.code for p in check(only_run) if p.code.startswith("learning.")] == []
