"""A script or other words are pasted into the window, and what was said of another drawing is said no longer."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from app.commands import intentions
from app.document.example import examples
from app.document.file.file_format import open_document
from app.document.meaning.meaning import meaning
from engine.scripts.writing import script
from tests.app.window.rooms import Room, draw_neuron


def test_a_script_that_is_pasted_into_an_empty_drawing_is_in_sight_as_a_whole(qtbot: QtBot, quick_room: Room) -> None:
    """It began at the mouse and ended outside the window."""
    room = quick_room
    room.window.new()
    path = next(example.path for example in examples() if example.path.stem == "balanced-network")
    QGuiApplication.clipboard().setText(script(meaning(open_document(path)).description).text)
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


def paste(qtbot: QtBot, room: Room, text: str) -> None:
    QGuiApplication.clipboard().setText(text)
    room.canvas.setFocus()
    qtbot.keyClick(room.canvas, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)


def test_words_from_elsewhere_become_a_note_and_what_was_refused_before_is_said_no_longer(
    qtbot: QtBot, quick_room: Room
) -> None:
    """It said that nothing could be pasted, and went on saying so over what was pasted next."""
    room = quick_room
    room.window.new()
    neuron = draw_neuron(room)
    paste(qtbot, room, " \n")
    assert "nothing that can be pasted" in room.window.notice.words
    paste(qtbot, room, "Brunel 2000,\r\nfigure 8  \n")
    assert room.window.notice.words == ""
    (note,) = (node for node in room.editor.document.nodes.values() if node.id != neuron)
    assert (note.kind, note.text) == ("note", "Brunel 2000,\nfigure 8") and room.editor.selection.ids == (note.id,)
    items = room.canvas.drawing.nodes
    assert not items[note.id].scene_area().intersects(items[neuron].scene_area())
    assert room.editor.undo_stack.undo_text == "Paste"
    room.editor.undo_stack.undo()
    assert list(room.editor.document.nodes) == [neuron]


def test_what_is_no_words_for_a_note_is_refused(qtbot: QtBot, quick_room: Room) -> None:
    room = quick_room
    room.window.new()
    draw_neuron(room)
    paste(qtbot, room, "word " * 5000)
    assert "too long" in room.window.notice.words and len(room.editor.document.nodes) == 1
    room.editor.selection.set(room.editor.document.nodes)
    damaged = intentions.copy(room.editor)[:-20]
    paste(qtbot, room, damaged)
    assert "nothing that can be pasted" in room.window.notice.words and len(room.editor.document.nodes) == 1
    assert room.window.notice.isVisible()
    qtbot.keyClick(room.canvas, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert not room.window.notice.isVisible(), "something was done since"
