"""The log of a chunk has room for neurons that fire as often as they can, whatever lets them.

Samples reset neurons, which then fire at once; and what is reset to its threshold or above fires in the very step in
which its refractory time ends.
"""

from dataclasses import replace

import numpy as np
import pytest

from engine.model.registry.discovery import find
from engine.network.description import NetworkDescription, Population
from engine.simulation.edit_log import SetValue
from engine.simulation.operations.spike_log import most_spikes
from engine.simulation.simulation import Simulation
from tests.engine.learning.networks import small
from tests.engine.network.reckoned import reckoned

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


@pytest.mark.parametrize("backend", ["numpy", "numba"])
def test_neurons_that_are_reset_above_their_threshold_have_room(backend: str) -> None:
    cells = Population("cells", find("neurons/leaky_integrate_and_fire"), 20, {"V_th": -110.0, "t_ref": REFRACTORY})
    block = Simulation(NetworkDescription(1.0, (cells,)), backend=backend).advance(STEPS).spikes["cells"]
    assert np.array_equal(np.unique(np.diff(block.steps)), [0, int(REFRACTORY)])
    assert len(block) == 20 * STEPS // int(REFRACTORY)


def test_a_threshold_moved_below_the_reset_while_running_has_room() -> None:
    cells = Population("cells", find("neurons/leaky_integrate_and_fire"), 20, {"t_ref": REFRACTORY})
    simulation = Simulation(NetworkDescription(1.0, (cells,)), backend="numba")
    assert not len(simulation.advance(10).spikes["cells"])
    simulation.apply(SetValue("cells", "V_th", -110.0))
    assert len(simulation.advance(STEPS).spikes["cells"]) == 20 * STEPS // int(REFRACTORY)


def test_a_neuron_fires_once_in_each_begun_refractory_time_between_two_resets() -> None:
    assert most_spikes(chunk=100, apart=1, resets=0) == 100
    assert most_spikes(chunk=100, apart=1, resets=7) == 100
    assert most_spikes(chunk=100, apart=21, resets=0) == 5
    assert most_spikes(chunk=100, apart=21, resets=3) == 8


def test_room_for_spikes_after_resets_is_in_the_estimate_of_memory() -> None:
    assert reckoned(always_firing()) > reckoned(always_firing(sample_time=1000.0))
    assert reckoned(always_firing(reset_between=False)) == reckoned(always_firing(1000.0, reset_between=False))
