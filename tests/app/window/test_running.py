"""A real run in the whole window: to a time, with other settings, and what plasticity does to its weights."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.canvas.interaction.arranging import group_selected
from app.document.example import examples
from app.running.record.activity import SpikeActivity
from engine.learning.components.figures import TrainingState
from engine.network.description import NetworkDescription
from engine.simulation.arrays.layout import AUTOMATIC
from tests.app.window.rooms import Room, show_example


@pytest.fixture
def room(room: Room) -> Room:
    """The example of plasticity, run by kernels: NumPy takes fifty times as long."""
    show_example(room, "stdp")
    return room


def plastic_link(room: Room) -> str:
    return next(id for id, link in room.editor.document.links.items() if link.synapses and link.synapses.plasticity)


def engine_of(room: Room) -> NetworkDescription:
    assert room.run.description is not None
    return room.run.description


def run_to(qtbot: QtBot, room: Room, ms: float) -> None:
    room.canvas.setFocus()
    QTest.keyClick(room.canvas, Qt.Key.Key_T, Qt.KeyboardModifier.ControlModifier)
    room.window.run_to.field.setText(f"{ms} ms")
    QTest.keyClick(room.window.run_to.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: room.run.state == "paused" and room.run.status().time_ms == ms)


def test_it_runs_to_a_time_and_stands_still_there(qtbot: QtBot, room: Room) -> None:
    run_to(qtbot, room, 20.0)
    run_to(qtbot, room, 32.5)
    assert room.control.run_to(30.0), "that time has passed"
    assert room.run.status().time_ms == 32.5


def test_another_project_shows_nothing_of_what_ran_before(qtbot: QtBot, room: Room) -> None:
    """Its nodes, views and ribbon showed the spikes of the network that was open before it, under its own names."""
    raster = room.views.add("raster")
    run_to(qtbot, room, 60.0)
    ran = set(room.editor.document.nodes)
    assert {element.id for element in room.source.elements()} <= ran and room.source.elements()
    room.window.open_example(next(e for e in examples() if e.path.stem == "winner-take-all"))
    qtbot.waitUntil(lambda: room.editor.document.settings.title == "Winner take all")
    assert ran & set(room.editor.document.nodes), "ids of both drawings are the same"
    for _ in range(2):
        assert (room.run.frames.latest_step, room.source.elements(), room.source.decoders()) == (0, [], [])
        assert raster.is_empty() and room.run.status().time_ms == 0.0
        assert not any(item.face.activity for item in room.canvas.drawing.nodes.values())
        qtbot.wait(150)  # the worker has heard of it too
    run_to(qtbot, room, 5.0)
    assert {element.title for element in room.source.elements()} == {"Group A", "Inhibition", "Group B"}


def test_weights_are_said_to_have_moved_only_when_they_have(qtbot: QtBot, room: Room) -> None:
    link = plastic_link(room)
    room.editor.selection.set((link,))
    run_to(qtbot, room, 1.0)
    qtbot.waitUntil(lambda: room.run.frames.weights(link) is not None)
    room.drift.look()
    assert room.inspector.banner is None, "no spike has arrived yet"
    room.control.set_speed(0.0)
    run_to(qtbot, room, 300.0)
    qtbot.waitUntil(lambda: room.inspector.banner is not None)
    words = room.inspector.banner.sentence.words
    assert "of 100 differ" in words and "pA" in words
    room.control.keep_weights()
    qtbot.waitUntil(lambda: room.inspector.banner is None)
    run_to(qtbot, room, 400.0)
    qtbot.waitUntil(lambda: room.inspector.banner is not None)
    assert "of 100 differ" in room.inspector.banner.sentence.words, "they are held against those that were kept"
    room.editor.undo_stack.undo()
    room.control.stop()
    qtbot.waitUntil(lambda: room.run.state == "idle")
    assert room.inspector.banner is None


def test_kept_weights_of_what_the_drawing_does_not_count_are_measured_too(qtbot: QtBot, room: Room) -> None:
    """How many channels an encoder has only the run knows; the note failed there once weights had been kept."""
    show_example(room, "rewarded-actions")
    link = next(id for id, link in room.editor.document.links.items() if link.synapses and link.synapses.plasticity)
    room.control.set_speed(0.0)
    room.editor.selection.set((link,))
    run_to(qtbot, room, 400.0)
    room.control.keep_weights()
    assert room.editor.document.links[link].source in {e.id for e in engine_of(room).encoders}
    run_to(qtbot, room, 800.0)
    qtbot.waitUntil(lambda: room.inspector.banner is not None)
    assert "differ from the drawing" in room.inspector.banner.sentence.words


def test_other_threads_and_precision_act_on_the_next_start_and_on_a_run_at_once(qtbot: QtBot, room: Room) -> None:
    room.preferences.set(backend="numpy")  # nothing is compiled for the other precision
    run_to(qtbot, room, 5.0)
    assert (room.run.settings.threads, room.run.settings.precision) == (AUTOMATIC, "float64")
    room.preferences.set(precision="float32")
    assert room.run.settings.precision == "float32"
    qtbot.waitUntil(lambda: room.run.state == "paused" and room.run.status().time_ms == 0)
    room.preferences.set(theme="light")
    assert room.run.status().time_ms == 0


def test_a_training_pauses_the_run_and_says_so(qtbot: QtBot, room: Room) -> None:
    room.control.toggle()
    qtbot.waitUntil(lambda: room.run.state == "running")
    room.training.state_changed.emit(TrainingState.TRAINING)
    qtbot.waitUntil(lambda: room.run.state == "paused")
    assert room.window.notice.words.startswith("The run stands still.")
    assert "training" in room.run.pause_reason
    room.training.state_changed.emit(TrainingState.DONE)
    assert room.control.locked == ""
    assert not room.window.notice.words, "it spoke of what is over"
    room.window.notice.say("Something else")
    room.training.state_changed.emit(TrainingState.DONE)
    assert room.window.notice.words == "Something else"


def test_a_closed_group_shows_what_fires_in_it_and_its_nodes_do_once_it_is_entered(qtbot: QtBot, room: Room) -> None:
    nodes = room.editor.document.nodes
    firing = [id for id, node in nodes.items() if node.kind in ("population", "stimulus")]
    room.editor.selection.set(firing)
    group_selected(room.canvas)
    (group,) = room.editor.selection.ids
    room.control.set_speed(0.0)
    run_to(qtbot, room, 200.0)
    drawing = room.canvas.drawing
    qtbot.waitUntil(lambda: isinstance(drawing.nodes[group].face.activity, SpikeActivity))
    assert drawing.nodes[group].face.activity.mean_rate > 0
    room.canvas.set_zoom(0.4)
    room.canvas.grab()
    kept = drawing.nodes[group].face.prepared
    assert any(key.startswith("rate") for key in kept), "from afar its rate is drawn"
    room.editor.enter(group)  # the run stands still
    population = next(id for id in firing if nodes[id].kind == "population")
    qtbot.waitUntil(lambda: drawing.nodes[population].face.activity is not None)
    room.editor.leave()
    qtbot.waitUntil(lambda: drawing.nodes[group].face.activity is not None)
