"""A run that nobody wants any more, in the midst of building or of a step."""

from __future__ import annotations

import threading
import time
from typing import Any

from pytestqt.qtbot import QtBot

from app.running.simulated import RunSettings
from tests.app.running.driven import Driven, builds_until_given_up, newest_thread, running
from tests.app.running.fake import two_populations, with_size
from tests.patience import PATIENCE


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
    qtbot.waitUntil(lambda: driven.run.state == "idle")
    assert driven.made == []


def test_a_build_that_is_stopped_while_it_cannot_notice_is_idle_at_once(qtbot: QtBot, driven: Driven) -> None:
    compiling, compiled = threading.Event(), threading.Event()
    states: list[str] = []

    def compile_kernels(*_: Any) -> None:
        compiling.set()
        compiled.wait(PATIENCE / 1000)

    driven.before_making = compile_kernels
    driven.run.state_changed.connect(states.append)
    driven.run.start(two_populations(), RunSettings())
    assert compiling.wait(PATIENCE / 1000)
    driven.run.stop()
    assert driven.run.state == "idle"
    qtbot.wait(100)
    assert driven.run.status().state == "idle"
    driven.run.start(two_populations(), RunSettings())
    assert driven.run.state == "preparing"
    compiled.set()
    qtbot.waitUntil(lambda: driven.run.state == "running")
    assert states == ["preparing", "idle", "preparing", "running"]


def test_a_run_that_is_given_up_frees_the_window_at_once_however_deep_it_is_in_building(
    qtbot: QtBot, driven: Driven
) -> None:
    deep, run = threading.Event(), driven.run
    driven.before_making = lambda *_: deep.wait(PATIENCE / 1000)
    run.start(two_populations(), RunSettings())
    qtbot.waitUntil(lambda: run.status().state == "preparing")
    run.stop()
    assert run.state == "idle", "in the turn of the event loop in which it was asked"
    thread = newest_thread()
    run.close()
    assert thread.is_alive(), "nobody waits for it"
    deep.set()
    thread.join(PATIENCE / 1000)
    assert not thread.is_alive(), "it ends by itself"


def test_a_run_that_is_stopped_within_a_long_chunk_is_idle_at_once_and_can_start_again(
    qtbot: QtBot, driven: Driven
) -> None:
    run, inside, go_on = running(qtbot, driven), threading.Event(), threading.Event()
    advance = driven.made[0].advance

    def long_chunk(steps: int, goes_on: Any) -> Any:
        inside.set()
        go_on.wait(PATIENCE / 1000)
        return advance(steps, goes_on)

    driven.made[0].advance = long_chunk  # type: ignore[method-assign]
    assert inside.wait(PATIENCE / 1000)
    run.stop()
    assert run.state == "idle", "in the turn of the event loop in which it was asked"
    qtbot.wait(50)
    assert (run.state, run.status().state, run.status().step) == ("idle", "idle", 0)
    go_on.set()
    worker = run._worker  # nobody is told when the thread lets go of what the window has given up
    qtbot.waitUntil(lambda: worker.simulation is None)
    run.start(two_populations(), RunSettings())
    qtbot.waitUntil(lambda: run.state == "running")


def test_steps_that_take_long_are_given_up_when_nobody_wants_them(qtbot: QtBot, driven: Driven) -> None:
    run = running(qtbot, driven)
    driven.made[0].works_until_given_up = True
    qtbot.waitUntil(lambda: driven.made[0].asked > 5)
    run.stop()
    worker = run._worker  # nobody is told when the thread lets go of what the window has given up
    qtbot.waitUntil(lambda: worker.simulation is None and worker.report.state == "idle")
    assert not run.problems
    run.start(two_populations(), RunSettings())
    qtbot.waitUntil(lambda: len(driven.made) == 2 and driven.made[1].step > 10)
    driven.made[1].works_until_given_up = True
    run.start(two_populations(), RunSettings())
    qtbot.waitUntil(lambda: len(driven.made) == 3 and driven.made[2].step > 10)


def test_steps_that_the_next_network_goes_on_from_are_finished(qtbot: QtBot, driven: Driven) -> None:
    run = running(qtbot, driven)
    first = driven.made[0]
    first.works_until_given_up = True
    qtbot.waitUntil(lambda: first.asked > 5)
    run.rebuild(with_size(two_populations(), 7))
    asked = first.asked
    qtbot.waitUntil(lambda: first.asked > asked + 5)
    assert len(driven.made) == 1
    first.works_until_given_up = False
    qtbot.waitUntil(lambda: len(driven.made) == 2 and driven.made[1].step > first.step)


def test_an_edit_during_a_reset_does_not_go_on_from_before_the_reset(qtbot: QtBot, driven: Driven) -> None:
    """The reset's build is given up for the edited network, which begins at time 0, as was asked."""
    run, building = running(qtbot, driven), builds_until_given_up(driven)
    run.start(two_populations(), RunSettings(), paused=True)
    assert building.wait(PATIENCE / 1000)
    run.rebuild(with_size(two_populations(), 7))
    qtbot.waitUntil(lambda: run.state == "paused")
    assert len(driven.made) == 2
    assert (driven.made[1].step, run.status().step, run.frames.latest_step) == (0, 0, 0)
