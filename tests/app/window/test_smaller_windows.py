"""A window that was made smaller is laid out before it is painted."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QRect
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from tests.app.window.rooms import Room, show_example


def places(room: Room) -> dict[str, QRect]:
    """Where in the window its parts stand."""
    parts: dict[str, QWidget] = {
        "palette": room.palette, "canvas": room.canvas, "transport": room.transport,
        "strip": room.workspace.side_strip if room.workspace.is_narrow else room.side,
    }  # fmt: skip
    return {name: QRect(part.mapTo(room.window, QPoint()), part.size()) for name, part in parts.items()}


class Paints(QObject):
    """What stood where whenever the window was painted."""

    def __init__(self, room: Room) -> None:
        super().__init__(room.window)
        self._room, self.seen = room, list[dict[str, QRect]]()
        room.window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Paint:
            self.seen.append(places(self._room))
        return False


def test_nothing_is_painted_in_the_room_that_it_had(qtbot: QtBot, room: Room) -> None:
    """A blank strip stood beside the folded palette, and the canvas to the right of it, until Qt had laid them out."""
    show_example(room, "one-neuron")
    qtbot.wait(50)
    for sizes in ((1500, 1100), (1100, 1500), (1500, 1290), (1250, 1030)):
        room.window.resize(sizes[0], 900)
        qtbot.wait(100)
        paints = Paints(room)
        room.window.resize(sizes[1], 700)
        before = places(room)
        assert before["canvas"].left() - before["palette"].right() <= 3, "beside each other at once"
        for _ in range(20):
            QApplication.processEvents()
        last = places(room)
        assert paints.seen and all(seen == last for seen in paints.seen)
