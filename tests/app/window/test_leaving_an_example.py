"""An example that was only tried is left without a question."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.commands import intentions
from tests.app.window.rooms import Room, show_example


@pytest.fixture
def room(quick_room: Room) -> Room:
    show_example(quick_room, "one-neuron")
    return quick_room


def drag_slider(room: Room, by: int) -> None:
    """The slider beneath the node, by the mouse."""
    room.canvas.fit()
    item = next(item for item in room.canvas.drawing.nodes.values() if item.sliders)
    strip = item.strip.translated(item.pos())
    start = room.canvas.mapFromScene(QPointF(strip.center().x(), strip.bottom() - 8))
    view = room.canvas.viewport()
    QTest.mousePress(view, Qt.MouseButton.LeftButton, pos=start)
    for step in range(1, 5):
        QTest.mouseMove(view, start + QPoint(by * step // 4, 0))
    QTest.mouseRelease(view, Qt.MouseButton.LeftButton, pos=start + QPoint(by, 0))


def test_after_one_drag_of_a_slider_nothing_is_asked(qtbot: QtBot, room: Room) -> None:
    drag_slider(room, 40)
    assert room.editor.is_modified and room.editor.undo_stack.count() == 1
    room.window.new()
    assert room.answers.asked == []
    assert not room.editor.document.nodes


def test_what_else_was_done_is_asked_about(qtbot: QtBot, room: Room) -> None:
    for more in ("moved", "renamed", "another value"):
        room.answers.asked.clear()
        show_example(room, "one-neuron")
        drag_slider(room, 40)
        node = next(iter(room.editor.document.nodes))
        if more == "moved":
            intentions.move(room.editor, {node: (5.0, 5.0)}, "move 1")
        elif more == "renamed":
            intentions.rename(room.editor, node, "Mine")
        else:
            drag_slider(room, -60)
        room.window.new()
        assert room.answers.asked
