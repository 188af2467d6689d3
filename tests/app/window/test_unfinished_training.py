"""A cancelled training is kept with its project: closed and opened again, it goes on to the very same weights."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from msgspec import structs
from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.commands import intentions
from app.document.file.file_format import open_document
from app.i18n.translation import sentence
from app.learn.runs.training_runs import TrainingRun
from app.preferences import Preferences
from app.running.trainings import fitting as engine_training
from app.window.project import file as project
from app.window.project.questions import Unsaved
from engine.learning.training import ongoing
from engine.learning.training.training_progress import Progress
from tests.activation import activate
from tests.app.window import rooms
from tests.held_training import hear
from tests.patience import PATIENCE, outwait_double_click

EPOCHS = 3.0


class Room:
    """A window on a small classifier of digits, its Learn panel open; ``path`` is opened where it is given."""

    def __init__(self, qtbot: QtBot, made: rooms.Room, path: Path | None = None) -> None:
        self.qtbot, self.made, self.answers = qtbot, made, made.answers
        self.editor, self.learn = self.made.editor, self.made.learn
        if path is None:
            self.draw()
        else:
            self.made.project.open(path)
            assert self.editor.path == path
        self.made.window.setWindowState(Qt.WindowState.WindowNoState)
        self.made.window.resize(1400, 900)
        self.made.window.show()
        self.made.window.show_workspace()
        with qtbot.waitSignal(self.learn.facts_known):
            self.made.workspace.open_side("learn")
        qtbot.wait(1)

    def draw(self) -> None:
        add, connect = intentions.add_node, intentions.connect
        data, code = add(self.editor, "datasets/digits", (0, 0)), add(self.editor, "encoders/poisson", (300, 0))
        out = add(self.editor, "neurons/discrete_leaky_integrate_and_fire", (600, 0), size=10)
        decoder = add(self.editor, "decoders/spike_count", (900, 0))
        connect(self.editor, data, "values", code, "values")
        self.link = connect(self.editor, code, "out", out, "in")
        connect(self.editor, out, "out", decoder, "in")
        connect(self.editor, data, "labels", decoder, "labels")
        intentions.set_training_value(self.editor, "surrogate_gradient", "epochs", EPOCHS, "Epochs")

    def click(self, button: QWidget) -> None:
        outwait_double_click()
        assert button.isVisible()
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)

    def train(self, button: QWidget) -> TrainingRun:
        with self.qtbot.waitSignal(self.made.training.finished):
            self.click(button)
        return self.learn.runs[-1]

    def save(self, path: Path) -> None:
        self.editor.path = path
        activate(self.qtbot, self.made.window)  # a pop-up that closed may have left no window active
        QTest.keyClick(self.made.window, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
        assert not self.editor.is_modified

    def leave(self) -> None:
        assert self.made.window.close()
        self.made.close()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture
def opened(qtbot: QtBot, tmp_path: Path) -> Iterator[Callable[..., Room]]:
    made: list[Room] = []

    def make(path: Path | None = None) -> Room:
        made.append(Room(qtbot, rooms.Room(Preferences(tmp_path / "home"), tmp_path), path))
        return made[-1]

    yield make
    made[-1].leave()


def cancel_in_epoch(number: int, room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    """Press Cancel's own road while a batch of this epoch is learnt."""

    def told(progress: Progress) -> None:
        if (progress.epoch, progress.batch) == (number, 5):
            room.made.training.cancel()

    hear(monkeypatch, told)


def test_a_cancelled_training_that_was_closed_ends_with_the_weights_of_an_uninterrupted_one(
    opened: Callable[..., Room], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = opened()
    whole = room.train(room.learn.status.start)
    assert whole.state == "done"
    cancel_in_epoch(3, room, monkeypatch)
    cut = room.train(room.learn.status.start)
    assert (cut.state, len(cut.history)) == ("cancelled", 2)
    monkeypatch.setattr(project, "QUICK", 0)  # whatever is saved is written aside
    assert "after epoch 2" in room.learn.status.note.words and "MiB" in room.learn.status.note.words
    room.save(tmp_path / "net.spikeloom")
    room.leave()
    assert room.answers.also == "", "nothing was unsaved"
    again = opened(tmp_path / "net.spikeloom")
    assert not again.editor.is_modified
    output = again.editor.document.links[room.link].target
    intentions.set_parameter(again.editor, [output], "beta", 0.5)  # it goes on with the network as it was drawn then
    resumed = again.train(again.learn.status.resume)
    assert (resumed.number, resumed.state, len(resumed.history)) == (2, "done", 3)
    assert resumed.arrays.keys() == whole.arrays.keys()
    assert all(np.array_equal(resumed.arrays[key], whole.arrays[key]) for key in whole.arrays)
    assert resumed.test_accuracy == whole.test_accuracy
    assert again.editor.document.runs[-1].checkpoint is None, "what is done needs nothing to go on from"


def test_the_question_about_unsaved_work_names_a_training_that_could_go_on(
    opened: Callable[..., Room], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = opened()
    room.save(tmp_path / "net.spikeloom")
    cancel_in_epoch(2, room, monkeypatch)
    room.train(room.learn.status.start)
    room.answers.what = Unsaved.CANCEL
    assert not room.made.window.close()
    assert "training run 1" in room.answers.also and "epoch 1" in room.answers.also
    room.save(tmp_path / "net.spikeloom")
    intentions.add_note(room.editor, (0.0, 0.0), "later")
    assert not room.made.window.close() and room.answers.also == "", "the file holds the training"
    room.answers.what = Unsaved.DISCARD


def test_what_is_discarded_is_no_longer_kept_and_can_be_brought_back(
    opened: Callable[..., Room], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = opened()
    cancel_in_epoch(2, room, monkeypatch)
    run, status = room.train(room.learn.status.start), room.learn.status
    kept = room.editor.document.runs[0].checkpoint
    assert kept is not None
    room.click(status.discard)
    assert not status.resume.isVisible() and not status.discard.isVisible()
    room.save(tmp_path / "net.spikeloom")
    (without,) = open_document(tmp_path / "net.spikeloom").runs
    assert without.checkpoint is None and without.arrays and without.state == "cancelled"
    assert room.learn.messages.banner is not None
    QTest.mouseClick(room.learn.messages.banner.buttons[0], Qt.MouseButton.LeftButton)
    assert status.resume.isVisible() and room.editor.document.runs[0].checkpoint == kept and run.can_resume
    assert room.editor.is_modified


def test_a_training_that_a_crash_interrupts_is_kept_by_the_autosave(
    opened: Callable[..., Room], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine_training, "KEPT_EVERY", 0.0)
    monkeypatch.setattr(project, "QUICK", 0)
    room = opened()
    room.made.preferences.set(autosave_seconds=600.0)  # one copy, of the first epoch: a later one would be of all

    def told(progress: Progress) -> None:
        """The second epoch begins when the copy of the first is there."""
        waited = time.monotonic() + PATIENCE / 1000
        while progress.epoch == 2 and not recovered() and time.monotonic() < waited:
            time.sleep(0.01)

    def recovered() -> list[Path]:
        return list((tmp_path / "recovery").glob("*.spikeloom"))

    hear(monkeypatch, told)

    def keep(epoch: int, _checkpoint: bytes) -> None:
        if epoch == 1:
            room.made.project.keep()

    room.made.training.checkpointed.connect(keep)
    whole = room.train(room.learn.status.start)
    (kept,) = recovered()
    copy = kept.read_bytes()
    room.leave()
    assert not list((tmp_path / "recovery").glob("*")), "what was given up is forgotten"
    (tmp_path / "left.spikeloom").write_bytes(copy)
    again = opened(tmp_path / "left.spikeloom")
    (run,) = again.learn.runs
    assert (run.state, len(run.history), dict(run.arrays)) == ("cancelled", 1, {})
    again.learn.restore(1)
    assert run.arrays.keys() == whole.arrays.keys() and run.is_applied, "it has the weights that were best then"
    resumed = again.train(again.learn.status.resume)
    assert all(np.array_equal(resumed.arrays[key], whole.arrays[key]) for key in whole.arrays)


def test_a_training_that_fails_keeps_what_was_learnt_until_then(
    opened: Callable[..., Room], monkeypatch: pytest.MonkeyPatch
) -> None:
    room = opened()
    demand = ongoing.demand_finite  # no setting lets it run away in its third epoch alone

    def run_away(arrays: Any, epoch: int, kept: Any) -> None:
        lost = {key: np.full_like(values, np.nan) for key, values in arrays.items()}
        demand(lost if epoch == 3 else arrays, epoch, kept)

    monkeypatch.setattr(ongoing, "demand_finite", run_away)
    with room.qtbot.waitSignal(room.made.training.failed):
        room.click(room.learn.status.start)
    (run,) = room.learn.runs
    assert (run.state, run.resumes_after) == ("failed", 2) and run.problem is not None
    assert sentence(run.problem).startswith("In epoch 3 a ")
    room.learn.restore(run.number)
    assert run.arrays and all(np.isfinite(values).all() for values in run.arrays.values()) and run.is_applied


def test_a_training_of_other_data_does_not_go_on_and_says_so(
    opened: Callable[..., Room], monkeypatch: pytest.MonkeyPatch
) -> None:
    room = opened()
    cancel_in_epoch(2, room, monkeypatch)
    run = room.train(room.learn.status.start)
    assert run.record.checkpoint is not None
    spoilt = structs.replace(run.record.checkpoint, content=b"spoilt")
    run.record = structs.replace(run.record, checkpoint=spoilt)
    with room.qtbot.waitSignal(room.made.training.failed):
        room.click(room.learn.status.resume)
    assert room.learn.messages.banner is not None and "cannot go on" in room.learn.messages.banner.title.words
    assert run.can_resume, "and it stays, for data that come back"
    assert room.editor.document.runs[0].checkpoint is not None
    assert run.state == "failed"
