"""The steps of undo as a list: each by its name, the present one marked, and a choice goes there at once."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from app.commands import intentions
from app.document.document import Change
from tests.activation import activate
from tests.app.window.rooms import Room, draw_neuron


def rows(room: Room) -> list[tuple[str, str]]:
    return [(entry.text, entry.belongs) for entry in room.window.chooser.shown]


def press(qtbot: QtBot, room: Room, *keys: Qt.Key) -> None:
    field = room.window.chooser.findChild(QLineEdit)
    assert field is not None
    for key in keys:
        qtbot.keyClick(field, key)


def drawn(room: Room, tmp_path: Path) -> str:
    """A neuron that was saved, renamed twice since, and one of the names taken back."""
    room.window.new()
    neuron = draw_neuron(room)
    room.editor.save(tmp_path / "cortex.spikeloom")
    intentions.rename(room.editor, neuron, "first & second")
    intentions.rename(room.editor, neuron, "third")
    room.editor.undo_stack.undo()
    return neuron


def test_every_step_is_listed_newest_first_and_says_what_is_undone_now_and_saved(
    qtbot: QtBot, room: Room, tmp_path: Path
) -> None:
    drawn(room, tmp_path)
    activate(qtbot, room.window)
    qtbot.keyClick(room.window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier)
    (_, added, _) = (text for text, _ in rows(room)[1:])
    assert rows(room) == [
        ("Rename to third", "undone"), ("Rename to first & second", "now"), (added, "saved"), ("The beginning", ""),
    ]  # fmt: skip
    assert added.startswith("Add ")


def test_keys_go_from_the_present_step_to_any_other_and_back(qtbot: QtBot, room: Room, tmp_path: Path) -> None:
    neuron = drawn(room, tmp_path)
    told: list[Change] = []
    room.editor.changed.connect(told.append)
    room.window.actions_["edit.history"].trigger()
    press(qtbot, room, Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Return)
    assert room.editor.document.nodes == {} and len(told) == 1, "two steps are one change to who follows"
    room.window.actions_["edit.history"].trigger()
    press(qtbot, room, Qt.Key.Key_PageUp, Qt.Key.Key_Return)
    assert room.editor.document.nodes[neuron].title == "third" and len(told) == 2
    room.window.actions_["edit.history"].trigger()
    press(qtbot, room, Qt.Key.Key_Return)
    assert room.editor.undo_stack.index() == 3 and len(told) == 2, "the present step is chosen first"


def test_a_step_is_found_by_its_words(qtbot: QtBot, room: Room, tmp_path: Path) -> None:
    neuron = drawn(room, tmp_path)
    room.window.actions_["edit.history"].trigger()
    field = room.window.chooser.findChild(QLineEdit)
    assert field is not None
    qtbot.keyClicks(field, "third")
    press(qtbot, room, Qt.Key.Key_Return)
    assert room.editor.document.nodes[neuron].title == "third"


def test_a_drawing_that_was_not_changed_says_so(room: Room) -> None:
    room.window.new()
    action = room.window.actions_["edit.history"]
    assert not action.isEnabled() and "Nothing was changed yet" in action.toolTip()
    draw_neuron(room)
    assert action.isEnabled()
