"""The live run as a person drives it, with a simulation whose every step is known."""

from __future__ import annotations

import threading
import time
from dataclasses import replace
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from app.running.changes import takes
from app.running.contents import has_synapses
from app.running.run import RunStatus
from app.running.simulated import RunSettings
from engine.network.description import Recording
from engine.problems import NetworkError, Problem
from engine.simulation.edit_log import SetValue
from tests.app.running.driven import Driven, builds_until_given_up, running
from tests.app.running.fake import FakeSimulation, two_populations, with_size
from tests.patience import PATIENCE


def test_a_run_starts_without_waiting_and_fills_the_ring(qtbot: QtBot, driven: Driven) -> None:
    gate = threading.Event()
    driven.before_making = lambda *_: gate.wait(PATIENCE / 1000)
    driven.run.start(two_populations(), RunSettings())
    assert driven.run.state == "preparing"  # and the call has come back while the making still waits
    gate.set()
    qtbot.waitUntil(lambda: driven.run.frames.latest_step > 100)
    frames = driven.run.frames
    assert set(frames.elements()) == {"1", "2"}
    assert (frames.spikes("1").steps[:50] == range(50)).all()


def test_pause_stands_still_and_resume_goes_on_from_there(qtbot: QtBot, driven: Driven) -> None:
    run = running(qtbot, driven)
    run.pause()
    qtbot.waitUntil(lambda: run.state == "paused")
    step = run.status().step
    qtbot.wait(60)
    assert run.status().step == step
    run.resume()
    qtbot.waitUntil(lambda: run.status().step > step)
    steps = run.frames.spikes("1").steps
    assert (steps == range(len(steps))).all()


def test_a_single_step_is_one_step(qtbot: QtBot, driven: Driven) -> None:
    driven.run.start(two_populations(), RunSettings(), paused=True)
    qtbot.waitUntil(lambda: driven.run.state == "paused")
    driven.run.step()
    qtbot.waitUntil(lambda: driven.run.status().step == 1)
    qtbot.wait(40)
    assert driven.run.status().step == 1


def test_a_paused_run_says_when_what_it_will_go_on_with_is_compiled(
    qtbot: QtBot, driven: Driven, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It said “compiling” until the next step, however long that was."""
    monkeypatch.setattr(FakeSimulation, "is_compiling", True)
    driven.run.start(two_populations(), RunSettings(), paused=True)
    qtbot.waitUntil(lambda: driven.run.state == "paused" and driven.run.status().is_compiling)
    monkeypatch.setattr(FakeSimulation, "is_compiling", False)
    monkeypatch.setattr(FakeSimulation, "backend", "compiled fake")
    qtbot.waitUntil(lambda: not driven.run.status().is_compiling)
    assert driven.run.status().backend == "compiled fake" and driven.run.status().step == 0


def test_running_to_a_time_stops_exactly_there(qtbot: QtBot, driven: Driven) -> None:
    driven.run.start(two_populations(), RunSettings(speed=0.0), paused=True)
    driven.run.resume(until_ms=123.4)
    qtbot.waitUntil(lambda: driven.run.state == "paused" and driven.run.status().step > 0)
    assert driven.run.status().step == 1234


def test_reset_begins_anew_with_an_empty_ring_and_stands_still(qtbot: QtBot, driven: Driven) -> None:
    run = running(qtbot, driven)
    old = run.frames
    with qtbot.waitSignal(run.restarted):
        run.reset()
    assert run.frames is not old
    qtbot.waitUntil(lambda: run.state == "paused")
    assert run.status().step == 0
    assert run.frames.latest_step == 0


def test_slow_motion_shows_a_tenth_of_real_time(qtbot: QtBot, driven: Driven) -> None:
    """Never more, and no less once a busy machine has caught up."""
    began = time.perf_counter()
    run = running(qtbot, driven, speed=0.1)

    def share() -> float:
        return run.status().step * 1e-4 / (time.perf_counter() - began)

    qtbot.waitUntil(lambda: run.status().step > 300)
    assert share() <= 0.1
    qtbot.waitUntil(lambda: share() > 0.08)
    assert share() <= 0.1
    run.set_speed(0.0)
    qtbot.waitUntil(lambda: run.status().real_time_factor > 2)


def test_the_status_is_told_at_most_thirty_times_a_second(qtbot: QtBot, driven: Driven) -> None:
    run, told = running(qtbot, driven, speed=0.0), []
    run.ticked.connect(told.append)
    began = time.perf_counter()
    qtbot.waitUntil(lambda: len(told) > 10)
    assert len(told) <= 30 * (time.perf_counter() - began) + 2
    assert all(isinstance(status, RunStatus) for status in told)
    assert told[-1].events_per_s > 0


def test_a_live_parameter_acts_while_running(qtbot: QtBot, driven: Driven) -> None:
    run = running(qtbot, driven)
    run.watch(Recording("r", "1", "V"))
    qtbot.waitUntil(lambda: run.frames.samples("r") is not None)
    run.submit(SetValue("1", "gain", 5.0))

    def acted() -> bool:
        samples = run.frames.samples("r")
        return samples is not None and bool(samples.values[-1, 0] == 5.0)

    qtbot.waitUntil(acted)


def test_many_turns_of_a_slider_arrive_as_the_last_one(qtbot: QtBot, driven: Driven) -> None:
    driven.run.start(two_populations(), RunSettings(), paused=True)
    qtbot.waitUntil(lambda: driven.run.state == "paused")
    stepping, go_on, advance = threading.Event(), threading.Event(), driven.made[0].advance

    def held(*arguments: Any) -> Any:
        stepping.set()
        go_on.wait(PATIENCE / 1000)
        return advance(*arguments)

    driven.made[0].advance = held  # type: ignore[method-assign]
    driven.run.step()
    assert stepping.wait(PATIENCE / 1000)
    for i in range(100):
        driven.run.submit(SetValue("1", "gain", float(i)))
    go_on.set()
    qtbot.waitUntil(lambda: bool(driven.made[0].applied) and driven.made[0].applied[-1].value == 99.0)
    assert len(driven.made[0].applied) == 1


def test_another_network_goes_on_where_the_first_was(qtbot: QtBot, driven: Driven) -> None:
    run = running(qtbot, driven)
    run.watch(Recording("r", "2", "V"))
    step = run.status().step
    run.rebuild(with_size(two_populations(), 7))
    qtbot.waitUntil(lambda: len(driven.made) == 2 and run.state == "running")
    assert driven.made[1].step >= step
    qtbot.waitUntil(lambda: run.frames.spikes("1", driven.made[1].step - 20).neurons.max(initial=0) == 6)
    assert "r" in driven.made[1].recordings
    assert (run.frames.spikes("2").steps[:10] == range(10)).all()


def test_what_is_being_prepared_to_stand_still_runs_on_when_told_to(qtbot: QtBot, driven: Driven) -> None:
    making, made = threading.Event(), threading.Event()
    states: list[str] = []

    def make(*_: Any) -> None:
        making.set()
        made.wait(PATIENCE / 1000)

    driven.before_making = make
    driven.run.state_changed.connect(states.append)
    driven.run.start(two_populations(), RunSettings(), paused=True)
    assert making.wait(PATIENCE / 1000) and not driven.run.runs_on
    driven.run.resume()
    assert driven.run.runs_on and driven.run.state == "preparing"
    made.set()
    qtbot.waitUntil(lambda: states == ["preparing", "preparing", "running"])
    assert driven.run.runs_on


def test_it_runs_on_where_a_pause_was_taken_back_at_once(qtbot: QtBot, driven: Driven) -> None:
    run = running(qtbot, driven)
    for _ in range(30):
        run.pause()
        qtbot.wait(1)
        run.resume()
    step = run.status().step
    qtbot.waitUntil(lambda: run.state == "running" and run.status().step > step + 100)
    assert run.runs_on


def test_a_network_with_problems_fails_with_them(qtbot: QtBot, driven: Driven) -> None:
    problem = Problem("1", "run-out-of-memory")

    def refuse(*_: Any) -> None:
        raise NetworkError([problem])

    driven.before_making = refuse
    with qtbot.waitSignal(driven.run.failed) as caught:
        driven.run.start(two_populations(), RunSettings())
    assert caught.args == [problem]
    assert driven.run.state == "failed"


def test_a_mistake_of_the_program_stops_the_run_with_one_sentence(
    qtbot: QtBot, driven: Driven, caplog: pytest.LogCaptureFixture
) -> None:
    run = running(qtbot, driven)
    with qtbot.waitSignal(run.failed) as caught:
        driven.made[0].fails_at = 0
    (problem,) = caught.args
    assert "a fake failure" in str(problem)
    assert "ZeroDivisionError" in caplog.text
    driven.before_making = None
    run.start(two_populations(), RunSettings())
    qtbot.waitUntil(lambda: run.state == "running")


def test_weights_are_snapshots_that_a_reader_may_keep(qtbot: QtBot, driven: Driven) -> None:
    run = running(qtbot, driven)
    run.watch_weights("3")
    qtbot.waitUntil(lambda: run.frames.weights("3") is not None)
    first, version = run.frames.weights("3"), run.frames.weights_version
    qtbot.waitUntil(lambda: run.frames.weights_version > version)
    assert run.frames.weights("3") is not first


def test_what_was_drawn_a_moment_ago_is_recorded_after_the_build(qtbot: QtBot, driven: Driven) -> None:
    run = running(qtbot, driven)
    run.watch(Recording("r", "new", "V"))
    run.watch(Recording("s", "1", "no such state"))
    larger = two_populations()
    larger = replace(larger, populations=(*larger.populations, replace(larger.populations[0], id="new")))
    run.rebuild(larger)
    qtbot.waitUntil(lambda: run.frames.samples("r") is not None and run.state == "running")
    assert list(driven.made[-1].recordings) == ["r"]
    run.unwatch("s")
    run.unwatch("r")
    qtbot.waitUntil(lambda: not driven.made[-1].recordings)


def test_an_edit_during_the_build_does_not_pause_the_run(qtbot: QtBot, driven: Driven) -> None:
    states: list[str] = []
    driven.run.state_changed.connect(states.append)
    building = builds_until_given_up(driven)
    driven.run.start(two_populations(), RunSettings())
    assert building.wait(PATIENCE / 1000)
    driven.run.rebuild(with_size(two_populations(), 6))
    qtbot.waitUntil(lambda: driven.run.frames.latest_step > 0)
    qtbot.waitUntil(lambda: driven.run.state == "running")
    assert "idle" not in states
    assert "paused" not in states
    driven.run.pause()
    qtbot.waitUntil(lambda: driven.run.state == "paused")
    driven.run.rebuild(two_populations())
    qtbot.waitUntil(lambda: len(driven.made) == 2 and driven.run.state == "paused")


def test_a_reset_uses_the_seed_of_now(qtbot: QtBot, driven: Driven) -> None:
    seeds: list[int] = []
    driven.before_making = lambda _description, settings, _progress: seeds.append(settings.seed)
    run = running(qtbot, driven)
    run.use_seed(7)
    run.reset()
    qtbot.waitUntil(lambda: seeds == [1, 7])


def test_watching_weights_of_a_projection_that_is_gone_is_no_mistake(
    qtbot: QtBot, driven: Driven, caplog: pytest.LogCaptureFixture
) -> None:
    run = running(qtbot, driven)
    run.watch_weights("gone")
    answers: list[set[str]] = []
    run.weights_read.connect(lambda weights: answers.append(set(weights)))
    run.read_weights(["gone"])
    run.read_weights(["gone", "3"])  # either of both questions in one turn of the worker, or one after the other
    qtbot.waitUntil(lambda: bool(answers) and answers[-1] == {"3"})
    assert answers in ([{"3"}], [set(), {"3"}])
    assert run.state == "running"
    assert not caplog.records


def test_no_answer_about_weights_is_lost_where_two_come_between_two_looks(qtbot: QtBot, driven: Driven) -> None:
    run = running(qtbot, driven)
    answers: list[set[str]] = []
    run.weights_read.connect(lambda weights: answers.append(set(weights)))
    for answer in ({"3": None}, {}):
        run._worker.weights_read.put(answer)  # two between two looks come by chance alone
    qtbot.waitUntil(lambda: len(answers) == 2)
    assert answers == [{"3"}, set()]


def test_a_live_change_of_what_was_never_built_is_dropped(
    qtbot: QtBot, driven: Driven, caplog: pytest.LogCaptureFixture
) -> None:
    run = running(qtbot, driven)
    building = builds_until_given_up(driven)
    run.rebuild(two_populations())  # a link "4" is drawn …
    assert building.wait(PATIENCE / 1000)
    run.submit(SetValue("4", "weight", 2.0))  # … its slider moved …
    run.submit(SetValue("1", "gain", 4.0))
    run.rebuild(two_populations())  # … and the link undone, all before the first build is done
    qtbot.waitUntil(lambda: len(driven.made) == 2)
    qtbot.waitUntil(lambda: run.state == "running")
    assert driven.made[0].applied == [SetValue("1", "gain", 4.0)]
    assert driven.made[1].gain == 4.0
    assert not caplog.records


def test_only_live_values_of_what_is_there_are_taken() -> None:
    network = two_populations()
    assert takes(network, "1", "gain")
    assert takes(network, "1", "bias")
    assert takes(network, "3", "weight")
    assert not takes(network, "1", "wired")
    assert not takes(network, "3", "plasticity.gain")
    assert not takes(network, "4", "weight")


def test_a_weight_of_a_synapse_that_a_rebuild_has_taken_away_is_not_recorded() -> None:
    simulation = FakeSimulation(two_populations(), RunSettings(), lambda _share: True)
    assert has_synapses(simulation, Recording("w", "3", "weight", (0, 1)))
    assert not has_synapses(simulation, Recording("w", "3", "weight", (0, 2)))
    assert has_synapses(simulation, Recording("v", "1", "V", (3,)))
