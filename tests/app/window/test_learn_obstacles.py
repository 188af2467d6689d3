"""What keeps a network from training is shown where it can be mended."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.commands import intentions
from tests.app.window.rooms import Room, show_example


def test_show_goes_to_the_very_field_that_is_to_be_mended(qtbot: QtBot, quick_room: Room) -> None:
    """It went to the node, and left its size to be found."""
    show_example(quick_room, "digits")
    document = quick_room.editor.document
    output = next(id for id, node in document.nodes.items() if node.kind == "population" and node.size == 10)
    intentions.set_size(quick_room.editor, [output], 7)
    quick_room.workspace.open_side("learn")
    status = quick_room.learn.status
    qtbot.waitUntil(lambda: "7" in status.note.words and status.show_place.isVisible())
    QTest.mouseClick(status.show_place, Qt.MouseButton.LeftButton)
    assert quick_room.side.current == "properties" and quick_room.editor.selection.ids == (output,)
    size = quick_room.inspector.rows["size"].field
    qtbot.waitUntil(lambda: size.hasFocus() or size.isAncestorOf(quick_room.window.focusWidget()))
