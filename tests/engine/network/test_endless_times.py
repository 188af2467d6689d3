"""Times so long that their number of steps is no number are refused or never end; nothing fails by them."""

from __future__ import annotations

import pytest

from engine.analysis.firing import SILENT, Fired, firing_problems
from engine.model.discovery import find
from engine.network.checking import check
from engine.network.description import NetworkDescription, Population
from engine.network.memory import parts
from engine.simulation.simulation import Simulation

LIF = find("neurons/leaky_integrate_and_fire")


@pytest.mark.parametrize("time", [1e300, 1e308, 1.7e308])
def test_a_refractory_time_that_never_ends_lets_a_neuron_fire_once(time: float) -> None:
    """The list of problems failed by it: what it had found before stayed."""
    network = NetworkDescription(populations=(Population("p", LIF, 1, {"t_ref": time}, bias=1e6),))
    assert not [problem for problem in check(network) if problem.is_fatal]
    assert parts(network)
    assert len(Simulation(network, backend="numpy").advance(300).spikes["p"].steps) == 1
    assert [p.code for p in firing_problems(network, lambda _id: Fired(0), 1000.0)] == [SILENT]
