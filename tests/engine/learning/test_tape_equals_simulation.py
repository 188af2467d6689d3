"""Law: the trainer's forward pass fires exactly the spikes of a simulation that shows the same presentations."""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from engine.circuit.circuit import circuit
from engine.circuit.trained import with_arrays
from engine.circuit.weights import Weights
from engine.exporting.comparison import NEAR, forward_trace
from engine.learning.passes.tape import Tape
from engine.learning.training.evaluation import evaluate
from engine.model.registry.discovery import find
from engine.network.description import NetworkDescription
from engine.network.values import Normal, Uniform
from engine.simulation.arrays.presentation import Presentation
from engine.simulation.simulation import Simulation
from tests.engine.learning.networks import (
    averaging,
    convolutional,
    digits,
    maxima_of_currents,
    maxima_of_values,
    of_maxima,
    projection,
    with_values_around,
)

SEED = 3
SHOWN = 12

CONTINUOUS = {"neuron": "neurons/leaky_integrate_and_fire", "weight": Uniform(0.0, 40.0), "hidden": 30}


def _with_bias(network: NetworkDescription) -> NetworkDescription:
    populations = tuple(replace(p, bias=Normal(0.05, 0.1)) for p in network.populations)
    return replace(network, populations=populations)


@cache
def networks() -> dict[str, NetworkDescription]:
    exponential = {"synapse": find("synapses/exponential_current"), "delay": 1.0}
    back = projection("back", "out", "hidden", delay=2.0, weight=Uniform(-0.5, 0.5))
    around = projection("around", "hidden", "hidden", delay=1.0, weight=Uniform(-0.3, 0.3))
    forward_again = projection("again", "code", "out", delay=3.0)
    return {
        "Poisson": _with_bias(digits()),
        "latency": digits(encoder="encoders/latency", weight=Uniform(-0.1, 0.4)),
        "constant current": digits(encoder="encoders/constant_current", synapse=None, weight=Uniform(-0.1, 0.2)),
        "subtractive reset": digits(neuron="neurons/discrete_leaky_integrate_and_fire_subtractive"),
        "recurrent": digits(more=(back, around), hidden=40),
        "a link beside": digits(more=(forward_again,)),
        "a delay of three steps": digits(delay=3.0),
        "delays of each connection": digits(
            delay=Uniform(1.0, 6.0), hidden=40, more=(replace(around, delay=Uniform(1.0, 4.0)),)
        ),
        "sparse": digits(wiring=find("wiring/fixed_probability"), wiring_parameters={"p": 0.3}),
        "convolution and pooling": convolutional(),
        "pools of values": averaging(),
        "largest spikes": of_maxima(),
        "largest spikes, later": of_maxima(2.0),
        "largest values": maxima_of_values(),
        "largest values, later": maxima_of_values(3.0),
        "largest currents": maxima_of_currents(),
        "values around": with_values_around(),
        "values as currents": with_values_around(
            neuron="neurons/leaky_integrate_and_fire", current=120.0, weight=Uniform(0.0, 300.0), **exponential
        ),
        "continuous with delta": digits(delay=1.0, **{**CONTINUOUS, "weight": Uniform(0.0, 3.0)}),
        "steps in parts": digits(
            neuron="neurons/adaptive_exponential_integrate_and_fire",
            parameters={"t_ref": 2.0},
            hidden=20,
            sample_time=12.0,
            weight=Uniform(0.0, 1500.0),
            **exponential,
        ),
        "continuous with currents": digits(**{**CONTINUOUS, "weight": Uniform(0.0, 300.0)}, **exponential),
    }


def _mended(network: NetworkDescription) -> NetworkDescription:
    """A constant current reaches only the hidden layer; spikes go on as ever."""
    read = tuple(
        replace(p, synapse=find("synapses/delta"), weight=Uniform(-0.2, 0.4)) if p.id == "read" else p
        for p in network.projections
    )
    return replace(network, projections=read)


@pytest.mark.parametrize("name", networks())
@pytest.mark.parametrize("precision", ["float64", "float32"])
def test_the_tape_fires_the_spikes_of_the_simulation(name: str, precision: str) -> None:
    network = networks()[name]
    if name == "constant current":
        network = _mended(network)
    found = circuit(network)
    simulation = Simulation(network, seed=SEED, backend="numba")
    chunk = simulation.advance(found.steps * SHOWN)
    presentation = Presentation(found.dataset, found.samples, network.resolution, SEED)
    samples = np.array([presentation.sample(p) for p in range(SHOWN)])
    tape = Tape(found, Weights(found, SEED, precision, parameters=False), SHOWN, SEED)
    tape.forward(found.samples.values[samples], np.arange(SHOWN))
    distances = forward_trace(found, tape)
    total = 0
    for element in [*(e.id for e in found.encoders), *(p.id for p in found.populations)]:
        if element not in chunk.spikes or (element in found.by_id and not found.by_id[element].model.fires()):
            continue  # a current has no spikes, nor have values
        block = chunk.spikes[element]
        expected = np.zeros((SHOWN * found.steps, found.size(element)))
        expected[block.steps - 1, block.neurons] = 1
        expected = expected.reshape(SHOWN, found.steps, -1).swapaxes(0, 1)
        fired = tape.spikes(element)
        differing = fired != expected
        if precision == "float64":
            assert not differing.any(), f"{element}: {int(differing.sum())} spikes differ"
        elif differing.any():  # rounding decides only where a potential all but touched its threshold
            first = np.argmax(differing.any(axis=(1, 2)))
            assert (np.abs(distances[element][1][first][differing[first]]) < NEAR).all()
        total += int(fired.sum()) if element != "code" else 0
    assert total > SHOWN, "a silent network proves nothing"


def test_evaluation_gives_the_answers_of_a_run() -> None:
    network = digits()
    found = circuit(network)
    weights = Weights(found, 0, "float64", parameters=False)
    weights.draw_fresh(0)
    network = with_arrays(network, weights.outward())
    simulation = Simulation(network, seed=SEED)
    answers = simulation.advance(found.steps * SHOWN).answers["answer"]
    evaluation = evaluate(network, seed=SEED)
    assert [a.sample for a in answers] == evaluation.samples[:SHOWN].tolist()
    assert [a.answer for a in answers] == evaluation.answers[:SHOWN].tolist()
    assert np.array_equal([a.scores for a in answers], evaluation.scores[:SHOWN])
    assert evaluation.confusion.sum() == len(evaluation.samples) == 360
