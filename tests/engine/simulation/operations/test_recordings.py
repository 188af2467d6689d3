"""Recordings of one state share an operation; each still gives its own neurons and no other's."""

from __future__ import annotations

import numpy as np
import pytest

from engine.network.description import Recording
from engine.simulation.arrays.programs import programs
from engine.simulation.simulation import Simulation
from tests.laws.networks import EXPONENTIAL, LIF, recurrent

WATCHED = (
    Recording("one", "a", "V", (3,), 0.1),
    Recording("some", "a", "V", (39, 0, 3), 0.1),
    Recording("none", "a", "V", (), 0.1),
    Recording("coarse", "a", "V", (5, 6), 0.7),
    Recording("all", "a", "V", None, 0.1),
)


@pytest.mark.parametrize("backend", ["numba", "numpy"])
@pytest.mark.parametrize("threads", [1, 2])
def test_many_recordings_of_a_state_are_columns_of_all(backend, threads, monkeypatch):
    monkeypatch.setattr("engine.simulation.arrays.network_arrays.worthwhile", lambda network, asked: asked)
    simulation = Simulation(recurrent(LIF, EXPONENTIAL), backend=backend, threads=threads)
    for recording in WATCHED:
        simulation.record(recording)
    samples = simulation.advance(150).samples
    every = samples["all"]
    assert every.values.shape == (150, 40) and np.ptp(every.values) > 1.0
    for recording in WATCHED[:3]:
        assert np.array_equal(samples[recording.id].values, every.values[:, list(recording.indices)])
    rows = np.isin(every.steps, samples["coarse"].steps)
    assert np.array_equal(samples["coarse"].values, every.values[rows][:, [5, 6]])
    simulation.stop_recording("some")
    simulation.stop_recording("all")
    after = simulation.advance(20).samples
    assert after["one"].values.shape == (20, 1) and set(after) == {"V", "one", "none", "coarse"}
    assert after["one"].values[-1, 0] == simulation.values("a", "V")[3]
    simulation.close()


def test_recordings_of_one_state_cost_one_operation_a_step():
    simulation = Simulation(recurrent(LIF, EXPONENTIAL))
    for neuron in range(8):
        simulation.record(Recording(f"trace {neuron}", "a", "V", (neuron,), 0.1))
    made, _ = programs(simulation._arrays, simulation._probes.values())
    names = [o.kernel.function for p in made for o in (*p.local, *p.exchange)]
    assert names.count("sample") == 2, "one for these, one for the network's own recording of another population"
