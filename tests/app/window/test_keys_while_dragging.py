"""Keys of the window while a node is dragged: what is dragged goes back, and the key acts on it there."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.app.window.rooms import Room, draw_neuron

CONTROL, NONE = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.NoModifier
KEYS = {
    "delete": (Qt.Key.Key_Delete, NONE),
    "cut": (Qt.Key.Key_X, CONTROL),
    "group": (Qt.Key.Key_G, CONTROL),
    "undo": (Qt.Key.Key_Z, CONTROL),
}


def drag(room: Room, to: QPoint) -> None:
    """Move on with the button held."""
    ground, place = room.canvas.viewport(), QPointF(to)
    button, held = Qt.MouseButton.NoButton, Qt.MouseButton.LeftButton
    event = QMouseEvent(QEvent.Type.MouseMove, place, ground.mapToGlobal(place), button, held, NONE)
    QApplication.sendEvent(ground, event)


def test_a_key_that_acts_while_a_node_is_dragged_acts_where_it_stood(qtbot: QtBot, quick_room: Room) -> None:
    """Each move of the mouse failed once the node was deleted, and a line to guide it stayed for good."""
    room = quick_room
    for button in KEYS:
        room.window.new()
        neuron = draw_neuron(room)
        document, stack = room.editor.document, room.editor.undo_stack
        room.canvas.fit()
        middle = room.canvas.mapFromScene(room.canvas.drawing.nodes[neuron].scene_area().center())
        qtbot.mousePress(room.canvas.viewport(), Qt.MouseButton.LeftButton, pos=middle)
        drag(room, middle + QPoint(40, 30))
        assert document.nodes[neuron].position != (0.0, 0.0) and stack.count() == 2
        qtbot.keyClick(room.canvas, *KEYS[button])
        drag(room, middle + QPoint(80, 60))
        qtbot.mouseRelease(room.canvas.viewport(), Qt.MouseButton.LeftButton, pos=middle + QPoint(80, 60))
        if button == "undo":
            assert document.nodes[neuron].position == (0.0, 0.0), "what was dragged goes back, and no more"
            assert room.editor.selection.ids == (neuron,)
        else:
            assert neuron not in room.canvas.drawing.nodes
            stack.undo()
            assert document.nodes[neuron].position == (0.0, 0.0)
