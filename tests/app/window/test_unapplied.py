"""A drawing is left while its script is edited: a person is asked, and nothing that is written goes unseen."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMessageBox
from pytestqt.qtbot import QtBot

from app.application import Composition
from app.commands import intentions
from app.document.file.file_format import open_document
from app.preferences import Preferences
from app.window.project.questions import Questions, Unsaved
from tests.app.window.answers import Answers

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path) -> Iterator[Composition]:
    made = Composition(Preferences(tmp_path / "home"), Answers(Unsaved.CANCEL), tmp_path / "recovery")
    made.window.show()
    intentions.add_node(made.editor, "neurons/leaky_integrate_and_fire", (0, 0), size=10)
    made.editor.save(tmp_path / "net.spikeloom")
    made.window.return_to_drawing()
    made.window.workspace.open_side("code")
    qtbot.waitUntil(lambda: made.code.is_current)
    yield made
    made.close()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def write(window: Composition, old: str, new: str) -> None:
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


def size(window: Composition) -> int | None:
    return next(iter(window.editor.document.nodes.values())).size


def test_who_would_rather_go_on_writing_stays(window: Composition) -> None:
    QTest.mouseClick(window.code.edit, LEFT)
    window.project.leave(lambda: None)
    assert not window.questions.asked, "nothing was written"
    write(window, "Fire, 10", "Fire, 12")
    window.project.new()
    assert not window.window.close() and window.window.isVisible()
    assert window.questions.asked == ["script", "script"]
    assert "Fire, 12" in window.code.area.toPlainText() and window.code.area.is_editing and size(window) == 10


def test_what_is_applied_is_saved_with_the_drawing(window: Composition, tmp_path: Path) -> None:
    write(window, "Fire, 10", "Fire, 12")
    window.questions.script = window.questions.what = Unsaved.SAVE
    window.project.new()
    assert window.questions.asked == ["script", "unsaved"], "what was applied is a change of the drawing"
    assert not window.editor.document.nodes
    (saved,) = open_document(tmp_path / "net.spikeloom").nodes.values()
    assert saved.size == 12


def test_what_is_given_up_leaves_the_drawing_as_it_was(window: Composition) -> None:
    write(window, "Fire, 10", "Fire, 12")
    window.questions.script = Unsaved.DISCARD
    window.project.new()
    assert window.questions.asked == ["script"] and not window.editor.document.nodes


def test_a_mistake_in_it_is_shown_at_its_place_and_nothing_is_left(window: Composition) -> None:
    write(window, "Fire, 10", "Fire, ten")
    window.window.workspace.open_side("properties")
    window.window.show_start_page()
    window.questions.script = Unsaved.SAVE
    window.project.new()
    assert window.questions.asked == ["script"] and size(window) == 10
    assert window.code.isVisible() and window.code.area.is_editing and "ten" in window.code.objection.words


def test_the_question_has_its_three_answers(window: Composition, qtbot: QtBot) -> None:
    dialogs = Questions(lambda: window.window)
    done: list[str] = []
    dialogs.unapplied_script(lambda: done.append("apply"), lambda: done.append("discard"))
    (box,) = window.window.findChildren(QMessageBox)
    assert {button.text() for button in box.buttons()} == {"Apply", "Discard", "Cancel"}
    QTest.keyClick(box, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: done == ["apply"])
