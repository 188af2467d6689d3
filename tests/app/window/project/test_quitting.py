"""Ctrl+Q works in every dialog; unsaved work is asked about first, and once."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog
from pytestqt.qtbot import QtBot

from app.widgets.above import ModalCover
from app.window.project.questions import Unsaved
from tests.activation import activate
from tests.app.window.rooms import Room, draw_neuron

ABOVE = ["edit.preferences", "file.import", "file.image", "help.shortcuts"]
CONTROL = Qt.KeyboardModifier.ControlModifier


def above(room: Room) -> list[QDialog]:
    return [dialog for dialog in room.window.findChildren(QDialog) if dialog.isVisible()]


def dialog_of(room: Room, qtbot: QtBot, action: str) -> QDialog:
    room.window.new()
    draw_neuron(room)
    room.window.activateWindow()
    room.window.actions_[action].trigger()
    qtbot.waitUntil(lambda: len(above(room)) == 1)
    (dialog,) = above(room)
    qtbot.waitUntil(dialog.isActiveWindow)
    return dialog


@pytest.mark.parametrize("action", ABOVE)
def test_the_key_that_quits_works_in_a_dialog(qtbot: QtBot, own_room: Room, action: str) -> None:
    """A dialog took the keyboard, and the window could not be closed."""
    dialog = dialog_of(own_room, qtbot, action)
    own_room.answers.what = Unsaved.CANCEL
    qtbot.keyClick(dialog.focusWidget() or dialog, Qt.Key.Key_Q, CONTROL)
    assert own_room.answers.asked == ["unsaved"] and own_room.window.isVisible() and dialog.isVisible(), (
        "nothing is lost"
    )
    own_room.answers.what = Unsaved.DISCARD
    qtbot.keyClick(dialog.focusWidget() or dialog, Qt.Key.Key_Q, CONTROL)
    assert own_room.answers.asked == ["unsaved"] * 2 and not own_room.window.isVisible()
    qtbot.waitUntil(lambda: not above(own_room))


@pytest.mark.parametrize("action", ABOVE)
def test_a_window_under_a_dialog_takes_nothing_but_its_close_button(qtbot: QtBot, own_room: Room, action: str) -> None:
    """Qt refuses to close a window that a modal dialog stands above."""
    dialog = dialog_of(own_room, qtbot, action)
    before, inside = (
        own_room.editor.document.snapshot(),
        own_room.canvas.mapTo(own_room.window, own_room.canvas.rect().center()),
    )
    over = own_room.window.childAt(inside)
    assert isinstance(over, ModalCover)
    qtbot.mouseDClick(over, Qt.MouseButton.LeftButton, pos=over.mapFrom(own_room.window, inside))
    qtbot.keyClick(over, Qt.Key.Key_A, CONTROL)
    qtbot.keyClick(over, Qt.Key.Key_Delete)
    assert own_room.editor.document.snapshot() == before and dialog.isVisible()
    own_room.answers.what = Unsaved.DISCARD
    assert QApplication.activeModalWidget() is None and own_room.window.close()
    qtbot.waitUntil(lambda: not above(own_room))


def test_the_window_has_its_keyboard_again_after_a_dialog(qtbot: QtBot, room: Room) -> None:
    room.window.new()
    activate(qtbot, room.window)
    room.canvas.setFocus()
    room.window.dialogs.open_preferences()
    (dialog,) = above(room)
    qtbot.waitUntil(dialog.isActiveWindow)
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not room.window.findChildren(ModalCover))
    assert room.window.focusWidget() is room.canvas


def test_a_file_that_is_being_chosen_is_not_taken_when_the_window_goes(
    qtbot: QtBot, own_room: Room, tmp_path: Path
) -> None:
    dialog = dialog_of(own_room, qtbot, "file.import")
    assert isinstance(dialog, QFileDialog)
    before = dict(own_room.editor.document.nodes)
    own_room.window.close()
    qtbot.waitUntil(lambda: not own_room.window.findChildren(QFileDialog))
    assert not own_room.window.isVisible() and own_room.editor.document.nodes == before
