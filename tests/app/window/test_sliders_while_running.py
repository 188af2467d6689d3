"""A slider beneath a node is dragged while the network runs: the run obeys at once, and goes on."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.canvas.painting.slider_strip import grip_of, track_of
from app.commands import intentions
from app.document.making.sketch import Sketch
from engine.network.description import Recording
from tests.app.window.rooms import Room, show

LEFT = Qt.MouseButton.LeftButton


def test_a_drag_on_the_canvas_is_felt_by_the_run_which_goes_on(qtbot: QtBot, quick_room: Room) -> None:
    room, sketch = quick_room, Sketch("One", resolution=1.0)
    cells = sketch.node("neurons/leaky_integrate_and_fire", "Cells", (0, 0), 3, parameters={"E_L": -80.0})
    show(room, sketch.document)
    intentions.pin_slider(room.editor, (cells,), "E_L")
    intentions.set_slider_range(room.editor, cells, "E_L", -100.0, -60.0)
    room.control.set_speed(1.0)
    room.control.start()
    room.run.watch(Recording("probe", cells, "V", (0,), 1.0))
    qtbot.waitUntil(lambda: room.run.state == "running" and room.run.frames.samples("probe") is not None)
    canvas, steps = room.canvas, room.editor.undo_stack.count()
    item = canvas.drawing.nodes[cells]
    track = track_of(item.strip, 0)

    def seen(point: QPointF) -> QPoint:
        return canvas.mapFromScene(point + item.pos())

    start, step = seen(grip_of(track, item.sliders[0])), room.run.status().step
    QTest.mousePress(canvas.viewport(), LEFT, pos=start)
    for share in (0.6, 0.8, 1.0):
        QTest.mouseMove(canvas.viewport(), seen(QPointF(track.left() + share * track.width(), track.center().y())))

    def felt() -> bool:
        samples = room.run.frames.samples("probe")
        return samples is not None and float(samples.values[-1, 0]) > -70.0

    qtbot.waitUntil(felt)
    QTest.mouseRelease(canvas.viewport(), LEFT, pos=seen(QPointF(track.right(), track.center().y())))
    assert room.run.state == "running" and room.run.status().step > step, "it was not begun anew"
    assert room.editor.undo_stack.count() == steps + 1
    assert room.editor.document.nodes[cells].parameters["E_L"] == -60.0
    room.editor.undo_stack.undo()
    qtbot.waitUntil(lambda: not felt())
    assert room.run.state == "running"
