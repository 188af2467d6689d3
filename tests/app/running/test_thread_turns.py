"""A thread that computes in Python lets the window finish what it is at."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator
from pathlib import Path
from threading import Event, Thread

import pytest
import shiboken6
from PySide6.QtCore import QObject, QTimer
from pytestqt.qtbot import QtBot

from app.document.file.file_format import open_document
from app.document.meaning.meaning import meaning
from app.running import thread_turns as module
from app.running.run import Run
from app.running.simulated import RunSettings
from app.running.thread_turns import ThreadTurns
from tests.app.running.driven import newest_thread

EXAMPLES = Path(__file__).parents[3] / "resources" / "examples"
LONG = 60.0  # s: longer than any turn of a busy machine


class Computing:
    """A thread that gives way before each of its rounds."""

    def __init__(self, turns: ThreadTurns) -> None:
        self.turns, self.rounds, self._ends = turns, 0, Event()
        self._thread = Thread(target=self._work, daemon=True)
        self._thread.start()

    def _work(self) -> None:
        while not self._ends.is_set():
            self.turns.yield_to_window()
            self.rounds += 1
            time.sleep(0.001)

    def end(self) -> None:
        self._ends.set()
        self.turns.close()
        self._thread.join(LONG)
        assert not self._thread.is_alive()


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> Iterator[Computing]:
    monkeypatch.setattr(module, "EVERY", 0.0)
    computing = Computing(ThreadTurns(patience=LONG))
    yield computing
    computing.end()


def test_it_goes_on_while_the_window_waits_for_events(qtbot: QtBot, patient: Computing) -> None:
    qtbot.waitUntil(lambda: patient.rounds > 20)


def test_it_stands_still_while_the_window_does_something(qtbot: QtBot, patient: Computing) -> None:
    rounds: list[int] = []

    def turn() -> None:
        while not patient.turns._is_asked:  # what is seen of it, that it stands still, is what is tested
            time.sleep(0.001)
        rounds.append(patient.rounds)
        time.sleep(0.1)
        rounds.append(patient.rounds)

    qtbot.waitUntil(lambda: patient.rounds > 3)
    QTimer.singleShot(0, turn)
    qtbot.waitUntil(lambda: len(rounds) == 2)
    assert rounds[0] == rounds[1]
    qtbot.waitUntil(lambda: patient.rounds > rounds[1])


def test_it_goes_on_after_a_while_where_nobody_answers(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "EVERY", 0.0)
    computing = Computing(ThreadTurns(patience=0.001))
    end = time.monotonic() + LONG
    while computing.rounds < 5 and time.monotonic() < end:
        time.sleep(0.005)
    assert computing.rounds >= 5
    assert computing.turns.waited > 0.004
    computing.end()


def test_it_asks_only_after_a_while_of_computing(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "EVERY", math.inf)
    turns = ThreadTurns(patience=LONG)
    turns.yield_to_window()  # would wait for this thread, which is here
    assert turns.waited == 0.0


@pytest.fixture
def turns(monkeypatch: pytest.MonkeyPatch) -> list[ThreadTurns]:
    """Those of the runs that are made from here on."""
    made: list[ThreadTurns] = []
    monkeypatch.setattr("app.running.run.ThreadTurns", lambda: (made.append(ThreadTurns()), made[-1])[1])
    return made


@pytest.fixture
def run(qtbot: QtBot, turns: list[ThreadTurns]) -> Iterator[Run]:
    """A neuron that NumPy computes as fast as it can."""
    run = Run()
    network = meaning(open_document(EXAMPLES / "one-neuron.spikeloom")).description
    run.start(network, RunSettings(backend="numpy", speed=0.0))
    qtbot.waitUntil(lambda: run.frames.latest_step > 10)
    yield run
    run.close()


def test_a_run_on_numpy_gives_way_and_is_not_charged_for_it(qtbot: QtBot, run: Run, turns: list[ThreadTurns]) -> None:
    (of_run,) = turns
    waited, end = of_run.waited, time.monotonic() + LONG
    while of_run.waited <= waited and time.monotonic() < end:
        time.sleep(0.01)  # the window is busy
    assert of_run.waited > waited
    before = run.frames.latest_step
    qtbot.waitUntil(lambda: run.frames.latest_step > before + 10)
    pacing = run._worker._pacing  # of how many steps it takes at once only their speed is seen
    qtbot.waitUntil(lambda: pacing.steps_of_a_chunk() > 1)


def test_a_run_that_is_closed_waits_for_no_window(run: Run) -> None:
    thread = newest_thread()
    run.close()
    thread.join(LONG)  # without an event loop that could answer
    assert not thread.is_alive()


def test_what_the_thread_of_a_run_rings_outlives_every_window(qtbot: QtBot, turns: list[ThreadTurns]) -> None:
    """Each run had an object of Qt for it. Destroyed with its window while the thread rang it, it was called by the
    event loop when it was gone, and the process ended: once in some thousand windows, on a busy machine."""
    run, other = Run(), Run()
    bell, others = (
        each._window_signal for each in turns
    )  # nothing tells of it but what it does wrong once in a thousand
    assert bell is others and bell.parent() is None
    assert not [name for name, held in vars(run._worker).items() if isinstance(held, QObject)]
    for each in (run, other):
        each.close()
        shiboken6.delete(each)
    assert shiboken6.isValid(bell)
