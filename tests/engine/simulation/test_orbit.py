"""The way of one neuron from a given state."""

from __future__ import annotations

import numpy as np
import pytest

from engine.answers.orbit import orbit
from engine.model.registry.discovery import find
from engine.network.description import NetworkDescription, Population, Recording
from engine.progress import Cancelled
from engine.simulation.simulation import Simulation

LIF = Population("a", find("neurons/leaky_integrate_and_fire"), 5, {"tau_m": 20.0})


def test_an_orbit_begins_where_it_is_told_and_ends_at_rest() -> None:
    found = orbit(LIF, 0.1, 0.0, {"V": -60.0}, 200.0)
    assert found.times[0] == 0.0
    assert found.states["V"][0] == -60.0
    assert found.states["V"] == pytest.approx(-70.0 + 10.0 * np.exp(-found.times / 20.0))
    assert not len(found.spikes)


def test_an_orbit_is_what_a_run_of_one_such_neuron_does() -> None:
    """The same spikes and the same numbers as of the ordinary simulation."""
    izhikevich = Population("neuron", find("neurons/izhikevich"), 1, start={"V": -60.0, "u": -5.0}, bias=10.0)
    recordings = tuple(Recording(name, "neuron", name) for name in ("V", "u"))
    record = Simulation(NetworkDescription(0.1, (izhikevich,), recordings=recordings)).run(300.0)
    found = orbit(izhikevich, 0.1, 10.0, {"V": -60.0, "u": -5.0}, 300.0)
    for name in ("V", "u"):
        assert np.array_equal(found.states[name][1:], record.samples[name].values[:, 0])
    assert np.array_equal(found.times[found.spikes], record.spikes["neuron"].steps * 0.1)


def test_a_spike_is_the_row_after_the_jump() -> None:
    found = orbit(LIF, 0.1, 500.0, {"V": -56.0}, 100.0)
    assert len(found.spikes) > 1
    before, after = found.states["V"][found.spikes - 1], found.states["V"][found.spikes]
    assert (before > -55.5).all()
    assert (after == -70.0).all()


def test_an_orbit_can_be_given_up() -> None:
    with pytest.raises(Cancelled):
        orbit(LIF, 0.1, 0.0, {"V": -60.0}, 100.0, lambda: False)
