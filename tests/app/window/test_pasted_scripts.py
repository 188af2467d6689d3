"""A script of the engine is pasted into the window, and what was said of another drawing is said no longer."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from app.document.file_format import open_document
from app.document.gallery import examples
from app.document.interpretation import interpret
from engine.scripts.writing import script
from tests.app.window.rooms import Room


def test_a_script_that_is_pasted_into_an_empty_drawing_is_in_sight_as_a_whole(qtbot: QtBot, quick_room: Room) -> None:
    """It began at the mouse and ended outside the window."""
    room = quick_room
    room.window.new()
    path = next(example.path for example in examples() if example.path.stem == "balanced-network")
    QGuiApplication.clipboard().setText(script(interpret(open_document(path))).text)
    room.canvas.setFocus()
    qtbot.keyClick(room.canvas, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    nodes = room.editor.document.nodes
    assert len(nodes) == 4

    def all_seen() -> bool:
        seen = room.canvas.mapToScene(room.canvas.viewport().rect()).boundingRect()
        return all(seen.contains(room.canvas.drawing.nodes[id].scene_area()) for id in nodes)

    qtbot.waitUntil(all_seen)


def test_what_a_view_said_of_one_drawing_goes_with_it(quick_room: Room) -> None:
    """A new network stood below the words that a picture of the old one was written."""
    room = quick_room
    room.window.new()
    panel = room.views.add("raster")
    panel.say("Written: raster.pdf")
    room.window.new()
    assert panel.header.value == ""
