"""The canvas shows the moment that the views look at: dragged to in the ribbon, or played in a loop."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.canvas.painting.activity import SpikeActivity
from app.document.examples.keys import ALL_TO_ALL, DELTA
from app.document.making.sketch import Sketch
from app.running.record.activity import spike_activity
from engine.network.values import Uniform
from tests.app.window.rooms import Room, run_to, show

SHIFT, NONE, LEFT = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.NoModifier, Qt.MouseButton.LeftButton
RUN = 2000.0  # ms


@pytest.fixture
def room(qtbot: QtBot, quick_room: Room) -> Room:
    sketch = Sketch("Noise", resolution=1.0)
    noise = sketch.node("stimuli/poisson", "Noise", (0, 0), 10, parameters={"rate": 40.0})
    cells = sketch.node("neurons/leaky_integrate_and_fire", "Cells", (336, 0), 10)
    sketch.link(noise, cells, synapse=DELTA, wiring=ALL_TO_ALL, weight=Uniform(1.0, 9.0), delay=1.0)
    show(quick_room, sketch.document)
    run_to(qtbot, quick_room, RUN)
    return quick_room


def shown(room: Room) -> SpikeActivity:
    """What the first population shows."""
    activity = room.canvas.drawing.nodes[population(room)].face.activity
    assert isinstance(activity, SpikeActivity)
    return activity


def population(room: Room) -> str:
    return next(id for id, node in room.editor.document.nodes.items() if node.kind == "population")


def at_time(room: Room, ms: float | None) -> SpikeActivity:
    """What it is to show of a time in ms, None for the newest."""
    id, frames = population(room), room.run.frames
    at = None if ms is None else round(ms / room.run.resolution)
    return spike_activity(frames, id, room.editor.document.nodes[id].size, room.run.resolution, at=at)


def alike(one: SpikeActivity, other: SpikeActivity) -> bool:
    return np.array_equal(one.times, other.times) and np.array_equal(one.rows, other.rows)


def drag(room: Room, start: float, end: float, modifier: Qt.KeyboardModifier = NONE) -> None:
    """In the ribbon, between two times in ms."""
    ribbon = room.transport.ribbon
    points = [QPoint(round(ms / RUN * (ribbon.width() - 1)), ribbon.height() // 3) for ms in (start, end)]
    QTest.mousePress(ribbon, LEFT, modifier, points[0])
    QTest.mouseMove(ribbon, points[1])
    QTest.mouseRelease(ribbon, LEFT, modifier, points[1])


def test_a_drag_of_the_ribbon_takes_the_canvas_back_and_the_plate_brings_the_newest(qtbot: QtBot, room: Room) -> None:
    qtbot.waitUntil(lambda: alike(shown(room), at_time(room, None)))
    assert room.canvas.overlays.moment.isHidden()
    drag(room, 1500.0, 900.0)
    moment = room.transport.ribbon.shown_end()
    assert moment < RUN - 100
    qtbot.waitUntil(lambda: alike(shown(room), at_time(room, moment)))
    assert not alike(shown(room), at_time(room, None))
    assert room.canvas.overlays.moment.isVisible() and f"{moment / 1000:.3f} s" in room.canvas.overlays.moment.words
    qtbot.mouseClick(room.canvas.overlays.moment, LEFT)
    qtbot.waitUntil(lambda: alike(shown(room), at_time(room, None)))
    assert room.canvas.overlays.moment.isHidden() and room.time_range.is_following


def test_a_span_that_loops_is_played_in_the_nodes(qtbot: QtBot, room: Room) -> None:
    drag(room, 400.0, 1000.0, SHIFT)
    replay = room.transport.replay
    replay.start()
    seen: list[SpikeActivity] = []

    def differ() -> bool:
        if not seen or seen[-1] is not shown(room):
            seen.append(shown(room))
        return len(seen) > 3

    qtbot.waitUntil(differ)
    assert replay.is_playing and room.canvas.overlays.moment.isVisible()
    assert not alike(seen[-1], seen[-2])
    replay.stop()
    assert room.time_range.selected is not None
    end = room.time_range.selected[1]
    qtbot.waitUntil(lambda: alike(shown(room), at_time(room, round(end / room.run.resolution) * room.run.resolution)))
