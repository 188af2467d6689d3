"""What views show is deleted from the drawing while they show it, and undo brings it back."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.commands import intentions
from app.document.examples.keys import ALL_TO_ALL, DELTA
from app.document.making.sketch import Sketch
from app.plots.views.interval_histogram import IntervalHistogram
from app.plots.views.raster import Raster
from app.plots.views.traces import TracesView
from tests.app.window.rooms import Room, run_to, show


@pytest.fixture
def room(quick_room: Room) -> Room:
    sketch = Sketch("Two", resolution=1.0)
    noise = sketch.node("stimuli/poisson", "Noise", (0, 0), 10, parameters={"rate": 300.0})
    for title, x in (("First", 336), ("Second", 672)):
        cells = sketch.node("neurons/izhikevich", title, (x, 0), 8)
        sketch.link(noise, cells, synapse=DELTA, wiring=ALL_TO_ALL, weight=12.0)
    show(quick_room, sketch.document)
    return quick_room


def id_of(room: Room, title: str) -> str:
    return next(id for id, node in room.editor.document.nodes.items() if node.title == title)


def delete(qtbot: QtBot, room: Room, id: str) -> None:
    room.editor.selection.set((id,))
    room.canvas.setFocus()
    qtbot.keyClick(room.canvas, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: room.run.frames.size_of(id) is None)


def undo(qtbot: QtBot, room: Room, id: str) -> None:
    qtbot.keyClick(room.canvas, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: room.run.frames.size_of(id) is not None)


def test_spikes_and_traces_of_what_was_deleted_come_back_with_it(qtbot: QtBot, room: Room) -> None:
    raster, traces = room.views.add("raster"), room.views.add("traces")
    assert isinstance(raster, Raster) and isinstance(traces, TracesView)
    second = id_of(room, "Second")
    traces.view_node(second, "u")
    run_to(qtbot, room, 200.0)
    spikes, shown = room.run.frames.spikes(second), traces.shown.traces()
    samples = room.run.frames.samples(shown[0].recording)
    assert len(spikes.steps) > 10 and len(shown) == 2 and samples is not None and len(samples.steps) > 100
    delete(qtbot, room, second)
    assert [element.title for element in raster.elements()] == ["First"] and not traces.shown.traces()
    undo(qtbot, room, second)
    assert [element.title for element in raster.elements()] == ["First", "Second"]
    assert np.array_equal(room.run.frames.spikes(second).steps, spikes.steps)
    assert traces.shown.traces() == shown
    again = room.run.frames.samples(shown[0].recording)
    assert again is not None and np.array_equal(again.values, samples.values)
    run_to(qtbot, room, 300.0)
    later = room.run.frames.samples(shown[0].recording, 200)
    assert later is not None and len(later.steps) >= 99, "and they go on"


def test_a_view_of_traces_that_was_never_drawn_stays_empty_too(qtbot: QtBot, room: Room) -> None:
    """It chose other neurons by itself, where the deletion came before its first picture."""
    traces = room.views.add("traces")
    assert isinstance(traces, TracesView)
    second = id_of(room, "Second")
    traces.view_node(second, "u")
    run_to(qtbot, room, 200.0)
    shown = traces.shown.traces()
    delete(qtbot, room, second)
    traces.autoscale()
    traces.refresh()
    assert not traces.shown.traces()
    undo(qtbot, room, second)
    assert traces.shown.traces() == shown


def test_a_view_of_one_population_shows_the_others_while_that_is_deleted(qtbot: QtBot, room: Room) -> None:
    """It said that no neuron had fired twice."""
    panel = room.views.add("interval_histogram")
    assert isinstance(panel, IntervalHistogram)
    run_to(qtbot, room, 50.0)
    second = id_of(room, "Second")
    panel.view_node(second)
    assert [element.title for element in panel.choice.shown()] == ["Second"]
    delete(qtbot, room, second)
    assert [element.title for element in panel.choice.shown()] == ["First"]
    undo(qtbot, room, second)
    assert [element.title for element in panel.choice.shown()] == ["Second"]
    intentions.delete(room.editor, (second,))
    qtbot.waitUntil(lambda: room.run.frames.size_of(second) is None)
    panel.choice.show(id_of(room, "First"), False)
    assert not panel.choice.shown(), "who takes out the last one sees none"
