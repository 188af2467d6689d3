"""Times so long that their number of steps is no number are refused or never end; nothing fails by them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine.analysis.firing import SILENT, Fired, firing_problems
from engine.checking.memory import memory_parts, memory_problems
from engine.checking.network import check
from engine.circuit.circuit import circuit
from engine.model.registry.discovery import find
from engine.network.description import NetworkDescription, Population
from engine.network.problems_found import TOO_LONG_DELAYS
from engine.simulation.arrays.presentation import Presentation
from engine.simulation.simulation import Simulation
from tests.engine.learning.networks import digits, projection

LIF = find("neurons/leaky_integrate_and_fire")


@pytest.mark.parametrize("time", [1e300, 1e308, 1.7e308])
def test_a_refractory_time_that_never_ends_lets_a_neuron_fire_once(time: float) -> None:
    """The list of problems failed by it: what it had found before stayed."""
    network = NetworkDescription(populations=(Population("p", LIF, 1, {"t_ref": time}, bias=1e6),))
    assert not [problem for problem in check(network) if problem.is_fatal]
    assert memory_parts(network)
    assert len(Simulation(network, backend="numpy").advance(300).spikes["p"].steps) == 1
    assert [p.code for p in firing_problems(network, lambda _id: Fired(0), 1000.0)] == [SILENT]


def test_a_delay_that_never_ends_is_refused_in_words_that_can_be_read() -> None:
    """It needed inf GiB, and one of 1e300 ms a number of three hundred digits."""
    network = digits(more=(projection("loop", "hidden", "hidden", delay=1e308),))
    (problem,) = memory_problems(network)
    assert problem.code == TOO_LONG_DELAYS and "needs more than 1,000,000 GB of memory" in str(problem)


def test_a_sample_that_is_shown_without_end_has_as_many_steps_in_a_training_as_in_a_run() -> None:
    """The list of problems failed by it on a fine grid, a training on any."""
    network = digits(sample_time=1e308)
    network = replace(network, resolution=0.1)
    assert not [problem for problem in check(network) if problem.is_fatal]
    found = circuit(network)
    assert found.steps == Presentation(found.dataset, found.samples, network.resolution, 1).sample_steps
