"""A training by the menu *Learn* and the command palette, wherever the Learn panel is."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from app.commands import intentions
from app.commands.editor import Editor
from tests.activation import activate
from tests.app.window import rooms
from tests.app.window.test_unfinished_training import Room
from tests.patience import outwait_double_click

ALL = ("start", "pause", "resume", "cancel", "compare", "reduce")


@pytest.fixture
def room(qtbot: QtBot, room: rooms.Room) -> Room:
    return Room(qtbot, room)


def able(room: Room) -> set[str]:
    return {name for name in ALL if room.made.window.actions_[f"learn.{name}"].isEnabled()}


def by_name(room: Room, typed: str) -> None:
    """Choose a command of the palette by its words."""
    activate(room.qtbot, room.made.window)  # a pop-up that closed may have left no window active
    QTest.keyClick(room.made.window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    field = QApplication.focusWidget()
    assert isinstance(field, QLineEdit)
    QTest.keyClicks(field, typed)
    QTest.keyClick(field, Qt.Key.Key_Return)


def test_a_training_is_started_paused_cancelled_and_resumed_by_its_name(qtbot: QtBot, room: Room) -> None:
    """Nothing of the palette had “train” in its name."""
    learn, trainer = room.learn, room.made.training
    intentions.set_training_value(room.editor, "surrogate_gradient", "epochs", 10_000.0, "epochs")
    room.made.workspace.open_side("properties")
    qtbot.waitUntil(lambda: able(room) == {"start", "compare", "reduce"})
    by_name(room, "start train")
    qtbot.waitUntil(lambda: trainer.is_running)
    assert room.made.side.current == "learn", "where it is seen how far it is"
    assert able(room) == {"pause", "cancel"}
    qtbot.waitUntil(lambda: bool(learn.runs[-1].history))
    by_name(room, "pause train")
    assert trainer.is_paused
    by_name(room, "pause train")
    assert not trainer.is_paused
    by_name(room, "cancel train")
    qtbot.waitUntil(lambda: not trainer.is_running)
    qtbot.waitUntil(lambda: able(room) == {"start", "compare", "reduce", "resume"})
    epochs = len(learn.runs[-1].history)
    outwait_double_click()
    by_name(room, "resume the cancelled")
    qtbot.waitUntil(lambda: len(learn.runs[-1].history) > epochs)
    assert len(learn.runs) == 1
    by_name(room, "cancel train")
    qtbot.waitUntil(lambda: not trainer.is_running)


def test_reducing_weights_is_found_by_its_name_and_is_seen_from_its_beginning(qtbot: QtBot, room: Room) -> None:
    """It stands beneath all methods and settings; the panel still looks at the network when it is opened."""
    room.made.window.resize(1366, 768)
    room.made.workspace.open_side("properties")
    by_name(room, "quant")
    section, reducing = room.learn.reducing_section, room.learn.reducing
    qtbot.waitUntil(lambda: room.made.side.current == "learn" and reducing.measure.hasFocus())
    middle = reducing.measure.mapTo(section, reducing.measure.rect().center())
    qtbot.waitUntil(
        lambda: section.visibleRegion().contains(QRect(0, 0, 1, 1)) and section.visibleRegion().contains(middle)
    )
    room.click(reducing.measure)
    qtbot.waitUntil(lambda: len(reducing.rows) > 1)
    top = QRect(0, 0, 1, 1)
    qtbot.waitUntil(lambda: section.visibleRegion().contains(top) and not reducing.said.visibleRegion().isEmpty())
    reducing.cancel.click()


def test_what_cannot_be_trained_says_why_and_another_project_is_not_trained_in_its_place(
    qtbot: QtBot, room: Room
) -> None:
    room.editor.load(Editor().document)
    assert able(room) == set()
    intentions.add_node(room.editor, "datasets/digits", (0, 0))
    qtbot.waitUntil(lambda: "start" in able(room))
    room.made.workspace.open_side("properties")
    by_name(room, "start train")
    room.editor.load(Editor().document)
    room.draw()
    qtbot.waitUntil(lambda: room.learn.choosing.facts is not None)
    assert not room.learn.runs and not room.made.training.is_running


def test_why_nothing_runs_beside_a_training_is_said_no_longer_than_it_lasts(qtbot: QtBot, room: Room) -> None:
    trainer, notice = room.made.training, room.made.window.notice
    intentions.set_training_value(room.editor, "surrogate_gradient", "epochs", 10_000.0, "epochs")
    qtbot.waitUntil(lambda: "start" in able(room))
    by_name(room, "start train")
    qtbot.waitUntil(lambda: trainer.state == "training")
    room.made.window.actions_["run.toggle"].trigger()
    assert "training is under way" in notice.words
    by_name(room, "cancel train")
    qtbot.waitUntil(lambda: not trainer.is_running)
    assert notice.words == ""
