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
def test_the_key_that_quits_works_in_a_dialog(qtbot: QtBot, room: Room, action: str) -> None:
    """A dialog took the keyboard, and the window could not be closed."""
    dialog = dialog_of(room, qtbot, action)
    room.answers.what = Unsaved.CANCEL
    qtbot.keyClick(dialog.focusWidget() or dialog, Qt.Key.Key_Q, CONTROL)
    assert room.answers.asked == ["unsaved"] and room.window.isVisible() and dialog.isVisible(), "nothing is lost"
    room.answers.what = Unsaved.DISCARD
    qtbot.keyClick(dialog.focusWidget() or dialog, Qt.Key.Key_Q, CONTROL)
    assert room.answers.asked == ["unsaved"] * 2 and not room.window.isVisible()
    qtbot.waitUntil(lambda: not above(room))


@pytest.mark.parametrize("action", ABOVE)
def test_a_window_under_a_dialog_takes_nothing_but_its_close_button(qtbot: QtBot, room: Room, action: str) -> None:
    """Qt refuses to close a window that a modal dialog stands above."""
    dialog = dialog_of(room, qtbot, action)
    before, inside = room.editor.document.snapshot(), room.canvas.mapTo(room.window, room.canvas.rect().center())
    over = room.window.childAt(inside)
    assert isinstance(over, ModalCover)
    qtbot.mouseDClick(over, Qt.MouseButton.LeftButton, pos=over.mapFrom(room.window, inside))
    qtbot.keyClick(over, Qt.Key.Key_A, CONTROL)
    qtbot.keyClick(over, Qt.Key.Key_Delete)
    assert room.editor.document.snapshot() == before and dialog.isVisible()
    room.answers.what = Unsaved.DISCARD
    assert QApplication.activeModalWidget() is None and room.window.close()
    qtbot.waitUntil(lambda: not above(room))


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
    qtbot: QtBot, room: Room, tmp_path: Path
) -> None:
    dialog = dialog_of(room, qtbot, "file.import")
    assert isinstance(dialog, QFileDialog)
    before = dict(room.editor.document.nodes)
    room.window.close()
    qtbot.waitUntil(lambda: not room.window.findChildren(QFileDialog))
    assert not room.window.isVisible() and room.editor.document.nodes == before
