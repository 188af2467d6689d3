"""Step by step the clock, the nodes and the traces say what is so after each of them."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.canvas.painting.activity import TraceActivity
from app.document.making.sketch import Sketch
from app.plots.views.traces import TracesView
from tests.app.window.rooms import LIF, Room, run_to, show


@pytest.fixture
def room(quick_room: Room) -> Room:
    sketch = Sketch("One", resolution=0.1)
    sketch.node(LIF, "Neuron", (0, 0), 1, parameters={"bias": 450.0})
    show(quick_room, sketch.document)
    return quick_room


def test_each_step_is_told_by_the_clock_the_node_and_the_trace(qtbot: QtBot, room: Room) -> None:
    """The node stood still, the clock counted whole milliseconds, and the trace ended a pixel before the newest."""
    traces = room.views.add("traces")
    assert isinstance(traces, TracesView)
    run_to(qtbot, room, 1201.0)
    (id,) = room.editor.document.nodes
    (trace,) = traces.shown.traces()
    qtbot.waitUntil(lambda: room.transport.clock.words == "1.201")

    def now() -> float:
        samples = room.run.frames.samples(trace.recording)
        assert samples is not None
        return float(samples.values[-1, trace.column])

    def in_the_node() -> float:
        activity = room.canvas.drawing.nodes[id].face.activity
        assert isinstance(activity, TraceActivity)
        return float(activity.values[-1])

    seen = set()
    for words in ("1.2011", "1.2012", "1.2013"):
        qtbot.mouseClick(room.transport.step_button, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(lambda words=words: room.transport.clock.words == words)
        qtbot.waitUntil(lambda: in_the_node() == now())
        traces.redraw()
        (head,) = traces.left.heads
        assert head.second == f"{now():.1f} mV".replace("-", "−")
        seen.add(now())
    assert len(seen) == 3
    run_to(qtbot, room, 1202.0)
    qtbot.waitUntil(lambda: room.transport.clock.words == "1.202")
