"""The questions of the real window: none holds it up, and nothing is lost whatever is answered."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QFileDialog, QLineEdit, QMessageBox
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from app.application import Composition
from app.document.file.file_format import open_document
from app.preferences import Preferences
from tests.activation import activate
from tests.app.window.rooms import draw_neuron

CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def asking(qtbot: QtBot, preferences: Preferences, tmp_path: Path) -> Iterator[Composition]:
    """A window that asks a person."""
    made = Composition(preferences, None, tmp_path / "recovery")
    with qtbot.waitExposed(made.window):
        made.window.show()
    made.window.new()
    draw_neuron(made)  # type: ignore[arg-type]
    yield made
    made.window.hide()
    qtbot.wait(10)  # what was closed in the last click has lost the keyboard before it is deleted
    made.close()


def box(made: Composition, qtbot: QtBot) -> QMessageBox:
    """The one question that stands there, with the keyboard."""

    def standing() -> list[QMessageBox]:
        return [each for each in made.window.findChildren(QMessageBox) if each.isVisible()]

    qtbot.waitUntil(lambda: len(standing()) == 1)
    activate(qtbot, standing()[0])
    return standing()[0]


def answer(qtbot: QtBot, dialog: QMessageBox, words: str) -> None:
    (button,) = (each for each in dialog.buttons() if each.text() == words)
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def choose(made: Composition, qtbot: QtBot, path: Path) -> None:
    """Type a path into the file dialog."""

    def shown() -> list[QFileDialog]:
        return [each for each in made.window.findChildren(QFileDialog) if each.isVisible()]

    qtbot.waitUntil(lambda: len(shown()) == 1)
    (dialog,) = shown()
    name = dialog.findChild(QLineEdit, "fileNameEdit")
    name.setText(str(path))  # typed, its completer would take the next key
    qtbot.keyClick(name, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not shown())


def test_work_is_saved_under_a_name_before_the_window_goes(qtbot: QtBot, asking: Composition, tmp_path: Path) -> None:
    assert not asking.window.close() and asking.window.isVisible()
    answer(qtbot, box(asking, qtbot), "Save")
    choose(asking, qtbot, tmp_path / "李 雷's")
    qtbot.waitUntil(lambda: not asking.window.isVisible())
    assert len(open_document(tmp_path / "李 雷's.spikeloom").nodes) == 1


def test_who_sends_the_name_away_keeps_window_and_work(qtbot: QtBot, asking: Composition) -> None:
    asking.window.close()
    answer(qtbot, box(asking, qtbot), "Save")
    qtbot.waitUntil(lambda: any(each.isVisible() for each in asking.window.findChildren(QFileDialog)))
    dialog = next(each for each in asking.window.findChildren(QFileDialog) if each.isVisible())
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    qtbot.wait(1)
    assert asking.window.isVisible() and asking.editor.is_modified and len(asking.editor.document.nodes) == 1


def test_the_newest_request_counts_of_two_that_ask_the_same(qtbot: QtBot, asking: Composition) -> None:
    """Who wanted a new drawing and then quits by the close button is asked about quitting, by one question."""
    asking.window.new()
    box(asking, qtbot)
    assert not asking.window.close()
    qtbot.keyClick(box(asking, qtbot), Qt.Key.Key_Escape)
    assert asking.window.isVisible() and len(asking.editor.document.nodes) == 1
    asking.window.new()
    box(asking, qtbot)
    asking.window.close()
    answer(qtbot, box(asking, qtbot), "Discard")
    qtbot.waitUntil(lambda: not asking.window.isVisible())


def test_a_file_is_opened_once_the_work_before_it_was_given_up(
    qtbot: QtBot, asking: Composition, tmp_path: Path
) -> None:
    asking.editor.save(tmp_path / "mine.spikeloom")
    draw_neuron(asking)  # type: ignore[arg-type]
    asking.window.open()
    choose(asking, qtbot, tmp_path / "mine.spikeloom")
    answer(qtbot, box(asking, qtbot), "Discard")
    qtbot.waitUntil(lambda: len(asking.editor.document.nodes) == 1)
    assert asking.editor.path == tmp_path / "mine.spikeloom" and not asking.editor.is_modified


def test_the_key_that_quits_works_while_a_file_is_asked_for(qtbot: QtBot, asking: Composition) -> None:
    asking.window.open()
    qtbot.waitUntil(lambda: any(each.isVisible() for each in asking.window.findChildren(QFileDialog)))
    (dialog,) = (each for each in asking.window.findChildren(QDialog) if each.isVisible())
    activate(qtbot, dialog)
    qtbot.keyClick(dialog, Qt.Key.Key_Q, CONTROL)
    answer(qtbot, box(asking, qtbot), "Discard")
    qtbot.waitUntil(lambda: not asking.window.isVisible())
    assert not isValid(dialog) or not dialog.isVisible()
