"""Laws of every discovered method that trains layers: shared kernels, missing connections and delays stay as drawn."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import pytest

from engine.circuit.circuit import circuit
from engine.circuit.trained import with_arrays
from engine.circuit.weights import Weights
from engine.learning.components.method import LearningMethod
from engine.learning.methods import methods
from engine.learning.training.evaluation import evaluate_samples
from engine.learning.training.fitting import fit
from engine.model.registry.discovery import find
from engine.network.description import NetworkDescription
from engine.network.values import ByDistance, Uniform
from engine.simulation.simulation import Simulation
from tests.engine.learning.networks import LIF, convolutional, projection, small

EXPONENTIAL = {"synapse": find("synapses/exponential_current"), "weight": Uniform(0.0, 300.0), "delay": 1.0}
COUNTING = "neurons/discrete_integrate_and_fire_subtractive"  # whose spikes count its input
CONTINUOUS = "neurons/leaky_integrate_and_fire"  # whose spikes have times within steps


def local(**changes: Any) -> NetworkDescription:
    """Each hidden neuron sees a patch of the image."""
    network = small(**changes)
    grid = {"rows": 5.0, "columns": 4.0}
    hidden = replace(network.populations[0], positions=find("positions/grid"), positions_parameters=grid)
    links = (replace(network.projections[0], wiring=find("wiring/local_receptive_field")), network.projections[1])
    return replace(network, populations=(hidden, network.populations[1]), projections=links)


def far(**changes: Any) -> NetworkDescription:
    """Each hidden neuron sees a patch of the image, the farther pixels later."""
    network = local(**changes)
    first, read = network.projections
    return replace(network, projections=(replace(first, delay=ByDistance("linear", 1.0, 0.8)), read))


@cache
def networks(neuron: str = LIF) -> dict[str, NetworkDescription]:
    sparse = {"wiring": find("wiring/fixed_probability"), "wiring_parameters": {"p": 0.3}}
    several = {"wiring": find("wiring/fixed_total_number"), "wiring_parameters": {"number": 400.0}}
    around = projection("around", "hidden", "hidden", delay=1.0)
    return {
        "convolution and pooling": convolutional(sample_time=10.0, neuron=neuron),
        "local receptive fields": local(neuron=neuron),
        "fixed probability": small(neuron=neuron, **sparse),
        "several connections of a pair": small(neuron=neuron, delay=1.0, **several),
        "a delay": small(neuron=neuron, delay=2.0),
        "delays of each connection": small(neuron=neuron, delay=Uniform(1.0, 4.0)),
        "delays by distance": far(neuron=neuron),
        "a loop": small(neuron=neuron, more=(around,)),
        "currents in mV": small(neuron="neurons/leaky_integrate_and_fire", **EXPONENTIAL),
    }


@cache
def of_times() -> dict[str, NetworkDescription]:
    """The same networks of currents that move membranes in continuous time, answered by first spikes."""
    return {name: timed(network) for name, network in networks(CONTINUOUS).items()}


def timed(network: NetworkDescription) -> NetworkDescription:
    links = tuple(
        replace(p, synapse=find("synapses/exponential_current"), delay=p.delay or 1.0) for p in network.projections
    )
    decoder = replace(network.decoders[0], model=find("decoders/time_to_first_spike"))
    return replace(network, projections=links, decoders=(decoder,))


def names() -> list[str]:
    return [name for name, method in methods().items() if trains(method) or times(method)]


def trains(method: type[LearningMethod]) -> bool:
    """Whether it is for layers and classes: it fits the plainest network."""
    return counts(method) or not [p for p in method.refusals(small()) if p.is_fatal]


def counts(method: type[LearningMethod]) -> bool:
    """Whether it wants neurons whose spikes count their input."""
    return bool(method.refusals(small())) and not method.refusals(small(neuron=COUNTING))


def times(method: type[LearningMethod]) -> bool:
    """Whether it wants neurons whose spikes have times within steps."""
    return bool(method.refusals(small())) and not method.refusals(timed(small(neuron=CONTINUOUS)))


@pytest.mark.parametrize("network", networks())
@pytest.mark.parametrize("method", names())
def test_what_is_trained_is_the_drawn_network(method: str, network: str) -> None:
    found = methods()[method]
    drawn = of_times()[network] if times(found) else networks(COUNTING if counts(found) else LIF)[network]
    if told := [p for p in found.refusals(drawn) if p.is_fatal]:
        assert all(str(p) for p in told)
        pytest.skip(f"refused: {told[0]}")
    result = fit(drawn, found, epochs=1, seed=3)
    before = Weights(circuit(drawn), 3, "float64", parameters=False)
    changed = 0
    for (id, name), value in result.arrays.items():
        assert isinstance(value, np.ndarray) and np.isfinite(value).all()
        if name == "weight":
            assert value.shape == before.outward()[id, name].shape
            changed += bool(np.any(value != before.outward()[id, name]))
    assert changed
    trained = with_arrays(drawn, result.arrays)
    shown: Any = Simulation(trained, seed=3).advance(circuit(trained).steps * 4).answers["answer"]
    samples = np.array([answer.sample for answer in shown])
    again = evaluate_samples(circuit(trained), samples, seed=3)
    assert [answer.answer for answer in shown] == again.answers.tolist()
