"""The start page is left for the drawing again, which is as it was."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from tests.activation import activate
from tests.app.window.rooms import Room, draw_neuron


def back(room: Room) -> QWidget:
    found = room.start_page.findChild(QWidget, "begin previous")
    assert found is not None
    return found


def test_who_looks_at_the_start_page_comes_back_to_the_drawing_as_it_was(qtbot, room: Room) -> None:
    """There was no way back: a drawing that was not saved, and its run, could not be seen again."""
    activate(qtbot, room.window)
    assert not back(room).isVisible()
    QTest.keyClick(room.start_page, Qt.Key.Key_Escape)
    assert not room.window.is_working, "nothing was drawn"
    room.window.actions_["file.new"].trigger()
    draw_neuron(room)
    room.window.canvas.set_zoom(0.5)
    steps, seen = room.editor.undo_stack.count(), room.window.canvas.visible_area()
    for leave_by in ("button", "key"):
        room.window.actions_["file.start_page"].trigger()
        assert not room.window.is_working and back(room).isVisible()
        assert back(room).text() == "Back to “Untitled”"
        if leave_by == "button":
            QTest.mouseClick(back(room), Qt.MouseButton.LeftButton)
        else:
            QTest.keyClick(room.start_page, Qt.Key.Key_Escape)
        assert room.window.is_working and room.window.canvas.hasFocus()
        assert room.editor.undo_stack.count() == steps and room.window.canvas.visible_area() == seen
