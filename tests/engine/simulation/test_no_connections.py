"""A link whose rule happened to connect nobody runs as one that is not there."""

from dataclasses import replace

import numpy as np
import pytest

from engine.model.registry.discovery import find
from engine.network.description import Connections, Stimulus
from engine.network.values import Uniform
from engine.simulation.simulation import Simulation
from tests.engine.learning.networks import projection, small

NOBODY = {
    "by chance": {"wiring": find("wiring/fixed_probability"), "wiring_parameters": {"p": 0.0}},
    "listed": {
        "wiring": find("wiring/explicit_list"), "connections": Connections(np.zeros(0, np.int64), np.zeros(0, np.int64))
    },
}  # fmt: skip


@pytest.mark.parametrize("delay", [0.0, 2.0, Uniform(1.0, 3.0)], ids=str)
@pytest.mark.parametrize("weight", [1.0, Uniform(0.0, 1.0)], ids=str)
@pytest.mark.parametrize("way", NOBODY)
@pytest.mark.parametrize("backend", ["numpy", "numba"])
def test_a_link_without_connections_brings_nothing(backend: str, way: str, weight: object, delay: object) -> None:
    network = small(delay=1.0)
    first, read = network.projections
    empty = replace(read, weight=weight, delay=delay, **NOBODY[way])
    with_it = Simulation(replace(network, projections=(first, empty)), backend=backend).advance(40)
    without = Simulation(replace(network, projections=(first,)), backend=backend).advance(40)
    for id in ("hidden", "out"):
        assert np.array_equal(with_it.spikes[id].steps, without.spikes[id].steps)
    assert len(with_it.spikes["hidden"]) > 10 and not len(with_it.spikes["out"])


@pytest.mark.parametrize("way", NOBODY)
@pytest.mark.parametrize("backend", ["numpy", "numba"])
def test_a_poisson_stimulus_that_reaches_nobody_brings_nothing(backend: str, way: str) -> None:
    network = small(delay=1.0)
    rain = Stimulus("rain", find("stimuli/poisson"), parameters={"rate": 5000.0})
    link = projection("falls", "rain", "out", delay=Uniform(1.0, 5.0), weight=Uniform(0.0, 5.0), **NOBODY[way])
    wet = replace(network, stimuli=(rain,), projections=(*network.projections, link))
    with_it, without = (Simulation(n, backend=backend).advance(40).spikes["out"] for n in (wet, network))
    assert np.array_equal(with_it.steps, without.steps) and np.array_equal(with_it.neurons, without.neurons)
