"""A run goes back to any kept moment, stands there as then, and goes on as before or as a branch."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytestqt.qtbot import QtBot

from app.running import pacing
from app.running import run_history as moments
from app.running.record.history import ActivityHistory
from app.running.record.ring import Ring
from app.running.run import Run
from app.running.run_history import RunHistory
from app.running.simulated import RunSettings
from engine.network.description import NetworkDescription, Recording
from engine.simulation.edit_log import SetValue
from engine.simulation.simulation import Simulation
from tests.app.running.fake import FakeSimulation, two_populations, with_size
from tests.laws.networks import layered, plastic

BACKEND = "numpy"


@pytest.fixture
def run(qtbot: QtBot) -> Iterator[Run]:
    run = Run()
    yield run
    run.close()


def play(qtbot: QtBot, run: Run, until_ms: float) -> None:
    run.resume(until_ms)
    step = round(until_ms / run.resolution)
    qtbot.waitUntil(lambda: run.state == "paused" and run.status().step == step)


def begin(qtbot: QtBot, run: Run, network: NetworkDescription) -> None:
    run.start(network, RunSettings(backend=BACKEND, speed=0.0), paused=True)
    qtbot.waitUntil(lambda: run.state == "paused")


def go_back(qtbot: QtBot, run: Run, to_ms: float) -> None:
    run.return_to(to_ms)
    assert run.state == "returning"
    qtbot.waitUntil(lambda: run.state == "paused")


def recorded(run: Run) -> dict[str, list[Any]]:
    """All that is kept of spikes, samples and presentations."""
    frames = run.frames
    found: dict[str, list[Any]] = {id: [*map(np.ndarray.tolist, vars(frames.spikes(id)).values())] for id in "ab"}
    samples = frames.samples("w")
    found["w"] = [] if samples is None else [samples.steps.tolist(), samples.values.tolist()]
    return found


def test_going_on_from_there_gives_the_same_spikes_and_samples_again(
    qtbot: QtBot, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pacing, "CHUNK_SECONDS", 0.0005)  # of the one that is cut an even share is taken to stay
    begin(qtbot, run, plastic())
    play(qtbot, run, 60.0)
    before, bins = recorded(run), run.frames.history.bins()
    with qtbot.waitSignal(run.returned):
        go_back(qtbot, run, 21.7)
    assert run.status().step == 217 and run.frames.latest_step == 217
    cut = recorded(run)
    assert 0 < len(cut["a"][0]) < len(before["a"][0]) and max(cut["a"][0]) <= 217
    assert max(cut["w"][0]) <= 217
    play(qtbot, run, 60.0)
    assert recorded(run) == before
    assert run.frames.history.bins()[:200].sum() == pytest.approx(bins[:200].sum(), abs=5.0)
    assert run.frames.history.bins().sum() == pytest.approx(bins.sum(), abs=5.0), "a chunk is spread over its bins"


def test_what_was_changed_since_acts_from_there_on_and_what_came_before_stays(qtbot: QtBot, run: Run) -> None:
    begin(qtbot, run, plastic())
    play(qtbot, run, 20.0)
    run.submit(SetValue("a", "bias", 150.0))
    play(qtbot, run, 40.0)
    run.submit(SetValue("a", "bias", 400.0))
    run.submit(SetValue("noise", "rate", 500.0))
    play(qtbot, run, 60.0)
    whole = recorded(run)
    go_back(qtbot, run, 30.0)
    play(qtbot, run, 50.0)
    branch = recorded(run)
    other = Simulation(plastic(), backend=BACKEND)
    for step, change in ((200, ("a", "bias", 150.0)), (300, ("a", "bias", 400.0)), (300, ("noise", "rate", 500.0))):
        if other.step < step:
            other.advance(step - other.step)
        other.apply(SetValue(*change))
    tail = other.advance(200).spikes["a"]
    steps = np.array(branch["a"][0])
    assert steps[steps <= 300].tolist() == [s for s in whole["a"][0] if s <= 300]
    assert steps[steps > 300].tolist() == tail.steps.tolist()
    assert len(tail) > 10
    edits = [(edit.step, edit.change.name) for edit in run_simulation(run).edit_log]
    assert edits == [(200, "bias"), (300, "bias"), (300, "rate")]


def run_simulation(run: Run) -> Any:
    return run._worker.simulation  # its log of edits is shown nowhere


def test_presentations_and_answers_go_back_too(qtbot: QtBot, run: Run) -> None:
    begin(qtbot, run, layered())
    play(qtbot, run, 200.0)
    shown, answers = run.frames.shown("d"), run.frames.answers("answer")
    go_back(qtbot, run, 13.0 * 7)  # where the eighth sample has not begun yet
    assert run.frames.presentations("d") == 7
    assert run.frames.answers("answer").steps.tolist() == answers.steps[:7].tolist()
    play(qtbot, run, 200.0)
    assert run.frames.shown("d").indices.tolist() == shown.indices.tolist()
    assert run.frames.answers("answer").scores.tolist() == answers.scores.tolist()


def test_single_steps_back_are_counted_however_fast_they_come(qtbot: QtBot, run: Run) -> None:
    begin(qtbot, run, plastic())
    play(qtbot, run, 30.0)
    before = recorded(run)
    for _ in range(5):
        run.step_back()
    qtbot.waitUntil(lambda: run.state == "paused")
    assert run.status().step == 295
    run.step(5)
    qtbot.waitUntil(lambda: run.status().step == 300)
    assert recorded(run) == before


def test_there_is_no_way_back_beyond_the_build_of_the_present_network(qtbot: QtBot) -> None:
    run = Run(simulate=FakeSimulation)
    begin(qtbot, run, two_populations())
    assert run.status().first_kept_ms == 0.0
    play(qtbot, run, 20.0)
    run.pause()
    run.rebuild(with_size(two_populations(), 7))
    qtbot.waitUntil(lambda: run.state == "paused")
    assert run.status().first_kept_ms == pytest.approx(20.0)
    run.return_to(10.0)
    assert run.state == "paused" and run.status().step == 200
    run.close()


def test_a_run_whose_state_has_no_room_cannot_go_back_and_says_so(qtbot: QtBot, monkeypatch: Any) -> None:
    monkeypatch.setattr(FakeSimulation, "state_size", 10**15)
    run = Run(simulate=FakeSimulation)
    begin(qtbot, run, two_populations())
    play(qtbot, run, 20.0)
    assert run.status().first_kept_ms is None
    run.step_back()
    assert run.state == "paused" and run.status().step == 200
    run.close()


def test_going_back_can_be_given_up_and_everything_stands_where_it_stood(qtbot: QtBot, monkeypatch: Any) -> None:
    monkeypatch.setattr(moments, "EVERY", 1e9)  # from the start, however slow the machine is
    made: list[FakeSimulation] = []

    def make(*arguments: Any) -> FakeSimulation:
        made.append(FakeSimulation(*arguments))
        return made[-1]

    run = Run(simulate=make)
    begin(qtbot, run, two_populations())
    made[0].seconds_per_step = 0.002
    play(qtbot, run, 20.0)
    spikes = run.frames.spikes("1").steps.tolist()
    told: list[float] = []
    run.ticked.connect(lambda status: told.append(status.progress) if status.state == "returning" else None)
    run.return_to(19.0)
    qtbot.waitUntil(lambda: len([share for share in told if share > 0]) > 2)
    run.cancel_return()
    qtbot.waitUntil(lambda: run.state == "paused")
    assert run.status().step == 200
    assert run.frames.spikes("1").steps.tolist() == spikes
    assert told == sorted(told) and told[-1] < 1.0
    run.close()


def test_a_run_that_failed_goes_back_to_before_it_failed_and_goes_on(qtbot: QtBot, run: Run) -> None:
    begin(qtbot, run, plastic())
    play(qtbot, run, 20.0)
    run.submit(SetValue("in", "weight", 1e308))
    with qtbot.waitSignal(run.failed):
        run.resume()
    qtbot.waitUntil(lambda: run.state == "failed")
    run.return_to(15.0)
    qtbot.waitUntil(lambda: run.state == "paused")
    assert run.status().step == 150 and run.problems == ()
    run.submit(SetValue("in", "weight", 90.0))
    play(qtbot, run, 25.0)


def test_a_recording_that_was_asked_for_later_goes_on_after_going_back(qtbot: QtBot, run: Run) -> None:
    begin(qtbot, run, plastic())
    play(qtbot, run, 20.0)
    run.watch(Recording("late", "a", "V", (0,), 0.1))
    play(qtbot, run, 30.0)
    go_back(qtbot, run, 10.0)
    play(qtbot, run, 12.0)
    samples = run.frames.samples("late")
    assert samples is not None and samples.steps.tolist() == list(range(101, 121))


class Clocked(FakeSimulation):
    """A simulation whose state takes a known time to copy."""

    seconds, copying = 0.0, 0.01

    def state(self) -> Any:
        Clocked.seconds += self.copying
        return super().state()


def test_copies_take_less_than_a_fiftieth_of_the_time_and_reach_back_to_the_start() -> None:
    simulation = Clocked(two_populations(), RunSettings(), lambda _share: True)
    Clocked.seconds, computing = 0.0, 0.0
    kept = RunHistory(simulation, room=64 * 20.0, clock=lambda: Clocked.seconds)
    for _ in range(20_000):
        simulation.step += 70
        computing += 0.007
        kept.computed(simulation, 0.007)
    copying = Clocked.seconds - Clocked.copying
    assert 0 < copying <= computing / 50
    steps = np.array(kept.steps)
    assert len(steps) == 20 and steps[0] == 0
    gaps = np.diff(steps)
    assert simulation.step - steps[-1] <= gaps[0], "the newest are nearest to each other"
    assert np.all(gaps <= 0.5 * (simulation.step - steps[:-1]) + gaps[-1]), "a gap is small beside its age"


def test_the_moment_before_is_the_one_to_start_from() -> None:
    simulation = FakeSimulation(two_populations(), RunSettings(), lambda _share: True)
    kept = RunHistory(simulation, room=64 * 9.0)
    for step in (10, 20, 30):
        simulation.step = step
        kept.keep(simulation)
    assert [getattr(kept.nearest(step), "step", None) for step in (0, 9, 10, 29, 99)] == [0, 0, 10, 20, 30]
    kept.forget_after(20)
    assert kept.steps == (0, 10, 20)


@given(capacity=st.integers(1, 30), sizes=st.lists(st.integers(0, 20), max_size=12), stop=st.integers(0, 200),
       more=st.integers(0, 60))  # fmt: skip
def test_a_cut_ring_reads_like_the_end_of_a_shorter_list(capacity: int, sizes: list[int], stop: int, more: int) -> None:
    ring, total = Ring(capacity, {"a": np.int64}), sum(sizes)
    numbers = np.arange(total)
    for size, end in zip(sizes, np.cumsum(sizes), strict=True):
        ring.append(size, a=numbers[end - size : end])
    kept = numbers[max(total - capacity, 0) :]
    cut = ring.until(stop)
    assert cut.rows()[1]["a"].tolist() == kept[kept < stop].tolist()
    assert ring.rows()[1]["a"].tolist() == kept.tolist()
    cut.append(more, a=np.arange(min(stop, total), min(stop, total) + more))
    whole = [*kept[kept < stop].tolist(), *range(min(stop, total), min(stop, total) + more)]
    assert cut.rows()[1]["a"].tolist() == whole[-capacity:]
    assert cut.written == min(stop, total) + more


@given(chunks=st.lists(st.tuples(st.integers(1, 900), st.integers(0, 50)), max_size=8), at=st.floats(0, 1))
def test_a_cut_history_and_what_follows_are_the_whole_again(chunks: list[tuple[int, int]], at: float) -> None:
    whole, first = ActivityHistory(), 0
    for steps, spikes in chunks:
        whole.add(first, steps, spikes)
        first += steps
    stop = round(at * first)
    cut = whole.until(stop)
    assert cut.bins().sum() <= whole.bins().sum() + 1e-9
    if stop == first:
        assert np.array_equal(cut.bins(), whole.bins())
    cut.add(stop, first - stop, 7)
    assert len(cut.bins()) == len(whole.bins())
    if first > stop:
        assert cut.bins().sum() == pytest.approx(whole.until(stop).bins().sum() + 7)


def test_stopping_while_it_goes_back_frees_the_worker_at_once(qtbot: QtBot) -> None:
    gate = threading.Event()

    class Waiting(FakeSimulation):
        def restore(self, state: Any) -> None:
            gate.wait(5)
            super().restore(state)

    run = Run(simulate=Waiting)
    begin(qtbot, run, two_populations())
    play(qtbot, run, 50.0)
    run.return_to(20.0)
    run.stop()
    assert run.state == "idle"
    gate.set()
    run.start(two_populations(), RunSettings(), paused=True)
    qtbot.waitUntil(lambda: run.state == "paused" and run.status().step == 0)
    run.close()


def test_room_is_a_share_of_what_is_free(monkeypatch: Any) -> None:
    monkeypatch.setattr(moments, "free_memory", lambda: 1000)
    assert moments.room_now() == 100
    monkeypatch.setattr(moments, "free_memory", lambda: 1 << 50)
    assert moments.room_now() == moments.ROOM
