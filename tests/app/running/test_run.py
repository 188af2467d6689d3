"""The live run as a person drives it, with a simulation whose every step is known."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from app.running.changes import Set, takes
from app.running.contents import has_synapses
from app.running.run import Run, Status
from app.running.wishes import RunSettings
from engine.network.description import Recording
from engine.problems import NetworkError, Problem
from tests.app.running.fake import FakeSimulation, two_populations, with_size


class Driven:
    """A run and every simulation that it made."""

    def __init__(self) -> None:
        self.made: list[FakeSimulation] = []
        self.before_making: Any = None
        self.run = Run(simulate=self.make)

    def make(self, *arguments: Any) -> FakeSimulation:
        if self.before_making is not None:
            self.before_making(*arguments)
        self.made.append(FakeSimulation(*arguments))
        return self.made[-1]


@pytest.fixture
def driven(qtbot: QtBot) -> Iterator[Driven]:
    driven = Driven()
    yield driven
    driven.run.close()


def running(qtbot: QtBot, driven: Driven, speed: float = 1.0) -> Run:
    driven.run.start(two_populations(), RunSettings(speed=speed))
    qtbot.waitUntil(lambda: driven.run.frames.latest_step > 10, timeout=2000)
    return driven.run


def test_a_run_starts_without_waiting_and_fills_the_ring(qtbot: QtBot, driven: Driven) -> None:
    gate = threading.Event()
    driven.before_making = lambda *_: gate.wait(10)
    driven.run.start(two_populations(), RunSettings())
    assert driven.run.state == "preparing"  # and the call has come back while the making still waits
    gate.set()
    qtbot.waitUntil(lambda: driven.run.frames.latest_step > 100, timeout=2000)
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
    run = running(qtbot, driven, speed=0.1)
    step, began = run.status().step, time.perf_counter()
    qtbot.wait(500)
    passed = time.perf_counter() - began
    assert (run.status().step - step) * 1e-4 == pytest.approx(0.1 * passed, rel=0.2)
    run.set_speed(0.0)
    qtbot.waitUntil(lambda: run.status().real_time_factor > 2)


def test_the_status_is_told_at_most_thirty_times_a_second(qtbot: QtBot, driven: Driven) -> None:
    run, told = running(qtbot, driven, speed=0.0), []
    run.ticked.connect(told.append)
    qtbot.wait(500)
    assert 3 < len(told) <= 17
    assert all(isinstance(status, Status) for status in told)
    assert told[-1].events_per_s > 0


def test_a_live_parameter_acts_while_running(qtbot: QtBot, driven: Driven) -> None:
    run = running(qtbot, driven)
    run.watch(Recording("r", "1", "V"))
    qtbot.waitUntil(lambda: run.frames.samples("r") is not None)
    run.submit(Set("1", "gain", 5.0))

    def acted() -> bool:
        samples = run.frames.samples("r")
        return samples is not None and bool(samples.values[-1, 0] == 5.0)

    qtbot.waitUntil(acted)


def test_many_turns_of_a_slider_arrive_as_the_last_one(qtbot: QtBot, driven: Driven) -> None:
    driven.run.start(two_populations(), RunSettings(), paused=True)
    qtbot.waitUntil(lambda: driven.run.state == "paused")
    driven.made[0].seconds_per_step = 0.05
    driven.run.step()
    for i in range(100):
        driven.run.submit(Set("1", "gain", float(i)))
    qtbot.waitUntil(lambda: bool(driven.made[0].applied) and driven.made[0].applied[-1].value == 99.0)
    assert len(driven.made[0].applied) < 20


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


def test_a_build_can_be_cancelled(qtbot: QtBot, driven: Driven) -> None:
    def long_build(_description: Any, _settings: Any, progress: Any) -> None:
        for i in range(1000):
            time.sleep(0.005)
            if not progress(i / 1000):
                raise InterruptedError

    driven.before_making = long_build
    driven.run.start(two_populations(), RunSettings())
    qtbot.waitUntil(lambda: driven.run.status().progress > 0.005)
    driven.run.stop()
    qtbot.waitUntil(lambda: driven.run.state == "idle", timeout=1000)
    assert driven.made == []


def test_a_build_that_is_stopped_while_it_cannot_notice_is_idle_at_once(qtbot: QtBot, driven: Driven) -> None:
    compiling, compiled = threading.Event(), threading.Event()
    states: list[str] = []

    def compile_kernels(*_: Any) -> None:
        compiling.set()
        compiled.wait()

    driven.before_making = compile_kernels
    driven.run.state_changed.connect(states.append)
    driven.run.start(two_populations(), RunSettings())
    assert compiling.wait(2.0)
    driven.run.stop()
    assert driven.run.state == "idle"
    qtbot.wait(100)
    assert driven.run.status().state == "idle"
    driven.run.start(two_populations(), RunSettings())
    assert driven.run.state == "preparing"
    compiled.set()
    qtbot.waitUntil(lambda: driven.run.state == "running", timeout=2000)
    assert states == ["preparing", "idle", "preparing", "running"]


def test_what_is_being_prepared_to_stand_still_runs_on_when_told_to(qtbot: QtBot, driven: Driven) -> None:
    making, made = threading.Event(), threading.Event()
    states: list[str] = []

    def make(*_: Any) -> None:
        making.set()
        made.wait()

    driven.before_making = make
    driven.run.state_changed.connect(states.append)
    driven.run.start(two_populations(), RunSettings(), paused=True)
    assert making.wait(2.0) and not driven.run.runs_on
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
    qtbot.waitUntil(lambda: run.frames.weights_version > version, timeout=1000)
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
    driven.before_making = lambda *_: time.sleep(0.15)
    driven.run.start(two_populations(), RunSettings())
    qtbot.wait(40)
    driven.run.rebuild(with_size(two_populations(), 6))
    qtbot.waitUntil(lambda: driven.run.frames.latest_step > 0, timeout=2000)
    qtbot.waitUntil(lambda: driven.run.state == "running")
    assert "idle" not in states
    assert "paused" not in states
    driven.run.pause()
    qtbot.waitUntil(lambda: driven.run.state == "paused")
    driven.run.rebuild(two_populations())
    qtbot.waitUntil(lambda: len(driven.made) >= 3 and driven.run.state == "paused", timeout=2000)


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
        run._worker.weights_read.put(answer)
    qtbot.waitUntil(lambda: len(answers) == 2)
    assert answers == [{"3"}, set()]


def test_a_live_change_of_what_was_never_built_is_dropped(
    qtbot: QtBot, driven: Driven, caplog: pytest.LogCaptureFixture
) -> None:
    run = running(qtbot, driven)
    building = threading.Event()

    def cancellable_build(_description: Any, _settings: Any, progress: Any) -> None:
        building.set()
        while progress(0.5):
            time.sleep(0.001)
        driven.before_making = None
        raise InterruptedError

    driven.before_making = cancellable_build
    run.rebuild(two_populations())  # a link "4" is drawn …
    assert building.wait(2.0)
    run.submit(Set("4", "weight", 2.0))  # … its slider moved …
    run.submit(Set("1", "gain", 4.0))
    run.rebuild(two_populations())  # … and the link undone, all before the first build is done
    qtbot.waitUntil(lambda: len(driven.made) == 2, timeout=2000)
    qtbot.waitUntil(lambda: run.state == "running")
    assert driven.made[0].applied == [Set("1", "gain", 4.0)]
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


def test_a_run_that_is_given_up_frees_the_window_at_once_however_deep_it_is_in_building(
    qtbot: QtBot, driven: Driven
) -> None:
    deep, run = threading.Event(), driven.run
    driven.before_making = lambda *_: deep.wait(20.0)
    run.start(two_populations(), RunSettings())
    qtbot.waitUntil(lambda: run.status().state == "preparing")
    run.stop()
    assert run.state == "idle", "in the turn of the event loop in which it was asked"
    run.close()
    thread = run._worker._thread
    assert thread.is_alive(), "nobody waits for it"
    deep.set()
    thread.join(20.0)
    assert not thread.is_alive(), "it ends by itself"


def test_a_run_that_is_stopped_within_a_long_chunk_is_idle_at_once_and_can_start_again(
    qtbot: QtBot, driven: Driven
) -> None:
    run, inside, go_on = running(qtbot, driven), threading.Event(), threading.Event()
    advance = driven.made[0].advance

    def long_chunk(steps: int, goes_on: Any) -> Any:
        inside.set()
        go_on.wait(20.0)
        return advance(steps, goes_on)

    driven.made[0].advance = long_chunk  # type: ignore[method-assign]
    assert inside.wait(2.0)
    run.stop()
    assert run.state == "idle", "in the turn of the event loop in which it was asked"
    qtbot.wait(50)
    assert (run.state, run.status().state, run.status().step) == ("idle", "idle", 0)
    go_on.set()
    qtbot.waitUntil(lambda: run._worker.simulation is None)
    run.start(two_populations(), RunSettings())
    qtbot.waitUntil(lambda: run.state == "running", timeout=2000)


def test_steps_that_take_long_are_given_up_when_nobody_wants_them(qtbot: QtBot, driven: Driven) -> None:
    run = running(qtbot, driven)
    driven.made[0].works_until_given_up = True
    qtbot.waitUntil(lambda: driven.made[0].asked > 5, timeout=2000)
    run.stop()
    qtbot.waitUntil(lambda: run._worker.simulation is None and run._worker.report.state == "idle", timeout=2000)
    assert not run.problems
    run.start(two_populations(), RunSettings())
    qtbot.waitUntil(lambda: len(driven.made) == 2 and driven.made[1].step > 10, timeout=5000)
    driven.made[1].works_until_given_up = True
    run.start(two_populations(), RunSettings())
    qtbot.waitUntil(lambda: len(driven.made) == 3 and driven.made[2].step > 10, timeout=5000)


def test_steps_that_the_next_network_goes_on_from_are_finished(qtbot: QtBot, driven: Driven) -> None:
    run = running(qtbot, driven)
    first = driven.made[0]
    first.works_until_given_up = True
    qtbot.waitUntil(lambda: first.asked > 5, timeout=2000)
    run.rebuild(with_size(two_populations(), 7))
    asked = first.asked
    qtbot.waitUntil(lambda: first.asked > asked + 5, timeout=2000)
    assert len(driven.made) == 1
    first.works_until_given_up = False
    qtbot.waitUntil(lambda: len(driven.made) == 2 and driven.made[1].step > first.step, timeout=2000)


def test_a_weight_of_a_synapse_that_a_rebuild_has_taken_away_is_not_recorded() -> None:
    simulation = FakeSimulation(two_populations(), RunSettings(), lambda _share: True)
    assert has_synapses(simulation, Recording("w", "3", "weight", (0, 1)))
    assert not has_synapses(simulation, Recording("w", "3", "weight", (0, 2)))
    assert has_synapses(simulation, Recording("v", "1", "V", (3,)))
