"""A run whose record will not fit is refused before its first step, in a sentence with the size."""

from __future__ import annotations

import pytest

from engine.network.description import Recording
from engine.problems import NetworkError
from engine.simulation.simulation import Simulation
from tests.laws.networks import stimulated


@pytest.mark.parametrize("duration", [1e300, float("inf"), float("nan"), -1.0, 1e10])
def test_durations_that_cannot_be_run_are_refused(duration):
    simulation = Simulation(stimulated())
    with pytest.raises(NetworkError, match=r"A run cannot last (1e\+300|inf|nan|-1|1e\+10) ms\. Give a time"):
        simulation.run(duration)
    assert simulation.step == 0


def test_a_record_that_will_not_fit_is_refused_with_its_size(monkeypatch):
    monkeypatch.setattr("engine.simulation.record_size.free_memory", lambda: 100_000_000)
    simulation = Simulation(stimulated())
    simulation.record(Recording("all", "a", "V", None, 0.1))
    with pytest.raises(NetworkError, match=r"Recording 1e\+06 ms needs about 3\.2 GB of memory; 80 MB of the 100 MB"):
        simulation.run(1e6)
    assert simulation.step == 0
    simulation.run(100.0)


def test_longer_intervals_make_a_record_fit(monkeypatch):
    monkeypatch.setattr("engine.simulation.record_size.free_memory", lambda: 200_000)
    simulation = Simulation(stimulated())
    simulation.stop_recording("I")
    simulation.stop_recording("V")
    simulation.record(Recording("fine", "a", "V", None, 0.1))
    with pytest.raises(NetworkError):
        simulation.run(500.0)
    simulation.stop_recording("fine")
    simulation.record(Recording("coarse", "a", "V", None, 10.0))
    simulation.run(500.0)


def test_a_run_of_no_time_is_empty():
    assert Simulation(stimulated()).run(0.0).steps == 0
