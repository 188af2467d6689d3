"""Law: what an inference costs is what a plain loop over spikes and connections of a simulation counts."""

from dataclasses import replace

import numpy as np
import pytest

from engine.circuit.circuit import circuit
from engine.circuit.weights import Weights
from engine.learning.passes.blocks import TapesOfBlocks, rooms_of_blocks
from engine.learning.passes.shown import Shown
from engine.learning.training.costs import Cost, OperationCounter, cost_of
from engine.learning.training.evaluation import evaluate
from engine.model.registry.discovery import find
from engine.network.description import NetworkDescription
from engine.network.values import Uniform
from engine.simulation.arrays.presentation import Presentation
from engine.simulation.simulation import Simulation
from tests.engine.learning.networks import changing_currents, convolutional, digits, projection, with_values_around

SEED, SHOWN = 3, 4


def _constant_current() -> NetworkDescription:
    network = digits(encoder="encoders/constant_current", synapse=None, weight=Uniform(-0.1, 0.2), hidden=30)
    first, second = network.projections
    second = replace(second, synapse=find("synapses/delta"), weight=Uniform(-0.2, 0.4))
    return replace(network, projections=(first, second))


NETWORKS = {
    "dense": digits(hidden=30),
    "sparse": digits(hidden=30, wiring=find("wiring/fixed_probability"), wiring_parameters={"p": 0.3}),
    "recurrent": digits(hidden=30, more=(projection("around", "hidden", "hidden", delay=1.0),)),
    "convolution and pooling": convolutional(),
    "constant current": _constant_current(),
    "changing currents": changing_currents(),
    "values": with_values_around(),
}


@pytest.mark.parametrize("name", NETWORKS)
def test_operations_are_those_of_a_loop_over_the_spikes_of_a_simulation(name: str) -> None:
    network = NETWORKS[name]
    found = circuit(network)
    simulation = Simulation(network, seed=SEED, backend="numba")
    chunk = simulation.advance(found.steps * SHOWN)
    expected, multiplies = [0] * SHOWN, 0
    for link in found.projections:
        targets: dict[int, int] = {}
        for pre in simulation.connections(link.id).pre.tolist():
            targets[pre] = targets.get(pre, 0) + 1
        if link.source in found.constant_currents:
            multiplies += sum(targets.values())
            continue
        if link.synapse is None:  # what it sends is a number in every step
            multiplies += sum(targets.values()) * found.steps
            continue
        block = chunk.spikes[link.source]
        for step, neuron in zip(block.steps.tolist(), block.neurons.tolist(), strict=True):
            expected[(step - 1) // found.steps] += targets.get(neuron, 0)
    presentation = Presentation(found.dataset, found.samples, network.resolution, SEED)
    samples = np.array([presentation.sample(p) for p in range(SHOWN)])
    weights = Weights(found, SEED, "float64", parameters=False)
    tapes = TapesOfBlocks(found, weights, SEED, found.steps, rooms_of_blocks())
    counter = OperationCounter(found, weights)
    shown = Shown.by(tapes.always_in_turn(SHOWN), found.samples.values[samples], np.arange(SHOWN))
    assert counter.accumulates(shown).tolist() == expected
    assert counter.multiplies == multiplies
    assert sum(expected) > 0


def test_an_evaluation_tells_the_mean_of_its_samples() -> None:
    found = evaluate(NETWORKS["constant current"], seed=SEED)
    assert found.cost.spikes == pytest.approx(found.spikes_per_sample)
    hidden = found.cost.accumulates / 10  # every spike of the hidden neurons reaches ten, those of the read-out nothing
    assert 0 < hidden <= found.cost.spikes
    assert found.cost.multiplies == 64 * 30


def test_energy_follows_the_stated_model() -> None:
    cost = Cost(spikes=5.0, accumulates=2000.0, multiplies=1000.0)
    assert cost.operations == 3000.0
    assert cost.energy == pytest.approx(2 * 0.9 + 1 * 4.6)


def test_a_cost_is_known_by_its_figures() -> None:
    cost = Cost(12.0, 340.0, 56.0)
    again = cost_of(cost.spikes, cost.operations, cost.energy)
    assert (again.spikes, again.accumulates, again.multiplies) == pytest.approx((12.0, 340.0, 56.0))
