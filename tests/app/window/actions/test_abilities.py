"""Whatever cannot be chosen now says why, in menus and in the command palette."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QListView
from pytestqt.qtbot import QtBot

from app.commands import intentions
from app.commands.editor import Editor
from tests.activation import activate
from tests.app.window import rooms
from tests.app.window.rooms import draw_neuron
from tests.app.window.test_unfinished_training import Room
from tests.held_training import held

MENUS = ("File", "Edit", "View", "Insert", "Arrange", "Run", "Learn", "Help")


@pytest.fixture
def room(qtbot: QtBot, room: rooms.Room) -> Room:
    return Room(qtbot, room)


def greyed(room: Room) -> dict[str, str]:
    """By id, what stands beside each action that cannot act, as it is read in a menu and in the palette."""
    window, found = room.made.window, {}
    rows = {entry.callback: entry for entry in window.actions_.commands()}
    for id in window.actions_:
        action = window.actions_[id]
        row = rows[action.trigger]
        assert row.able == action.isEnabled(), id
        assert bool(row.reason) != action.isEnabled(), f"{id} does not say why"
        assert row.belongs in MENUS, id
        if row.reason:
            assert action.toolTip() == f"{action.text()} · {row.reason}"
            found[id] = row.reason
    return found


def train(qtbot: QtBot, room: Room, begin: Callable[[], None]) -> None:
    intentions.set_training_value(room.editor, "surrogate_gradient", "epochs", 10_000.0, "epochs")
    begin()
    qtbot.waitUntil(lambda: bool(room.learn.runs) and bool(room.learn.runs[-1].history))


def palette(room: Room) -> tuple[QLineEdit, QListView]:
    activate(room.qtbot, room.made.window)
    QTest.keyClick(room.made.window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    field = QApplication.focusWidget()
    assert isinstance(field, QLineEdit)
    return field, room.made.window.chooser.findChild(QListView)


def test_on_the_start_page_in_an_empty_drawing_and_with_anything_selected_what_is_greyed_says_why(room: Room) -> None:
    """The start page asks for a network, an empty drawing for a node, and what is selected decides the rest."""
    room.made.window.show_start_page()
    assert greyed(room)["edit.paste"] == "Open a network first"
    room.made.window.show_workspace()
    room.editor.load(Editor().document)
    found = greyed(room)
    assert found["learn.start"] == found["learn.reduce"] == "There is nothing to train yet; add a node first"
    assert found["edit.undo"] == "There is nothing to undo" and found["arrange.leave"] == "No group is entered"
    assert found["edit.copy"] == "Select a node or a link first"
    first, second = draw_neuron(room.made), draw_neuron(room.made)
    for selected in ((), (first,), (first, second)):
        room.editor.selection.set(selected)
        greyed(room)
    group = intentions.group(room.editor, (first,), (0.0, 0.0))
    room.editor.selection.set((group,))
    assert "arrange.keep_module" not in greyed(room)
    room.editor.undo_stack.undo()
    assert "edit.redo" not in greyed(room)


def test_while_the_network_runs_or_stands_still_what_is_greyed_says_why(qtbot: QtBot, room: Room) -> None:
    control, run = room.made.control, room.made.run
    for state in ("running", "paused"):
        control.toggle()
        qtbot.waitUntil(lambda state=state: run.state == state)
        greyed(room)


def test_while_a_training_is_under_way_paused_and_cancelled_what_is_greyed_says_why(qtbot: QtBot, room: Room) -> None:
    """*Reduce weights…* was grey and said nothing."""
    with held(room.made.training, whole=1):
        train(qtbot, room, lambda: room.click(room.learn.status.start))
        busy = greyed(room)
        begins = {"learn.start", "learn.compare", "learn.reduce", "learn.resume"}
        assert {busy[id] for id in begins} == {"A training is under way; cancel it first"}
        assert "learn.pause" not in busy and "learn.cancel" not in busy
        room.learn.endings.cancel()
        assert greyed(room)["learn.pause"] == "The training is being cancelled"
    qtbot.waitUntil(lambda: not room.learn.is_busy)
    assert not {"learn.start", "learn.resume", "learn.reduce"} & set(greyed(room))
    assert greyed(room)["learn.pause"] == "No training is under way"


def test_while_methods_are_compared_what_is_greyed_says_why(qtbot: QtBot, room: Room) -> None:
    with held(room.made.training, whole=1):
        train(qtbot, room, room.learn.compare)
        assert greyed(room)["learn.reduce"] == "A training is under way; cancel it first"
        room.learn.endings.cancel()
    qtbot.waitUntil(lambda: not room.learn.is_busy)
    assert "learn.reduce" not in greyed(room)


def test_with_no_method_checked_comparing_says_so(qtbot: QtBot, room: Room) -> None:
    """It was offered, and did nothing."""
    for box in room.learn.comparison.boxes.values():
        if box.isChecked():
            QTest.mouseClick(box, Qt.MouseButton.LeftButton, pos=QPoint(10, box.height() // 2))
    assert greyed(room)["learn.compare"] == "Check a method to compare."


def test_an_open_palette_shows_what_can_be_done_once_the_training_has_ended(qtbot: QtBot, room: Room) -> None:
    """Its row stayed grey until it was opened again."""
    with held(room.made.training, whole=1):
        train(qtbot, room, lambda: room.click(room.learn.status.start))
        field, rows = palette(room)
        QTest.keyClicks(field, "weights")
        chooser = room.made.window.chooser
        place = next(i for i, entry in enumerate(chooser.shown) if entry.text == "Reduce weights…")
        assert not chooser.shown[place].able
        while rows.currentIndex().row() < place:
            QTest.keyClick(field, Qt.Key.Key_Down)
        room.learn.endings.cancel()
    qtbot.waitUntil(lambda: chooser.shown[rows.currentIndex().row()].able)
    assert field.text() == "weights"
    assert chooser.shown[rows.currentIndex().row()].text == "Reduce weights…", "the row that was chosen stays chosen"
    QTest.keyClick(field, Qt.Key.Key_Return)
    qtbot.waitUntil(room.learn.reducing.measure.hasFocus)


def test_a_network_runs_while_a_training_is_paused_and_stands_still_once_that_goes_on(qtbot: QtBot, room: Room) -> None:
    """“Pause or cancel it” was said also to who had paused it."""
    window, run, training = room.made.window, room.made.run, room.made.training
    train(qtbot, room, lambda: room.click(room.learn.status.start))
    window.actions_["run.toggle"].trigger()
    assert "training is under way" in window.notice.words
    room.click(room.learn.status.pause)
    assert training.is_paused and not window.notice.words
    window.actions_["run.toggle"].trigger()
    qtbot.waitUntil(lambda: run.state == "running")
    room.click(room.learn.status.pause)
    qtbot.waitUntil(lambda: run.state == "paused")
    assert training.is_active and window.notice.words.startswith("The run stands still.")
