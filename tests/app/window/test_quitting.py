"""Ctrl+Q works in every dialog; unsaved work is asked about first, and once."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog
from pytestqt.qtbot import QtBot

from app.window.questions import Unsaved
from tests.app.window.rooms import Room, draw_neuron

ABOVE = ["edit.preferences", "file.import", "file.image", "help.shortcuts", "view.save_arrangement"]
CONTROL = Qt.KeyboardModifier.ControlModifier


def dialog_of(room: Room, qtbot: QtBot, action: str) -> QDialog:
    room.window.new()
    draw_neuron(room)
    room.window.activateWindow()
    room.window.actions_[action].trigger()
    qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), QDialog))
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, QDialog)
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
    qtbot.waitUntil(lambda: not any(d.isVisible() for d in room.window.findChildren(QDialog)))


def test_who_closes_again_while_that_is_asked_is_asked_once(
    qtbot: QtBot, room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    room.window.new()
    draw_neuron(room)
    asked = []

    def unsaved(_title: str, _also: str = "") -> Unsaved:
        asked.append("unsaved")
        assert len(asked) < 3
        room.window.close()
        return Unsaved.CANCEL

    monkeypatch.setattr(room.answers, "unsaved", unsaved)
    room.window.close()
    assert asked == ["unsaved"] and room.window.isVisible()


def test_a_file_that_is_being_chosen_is_not_taken_when_the_window_goes(
    qtbot: QtBot, room: Room, tmp_path: Path
) -> None:
    dialog = dialog_of(room, qtbot, "file.import")
    assert isinstance(dialog, QFileDialog)
    before = dict(room.editor.document.nodes)
    room.window.close()
    qtbot.waitUntil(lambda: not room.window.findChildren(QFileDialog))
    assert not room.window.isVisible() and room.editor.document.nodes == before
