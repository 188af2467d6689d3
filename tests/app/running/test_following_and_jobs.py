"""Edits of a document reach the run; one job at a time computes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from app.document.document import Change, Document
from app.running.changes import Acts
from app.running.following import Following
from app.running.jobs import Jobs
from app.running.run import Run
from app.running.simulated import RunSettings
from engine.network.description import NetworkDescription
from engine.simulation.edit_log import SetValue
from tests.app.running.fake import FakeSimulation, two_populations, with_size


class Meaning:
    """Stands for interpretation: what the document means is set by the test."""

    def __init__(self) -> None:
        self.description = two_populations()

    def __call__(self, _document: Document) -> NetworkDescription:
        return self.description


@pytest.fixture
def run(qtbot: QtBot) -> Iterator[Run]:
    run = Run(simulate=FakeSimulation)
    yield run
    run.close()


def test_an_edit_reaches_the_running_network(qtbot: QtBot, run: Run) -> None:
    document, meaning = Document(), Meaning()
    following = Following(document, run, meaning)
    run.start(meaning.description, RunSettings())
    qtbot.waitUntil(lambda: run.state == "running")
    first, second = meaning.description.populations
    meaning.description = replace(meaning.description, populations=(replace(first, parameters={"gain": 3.0}), second))
    with qtbot.waitSignal(following.acted) as caught:
        document.changed.emit(Change(put=("1",)))
        document.changed.emit(Change(put=("1",)))
    assert caught.args[0].values == (SetValue("1", "gain", 3.0),)
    assert run.description is meaning.description
    meaning.description = with_size(meaning.description, 9)
    with qtbot.waitSignal(following.acted) as caught:
        document.changed.emit(Change(put=("1",)))
    assert caught.args[0].acts is Acts.REBUILT
    qtbot.waitUntil(lambda: bool((run.frames.spikes("1").neurons == 8).any()))


def test_an_edit_while_nothing_runs_starts_nothing(qtbot: QtBot, run: Run) -> None:
    document = Document()
    following = Following(document, run, Meaning())
    document.changed.emit(Change(put=("1",)))
    qtbot.wait(30)
    assert run.state == "idle"
    following.close()


class Busy:
    is_active = True
    reason = ""

    def pause(self, reason: str) -> None:
        self.reason = reason


def test_starting_a_job_pauses_the_one_that_computes(qtbot: QtBot) -> None:
    jobs, first, second = Jobs(), Busy(), Busy()
    jobs.take("run", first, "")
    with qtbot.waitSignal(jobs.paused) as caught:
        jobs.take("training", second, "Training needs the engine")
    assert caught.args == ["run", "Training needs the engine"]
    assert first.reason == "Training needs the engine"
    assert jobs.owner == "training"
    jobs.release(first)
    assert jobs.owner == "training"
    jobs.release(second)
    assert jobs.owner == ""
