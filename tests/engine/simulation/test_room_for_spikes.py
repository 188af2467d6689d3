"""Samples reset neurons, which then fire at once: the log of a chunk has room for the spikes before and after."""

from dataclasses import replace

import numpy as np
import pytest

from engine.model.discovery import find
from engine.network.memory import estimate
from engine.simulation.simulation import Simulation
from engine.simulation.spike_log import most_spikes
from tests.engine.learning.networks import small

SAMPLE, REFRACTORY, STEPS = 4.0, 2.0, 1000  # ms, ms, and steps of 1 ms, which one chunk has


def always_firing(sample_time: float = SAMPLE, **changes: object):
    network = small(
        neuron="neurons/leaky_integrate_and_fire",
        parameters={"t_ref": REFRACTORY},
        synapse=find("synapses/exponential_current"),
        delay=1.0,
    )
    hidden, out = network.populations
    dataset = replace(network.datasets[0], sample_time=sample_time, **changes)
    return replace(network, populations=(replace(hidden, bias=1e6), replace(out, bias=1e6)), datasets=(dataset,))


@pytest.mark.parametrize("gap", [0.0, 1.0])
@pytest.mark.parametrize("backend", ["numpy", "numba"])
def test_neurons_that_every_sample_resets_fire_in_a_chunk_as_step_by_step(backend: str, gap: float) -> None:
    network = always_firing(gap=gap)
    whole = Simulation(network, backend=backend).advance(STEPS).spikes["hidden"]
    single = Simulation(network, backend="numpy")
    blocks = [single.advance(1).spikes["hidden"] for _ in range(STEPS)]
    assert np.array_equal(whole.steps, np.concatenate([b.steps for b in blocks]))
    assert np.array_equal(whole.neurons, np.concatenate([b.neurons for b in blocks]))
    apart = int(REFRACTORY) + 1
    assert len(whole) > 20 * (STEPS // apart + 1), "more than a neuron fires that nothing resets"


def test_a_neuron_fires_once_in_each_begun_refractory_time_between_two_resets() -> None:
    assert most_spikes(chunk=100, apart=1, resets=0) == 100
    assert most_spikes(chunk=100, apart=1, resets=7) == 100
    assert most_spikes(chunk=100, apart=21, resets=0) == 5
    assert most_spikes(chunk=100, apart=21, resets=3) == 8


def test_room_for_spikes_after_resets_is_in_the_estimate_of_memory() -> None:
    assert estimate(always_firing()) > estimate(always_firing(sample_time=1000.0))
    assert estimate(always_firing(reset_between=False)) == estimate(always_firing(1000.0, reset_between=False))
