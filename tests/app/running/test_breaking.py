"""A run stands still in the very step that meets a breakpoint, and goes on from there as if it had never stopped."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from app.document.breakpoints import Breakpoint, BreakpointKind
from app.running import run_history as moments
from app.running.breaking import RATE_WINDOW, Stopped, Synapse
from app.running.run import Run
from app.running.simulated import RunSettings
from engine.model.registry.discovery import find
from engine.network.description import NetworkDescription, Population
from engine.simulation.edit_log import SetValue
from engine.simulation.simulation import Simulation
from tests.laws.networks import layered, learning, plastic

BACKEND = "numba"


@pytest.fixture
def run(qtbot: QtBot) -> Iterator[Run]:
    run = Run()
    yield run
    run.close()


class Stops:
    """What a run told."""

    def __init__(self, run: Run) -> None:
        self.told: list[Stopped] = []
        run.stopped.connect(self.told.append)


def begin(qtbot: QtBot, run: Run, network: NetworkDescription, *breakpoints: Breakpoint) -> None:
    run.start(network, RunSettings(backend=BACKEND, speed=0.0), paused=True)
    run.update_breakpoints(breakpoints)
    qtbot.waitUntil(lambda: run.state == "paused")


def go_on(qtbot: QtBot, run: Run, until_ms: float = 100.0) -> Stopped | None:
    """Run until it stands still; what stopped it, None where it came to the end."""
    stops = Stops(run)
    run.resume(until_ms)
    end = round(until_ms / run.resolution)
    qtbot.waitUntil(lambda: run.state == "paused" and (bool(stops.told) or run.status().step == end))
    qtbot.wait(50)
    assert len(stops.told) <= 1
    return stops.told[0] if stops.told else None


def fired_at(spikes: Any, step: int, neuron: int | None) -> tuple[int, ...]:
    return tuple(n for n in spikes.neurons[spikes.steps == step].tolist() if neuron in (None, n))


def plain(network: NetworkDescription, steps: int = 1000) -> Any:
    return Simulation(network, backend=BACKEND).advance(steps)


@pytest.mark.parametrize("neuron", [None, 7])
def test_it_stops_where_a_neuron_fires_again_and_again(qtbot: QtBot, run: Run, neuron: int | None) -> None:
    breakpoint = Breakpoint(BreakpointKind.FIRES, "a", neuron)
    spikes = plain(plastic()).spikes["a"]
    expected = np.unique(spikes.steps if neuron is None else spikes.steps[spikes.neurons == neuron])
    begin(qtbot, run, plastic(), breakpoint)
    for step in expected[:3]:
        stopped = go_on(qtbot, run)
        assert stopped == Stopped(breakpoint, int(step), fired_at(spikes, int(step), neuron))
        assert run.status().step == run.frames.latest_step == step
        assert run.frames.spikes("a").steps.max() == step
    run.update_breakpoints(())
    assert go_on(qtbot, run) is None
    assert np.array_equal(run.frames.spikes("a").steps, spikes.steps)


@pytest.mark.parametrize("kind", [BreakpointKind.RATE_ABOVE, BreakpointKind.RATE_BELOW])
def test_it_stops_where_a_rate_crosses(qtbot: QtBot, run: Run, kind: BreakpointKind) -> None:
    window, size = round(RATE_WINDOW / 0.1), 40
    steps = plain(plastic(), 3000).spikes["a"].steps
    counts = np.array([np.count_nonzero((steps > s - window) & (steps <= s)) for s in range(3001)])
    rates = counts / (size * RATE_WINDOW / 1000)
    limit = float(np.median(rates[1000:])) + 0.1  # between two counts of spikes
    beyond = rates > limit if kind is BreakpointKind.RATE_ABOVE else rates < limit
    crossings = np.flatnonzero(beyond[1:] & ~beyond[:-1]) + 1
    assert len(crossings) > 1
    breakpoint = Breakpoint(kind, "a", None, limit)
    begin(qtbot, run, plastic(), breakpoint)
    for step in crossings[:2]:
        assert go_on(qtbot, run, 300.0) == Stopped(breakpoint, int(step))


def test_it_stops_where_a_decoder_answers(qtbot: QtBot, run: Run) -> None:
    breakpoint = Breakpoint(BreakpointKind.ANSWERS, "answer")
    begin(qtbot, run, layered(), breakpoint)
    stopped = [go_on(qtbot, run, 200.0) for _ in range(2)]
    answers = run.frames.answers("answer")
    assert answers is not None and answers.steps.tolist() == [10, 23]
    said = [str(answer) for answer in answers.answers]  # digits are called by their numbers
    assert stopped == [Stopped(breakpoint, 10, answer=said[0]), Stopped(breakpoint, 23, answer=said[1])]


def bounded() -> NetworkDescription:
    """Weights that soon reach their largest value."""
    network = learning(find("plasticity/pair_stdp"))
    rule = {"A_plus": 0.4, "A_minus": 0.01, "w_max": 260.0}
    return replace(network, projections=tuple(
        replace(p, plasticity_parameters=rule, weight=150.0) if p.id == "ab" else p for p in network.projections
    ))  # fmt: skip


def test_it_stops_where_a_weight_reaches_its_bound(qtbot: QtBot, run: Run) -> None:
    simulation, expected = Simulation(bounded(), backend=BACKEND), []
    were = np.zeros(len(simulation.weights("ab")), bool)
    while len(expected) < 2:
        simulation.advance(1)
        weights = simulation.weights("ab")
        are = (weights >= 260.0) | (weights == 0.0)
        if (are & ~were).any():
            place, wired = int(np.argmax(are & ~were)), simulation.connections("ab")
            synapse = Synapse(int(wired.pre[place]), int(wired.post[place]), float(weights[place]))
            expected.append((simulation.step, synapse))
        were = are
    assert expected[0][0] > 20
    breakpoint = Breakpoint(BreakpointKind.BOUND, "ab")
    begin(qtbot, run, bounded(), breakpoint)
    for step, synapse in expected:
        assert go_on(qtbot, run, 300.0) == Stopped(breakpoint, step, synapse=synapse)
    assert run.frames.latest_step == expected[1][0]


def test_it_stops_before_a_number_goes_wrong(qtbot: QtBot, run: Run) -> None:
    breakpoint = Breakpoint(BreakpointKind.NOT_FINITE)
    begin(qtbot, run, plastic(), breakpoint)
    assert go_on(qtbot, run, 20.0) is None
    run.submit(SetValue("in", "weight", 1e308))
    failures: list[object] = []
    run.failed.connect(failures.append)
    stopped = go_on(qtbot, run, 60.0)
    assert stopped is not None and stopped.breakpoint == breakpoint
    step = stopped.step
    assert run.frames.latest_step == step >= 200 and not failures
    assert stopped.failure is not None and stopped.failure.place in ("a", "b")
    values = stopped.failure.values
    assert values["time"] == pytest.approx((step + 1) * run.resolution / 1000), "it is told of the next step"
    run.update_breakpoints(())
    run.step()
    qtbot.waitUntil(lambda: run.state == "failed")
    assert len(failures) == 1


def test_what_would_go_wrong_is_told_of_the_moment_in_which_it_stands(qtbot: QtBot, run: Run) -> None:
    """It stood at 51 ms and −1.5e90, and said that it would go wrong at 58 ms and was last −1.2."""
    model = find("neurons/fitzhugh_nagumo")
    network = NetworkDescription(resolution=1.0, populations=(Population("a", model, 3, start={"V": 4.0}),))
    begin(qtbot, run, network, Breakpoint(BreakpointKind.NOT_FINITE))
    stopped = go_on(qtbot, run, 300.0)
    assert stopped is not None and stopped.failure is not None and stopped.step > 0
    simulation = Simulation(network, backend=BACKEND)
    simulation.advance(stopped.step)
    values = stopped.failure.values
    assert values["time"] == pytest.approx((stopped.step + 1) / 1000)
    assert values["last"] == simulation.values("a", values["variable"])[values["neuron"]]


def test_of_several_the_first_stops_it(qtbot: QtBot, run: Run) -> None:
    spikes = plain(plastic()).spikes
    first = {id: int(spikes[id].steps[0]) for id in "ab"}
    early = min(first, key=lambda id: first[id])
    begin(qtbot, run, plastic(), *(Breakpoint(BreakpointKind.FIRES, id) for id in "ab"))
    assert go_on(qtbot, run) == Stopped(
        Breakpoint(BreakpointKind.FIRES, early), first[early], fired_at(spikes[early], first[early], None)
    )


def test_a_network_whose_state_has_no_room_stops_in_the_very_step_too(
    qtbot: QtBot, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(moments, "ROOM", 0)
    spikes = plain(plastic()).spikes["a"]
    step = int(spikes.steps[0])
    breakpoint = Breakpoint(BreakpointKind.FIRES, "a")
    begin(qtbot, run, plastic(), breakpoint)
    assert run.status().first_kept_ms is None
    assert go_on(qtbot, run) == Stopped(breakpoint, step, fired_at(spikes, step, None))
    assert run.status().step == step


def test_breakpoints_about_what_is_not_there_rest(qtbot: QtBot, run: Run) -> None:
    strange = [
        Breakpoint(kind, "nobody", None, 1.0) for kind in BreakpointKind if kind is not BreakpointKind.NOT_FINITE
    ]
    begin(qtbot, run, plastic(), *strange, Breakpoint(BreakpointKind.BOUND, "ba"))
    assert go_on(qtbot, run, 50.0) is None
