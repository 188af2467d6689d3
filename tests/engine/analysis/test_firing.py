"""Which populations a run finds silent or saturated, and which it leaves in peace."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine.analysis.firing import SATURATED, SILENT, Fired, firing_problems, span_of
from engine.datasets.digits import Digits
from engine.model.registry.discovery import find
from engine.network.description import Dataset, NetworkDescription, Population, Recording
from engine.network.values import Uniform
from engine.problems import Severity
from engine.simulation.simulation import Simulation
from tests.engine.learning.networks import projection

LIF = find("neurons/leaky_integrate_and_fire")
SPAN = 1000.0


def network(**parameters: object) -> NetworkDescription:
    return NetworkDescription(populations=(Population("p", LIF, 10, parameters, title="Cells"),), resolution=0.1)


def codes(description: NetworkDescription, fired: Fired | None) -> list[str]:
    return [problem.code for problem in firing_problems(description, lambda _id: fired, SPAN)]


def test_silence_is_told_where_there_was_never_a_spike_as_it_is() -> None:
    (problem,) = firing_problems(network(), lambda _id: Fired(0), SPAN)
    assert (problem.place, problem.code, problem.severity) == ("p", SILENT, Severity.WARNING)
    assert str(problem).startswith("Cells has not fired once in more than 1 s of the run. Give it more input")
    assert codes(network(), Fired(0, before=True)) == codes(network(), None) == codes(network(), Fired(1)) == []


@pytest.mark.parametrize(
    ("parameters", "most"),
    [({"t_ref": 1.9}, 500), ({"t_ref": 0.0}, 10000), ({"t_ref": Uniform(3.9, 9.0)}, 250)],
    ids=["a refractory time", "none", "one drawn for each neuron"],
)
def test_saturation_is_told_by_the_most_that_the_refractory_time_lets(parameters: dict, most: int) -> None:
    description, spikes = network(**parameters), 10 * most * SPAN / 1000
    assert codes(description, Fired(0.79 * spikes)) == []
    (problem,) = firing_problems(description, lambda _id: Fired(0.81 * spikes), SPAN)
    assert problem.code == SATURATED and f"as often as it can ({most} Hz)" in str(problem)


@pytest.mark.parametrize(("t_ref", "steps"), [(0.0, 1), (0.04, 2), (0.1, 2), (2.0, 21)])
def test_neurons_driven_as_hard_as_can_be_are_saturated(t_ref: float, steps: int) -> None:
    """The most that is said to be possible is what the engine makes of it."""
    description = replace(network(), populations=(Population("p", LIF, 10, {"t_ref": t_ref}, bias=1e7),))
    spikes = len(Simulation(description, backend="numpy").advance(1000).spikes["p"].steps)
    assert spikes == pytest.approx(10 * 1000 / steps, abs=10)
    assert [p.code for p in firing_problems(description, lambda _id: Fired(spikes), 100.0)] == [SATURATED]


def test_who_records_the_membrane_alone_looks_below_the_threshold() -> None:
    watched = replace(network(), recordings=(Recording("r", "p", "V"),))
    assert codes(watched, Fired(0)) == []
    also = replace(watched, recordings=(*watched.recordings, Recording("s", "p", "spikes")))
    assert codes(also, Fired(0)) == [SILENT], "its spikes are waited for"
    heard = replace(watched, projections=(projection("l", "p", "p", weight=1.0),))
    assert codes(heard, Fired(0)) == [SILENT]


def test_what_never_fires_is_not_asked() -> None:
    values = replace(network(), populations=(Population("p", find("neurons/leaky_integrator"), 3),))
    assert codes(values, Fired(0)) == []


def test_long_samples_are_seen_twice_before_anything_is_said() -> None:
    assert span_of(network()) == 1000.0
    slow = replace(network(), datasets=(Dataset("d", Digits, sample_time=900.0, gap=100.0),))
    assert span_of(slow) == 2000.0
