"""A node of one neuron, once the run stands at a moment whose samples are gone."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from app.canvas.kinds.population import number_reading
from app.canvas.painting.kind import Face
from app.document.making.sketch import Sketch
from app.running.record.ring_buffer import SPIKES_KEPT, RingBuffer
from tests.app.window.rooms import LIF, Room, run_to, show

LEFT = Qt.MouseButton.LeftButton
KEPT, RUN, THEN = 1000, 2000.0, 200.0  # rows; ms


@pytest.fixture
def room(qtbot: QtBot, quick_room: Room, monkeypatch: pytest.MonkeyPatch) -> Room:
    monkeypatch.setattr(RingBuffer.__init__, "__defaults__", (SPIKES_KEPT, 0))
    monkeypatch.setattr("app.running.record.ring_buffer.SMALLEST_RECORDING", KEPT)
    sketch = Sketch("Alone", resolution=1.0)
    sketch.node(LIF, "Cell", (0, 0), 1)
    show(quick_room, sketch.document)
    return quick_room


def face_of(room: Room) -> Face:
    (item,) = room.canvas.drawing.nodes.values()
    return item.face


def look_back(qtbot: QtBot, room: Room) -> None:
    """Drag the frame of the ribbon to an early moment."""
    ribbon = room.transport.ribbon
    room.time_range.span = 100.0
    room.time_range.changed.emit()
    start = QPoint(round(ribbon.frame().center().x()), ribbon.height() // 3)
    end = start - QPoint(round((RUN - THEN) * (ribbon.width() - 1) / RUN), 0)
    qtbot.mousePress(ribbon, LEFT, pos=start)
    qtbot.mouseMove(ribbon, end)
    qtbot.mouseRelease(ribbon, LEFT, pos=end)


def test_it_shows_a_dash_and_not_that_it_never_ran(qtbot: QtBot, room: Room) -> None:
    assert number_reading(face_of(room)) == ("", "not run")
    run_to(qtbot, room, RUN)
    qtbot.waitUntil(lambda: number_reading(face_of(room))[0].endswith("mV"))
    look_back(qtbot, room)
    qtbot.waitUntil(lambda: not room.canvas.overlays.moment.isHidden())
    qtbot.waitUntil(lambda: number_reading(face_of(room)) == ("–", "now"))
    qtbot.mouseClick(room.transport.ribbon.return_button, LEFT)
    qtbot.waitUntil(lambda: room.run.state == "paused" and room.run.status().time_ms < RUN / 2)
    qtbot.waitUntil(lambda: room.canvas.overlays.moment.isHidden())
    qtbot.waitUntil(lambda: number_reading(face_of(room)) == ("–", "now"))
    for zoom in (1.0, 0.4):  # each paints it in its own way
        room.canvas.resetTransform()
        room.canvas.scale(zoom, zoom)
        assert not room.canvas.grab().isNull()
    run_to(qtbot, room, RUN)
    qtbot.waitUntil(lambda: number_reading(face_of(room))[0].endswith("mV"))
