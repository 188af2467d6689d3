"""What a run does is read for the nodes that are seen, and for others once they come into sight."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint
from pytestqt.qtbot import QtBot

from app.canvas.drawing_dialog import DrawingDialog
from app.canvas.nodes.node_item import SHAPE_UP_TO
from app.commands import intentions
from app.document.examples.keys import ALL_TO_ALL, DELTA
from app.document.making.sketch import Sketch
from app.document.mini_plot import MiniPlot, Shows
from engine.network.values import Uniform
from tests.app.window.rooms import Room, run_to, show

SOON = 50  # ms
FAR = QPoint(3000, 0)  # pixels: out of the viewport


@pytest.fixture
def room(quick_room: Room) -> Room:
    sketch = Sketch("Noise", resolution=1.0)
    noise = sketch.node("stimuli/poisson", "Noise", (0, 0), 10, parameters={"rate": 40.0})
    cells = sketch.node("neurons/leaky_integrate_and_fire", "Cells", (336, 0), 12)
    sketch.link(noise, cells, synapse=DELTA, wiring=ALL_TO_ALL, weight=Uniform(1.0, 9.0), delay=1.0)
    show(quick_room, sketch.document)
    quick_room.canvas.set_zoom(1.0)
    return quick_room


def id_of(room: Room, title: str) -> str:
    return next(id for id, node in room.editor.document.nodes.items() if node.title == title)


def activity(room: Room, title: str = "Cells") -> object:
    return room.canvas.drawing.nodes[id_of(room, title)].face.activity


def test_nodes_out_of_sight_are_passed_over_until_they_are_panned_to(qtbot: QtBot, room: Room) -> None:
    run_to(qtbot, room, 100.0)
    qtbot.waitUntil(lambda: activity(room) is not None)
    room.canvas.pan_by(FAR)
    assert room.canvas.nodes_in_sight() == set()
    before = activity(room)
    run_to(qtbot, room, 300.0)
    qtbot.wait(200)  # three pictures and more
    assert activity(room) is before
    room.canvas.pan_by(-FAR)  # while the run stands still
    assert room.canvas.nodes_in_sight() == {id_of(room, "Noise"), id_of(room, "Cells")}
    qtbot.waitUntil(lambda: activity(room) is not before)


def test_a_node_that_a_larger_window_brings_into_sight_shows_what_it_does(qtbot: QtBot, room: Room) -> None:
    room.window.resize(900, 700)
    qtbot.waitUntil(lambda: room.canvas.x() < 60)  # the folded palette has given its room to the canvas
    qtbot.wait(SOON)  # all that was in sight is brought into it again
    canvas, cells = room.canvas, room.canvas.drawing.nodes[id_of(room, "Cells")]
    right = canvas.mapFromScene(cells.scene_area().topLeft()).x()
    canvas.pan_by(QPoint(canvas.viewport().width() + 100 - right, 0))
    assert id_of(room, "Cells") not in canvas.nodes_in_sight()
    run_to(qtbot, room, 100.0)
    qtbot.wait(200)  # three pictures and more
    assert activity(room) is None
    room.window.resize(1600, 1000)
    qtbot.waitUntil(lambda: activity(room) is not None)


def test_far_away_nodes_are_shapes_that_show_no_activity(room: Room) -> None:
    room.canvas.set_zoom(SHAPE_UP_TO - 0.05)
    assert room.canvas.nodes_in_sight() == set()


def test_a_picture_of_the_whole_drawing_has_the_plots_of_what_is_out_of_sight(qtbot: QtBot, room: Room) -> None:
    cells = id_of(room, "Cells")
    intentions.put_plot(room.editor, cells, MiniPlot(Shows.RATE))
    room.canvas.pan_by(FAR)
    run_to(qtbot, room, 100.0)
    qtbot.wait(150)
    assert cells not in room.canvas.drawing.plots()
    room.window.actions_["file.image"].trigger()
    dialog = room.window.findChild(DrawingDialog)
    assert dialog is not None
    dialog.close()
    assert cells in room.canvas.drawing.plots()
