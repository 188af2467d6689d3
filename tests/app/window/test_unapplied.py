"""A drawing is left while its script is edited: a person is asked, and nothing that is written goes unseen."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMessageBox
from pytestqt.qtbot import QtBot

from app.commands import intentions
from app.document.file.file_format import open_document
from app.window.project.questions import Questions, Unsaved
from tests.app.window.rooms import Room

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def window(qtbot: QtBot, room: Room, tmp_path: Path) -> Room:
    room.answers.what = Unsaved.CANCEL
    intentions.add_node(room.editor, "neurons/leaky_integrate_and_fire", (0, 0), size=10)
    room.editor.save(tmp_path / "net.spikeloom")
    room.window.return_to_drawing()
    room.window.workspace.open_side("code")
    qtbot.waitUntil(lambda: room.code.is_current)
    return room


def write(window: Room, old: str, new: str) -> None:
    """Edit the script by mouse and keys."""
    area = window.code.area
    if not area.is_editing:
        QTest.mouseClick(window.code.edit, LEFT)
    at = area.toPlainText().index(old)
    cursor = QTextCursor(area.document())
    cursor.setPosition(at)
    cursor.setPosition(at + len(old), QTextCursor.MoveMode.KeepAnchor)
    area.setTextCursor(cursor)
    QTest.keyClicks(area, new)


def size(window: Room) -> int | None:
    return next(iter(window.editor.document.nodes.values())).size


def test_who_would_rather_go_on_writing_stays(window: Room) -> None:
    QTest.mouseClick(window.code.edit, LEFT)
    window.project.leave(lambda: None)
    assert not window.answers.asked, "nothing was written"
    write(window, "Fire, 10", "Fire, 12")
    window.project.new()
    assert not window.window.close() and window.window.isVisible()
    assert window.answers.asked == ["script", "script"]
    assert "Fire, 12" in window.code.area.toPlainText() and window.code.area.is_editing and size(window) == 10


def test_what_is_applied_is_saved_with_the_drawing(window: Room, tmp_path: Path) -> None:
    write(window, "Fire, 10", "Fire, 12")
    window.answers.script = window.answers.what = Unsaved.SAVE
    window.project.new()
    assert window.answers.asked == ["script", "unsaved"], "what was applied is a change of the drawing"
    assert not window.editor.document.nodes
    (saved,) = open_document(tmp_path / "net.spikeloom").nodes.values()
    assert saved.size == 12


def test_what_is_given_up_leaves_the_drawing_as_it_was(window: Room) -> None:
    write(window, "Fire, 10", "Fire, 12")
    window.answers.script = Unsaved.DISCARD
    window.project.new()
    assert window.answers.asked == ["script"] and not window.editor.document.nodes


def test_a_mistake_in_it_is_shown_at_its_place_and_nothing_is_left(window: Room) -> None:
    write(window, "Fire, 10", "Fire, ten")
    window.window.workspace.open_side("properties")
    window.window.show_start_page()
    window.answers.script = Unsaved.SAVE
    window.project.new()
    assert window.answers.asked == ["script"] and size(window) == 10
    assert window.code.isVisible() and window.code.area.is_editing and "ten" in window.code.objection.words


def test_the_question_has_its_three_answers(window: Room, qtbot: QtBot) -> None:
    dialogs = Questions(lambda: window.window)
    done: list[str] = []
    dialogs.unapplied_script(lambda: done.append("apply"), lambda: done.append("discard"))
    (box,) = window.window.findChildren(QMessageBox)
    assert {button.text() for button in box.buttons()} == {"Apply", "Discard", "Cancel"}
    QTest.keyClick(box, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: done == ["apply"])
