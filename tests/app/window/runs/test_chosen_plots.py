"""Plots that a person chose for nodes, while a network runs: what they show is what the run has done."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QDrag, QMouseEvent
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from app.canvas.kinds.population import number_reading
from app.canvas.mini_plots.image import plot_name
from app.canvas.painting.activity import Activity, ImageActivity, SpikeActivity, TraceActivity
from app.commands import intentions
from app.document.examples.keys import ALL_TO_ALL, DELTA
from app.document.making.sketch import Sketch
from app.document.mini_plot import MiniPlot, Shows
from app.inspector.row import FormRow
from app.plots.views.weight_matrix import WeightMatrix
from app.running.record.ring_buffer import RecordedSamples
from app.running.record.weight_past import WeightPast
from app.widgets.plot_drag import CarriedPlot, carried_plot
from app.window.runs.chosen_plots import PREFIX
from engine.network.values import Uniform
from tests.app.window.rooms import Room, run_to, show

LEFT = Qt.MouseButton.LeftButton
GRID = {"rows": 3.0, "columns": 4.0}
ABOVE = (0.0, -140.0, 192.0, 120.0)


@pytest.fixture
def room(quick_room: Room) -> Room:
    sketch = Sketch("Noise", resolution=1.0)
    noise = sketch.node("stimuli/poisson", "Noise", (0, 0), 10, parameters={"rate": 40.0})
    more: dict[str, object] = {"arrangement": "positions/grid", "places": GRID}
    cells = sketch.node("neurons/leaky_integrate_and_fire", "Cells", (336, 0), 12, **more)
    quiet = sketch.node("neurons/leaky_integrate_and_fire", "Quiet", (672, 0), 5)
    sketch.link(noise, cells, synapse=DELTA, wiring=ALL_TO_ALL, weight=Uniform(1.0, 9.0), delay=1.0)
    sketch.link(cells, quiet, synapse=DELTA, wiring=ALL_TO_ALL, weight=0.25, delay=1.0)
    show(quick_room, sketch.document)
    return quick_room


def id_of(room: Room, title: str) -> str:
    return next(id for id, node in room.editor.document.nodes.items() if node.title == title)


def shown(room: Room, title: str) -> Activity | None:
    """What the chosen plot of a node shows."""
    return room.canvas.drawing.plots().get(id_of(room, title))


def is_recorded(activity: TraceActivity, kept: RecordedSamples, column: int, end: int) -> bool:
    """Whether it is of the 400 ms before a step, the newest value too: a node has no room for all of them."""
    steps = np.rint(end - 400 + 400 * activity.times).astype(int)
    rows = np.isin(kept.steps, steps)
    return steps[-1] == end and len(steps) >= 30 and np.array_equal(activity.values, kept.values[rows, column])


def test_a_trace_shows_the_chosen_neuron_and_another_once_that_is_chosen(qtbot: QtBot, room: Room) -> None:
    cells = id_of(room, "Cells")
    intentions.put_plot(room.editor, cells, MiniPlot(Shows.TRACE, "V", 3, ABOVE))
    room.source.shown.current.show(cells, (3, 7), "V")
    run_to(qtbot, room, 300.0)
    (three, seven) = [trace for trace in room.source.traces() if trace.element == cells]

    def follows(trace) -> bool:
        own, activity = room.run.frames.samples(trace.recording), shown(room, "Cells")
        if own is None or not isinstance(activity, TraceActivity):
            return False
        return activity.unit == "mV" and is_recorded(activity, own, trace.column, int(own.steps[-1]))

    qtbot.waitUntil(lambda: follows(three) and not follows(seven))
    assert isinstance(room.canvas.drawing.nodes[cells].face.activity, SpikeActivity), "the node itself as before"
    intentions.show_neuron(room.editor, (cells,), 7)
    run_to(qtbot, room, 340.0)
    qtbot.waitUntil(lambda: follows(seven) and not follows(three))


def test_one_neuron_says_by_itself_what_its_membrane_is_with_its_unit(qtbot: QtBot, room: Room) -> None:
    quiet = id_of(room, "Quiet")
    intentions.set_size(room.editor, [quiet], 1)
    run_to(qtbot, room, 20.0)
    face = room.canvas.drawing.nodes[quiet].face
    qtbot.waitUntil(lambda: isinstance(face.activity, TraceActivity))
    assert number_reading(face)[0].endswith(" mV")


def test_weights_and_images_show_what_the_run_has(qtbot: QtBot, room: Room) -> None:
    cells, quiet = id_of(room, "Cells"), id_of(room, "Quiet")
    intentions.put_plot(room.editor, cells, MiniPlot(Shows.IMAGE))
    intentions.put_plot(room.editor, quiet, MiniPlot(Shows.WEIGHTS))
    run_to(qtbot, room, 300.0)
    qtbot.waitUntil(lambda: isinstance(shown(room, "Quiet"), ImageActivity))
    spikes = len(room.run.frames.spikes(cells).steps)

    def rates_are_those_of_the_run() -> bool:
        rates = shown(room, "Cells")
        assert isinstance(rates, ImageActivity) and rates.values.shape == (3, 4)
        return bool(spikes) and np.nansum(rates.values) == pytest.approx(spikes / 0.3)

    qtbot.waitUntil(rates_are_those_of_the_run)
    weights = shown(room, "Quiet")
    assert isinstance(weights, ImageActivity)
    assert weights.values.shape == (5, 12) and np.allclose(weights.values, 0.25)
    intentions.show_plot(room.editor, (cells,), Shows.IMAGE, "V")
    run_to(qtbot, room, 360.0)
    qtbot.waitUntil(lambda: getattr(shown(room, "Cells"), "unit", "") == "mV")
    state = shown(room, "Cells")
    assert isinstance(state, ImageActivity) and state.values.shape == (3, 4) and state.high > state.low


def test_looking_back_moves_chosen_plots_too(qtbot: QtBot, room: Room) -> None:
    cells = id_of(room, "Cells")
    intentions.put_plot(room.editor, cells, MiniPlot(Shows.TRACE, "V", 2))
    run_to(qtbot, room, 1500.0)
    recording = f"{PREFIX}{cells}:V:2"

    def shows(end: int) -> bool:
        kept, activity = room.run.frames.samples(recording), shown(room, "Cells")
        return kept is not None and isinstance(activity, TraceActivity) and is_recorded(activity, kept, 0, end)

    qtbot.waitUntil(lambda: shows(1500))
    room.time_range.look_back(1200.0)
    qtbot.waitUntil(lambda: shows(1200))
    assert not shows(1500)


def test_weights_go_back_to_what_they_were_and_say_so_where_nothing_is_kept(
    qtbot: QtBot, room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They stayed the newest, whatever moment was looked at."""
    quiet = id_of(room, "Quiet")
    intentions.put_plot(room.editor, quiet, MiniPlot(Shows.WEIGHTS))
    (link,) = (each.id for each in room.editor.document.links.values() if each.target == quiet)
    matrix = room.views.add("weight_matrix")
    assert isinstance(matrix, WeightMatrix)
    matrix.choose(link)

    def says() -> tuple[str, float, list[str]]:
        weights = shown(room, "Quiet")
        mean = float(np.nanmean(weights.values)) if isinstance(weights, ImageActivity) else 0.0
        return plot_name(room.canvas.drawing.nodes[quiet].face), round(mean, 6), [words for _, words in matrix.chips()]

    title = matrix.one().title
    run_to(qtbot, room, 1500.0)
    intentions.set_weight(room.editor, [link], 0.75)
    run_to(qtbot, room, 2000.0)
    qtbot.waitUntil(lambda: says() == ("weights", 0.75, [title]))
    room.time_range.look_back(1200.0)
    qtbot.waitUntil(lambda: says() == ("weights at 1.20 s", 0.25, [title, "at 1.20 s"]))
    assert np.allclose(matrix.weights(), 0.25)
    room.time_range.follow()
    qtbot.waitUntil(lambda: says() == ("weights", 0.75, [title]))
    monkeypatch.setattr(WeightPast, "at", lambda _past, _projection, _step: None)
    room.time_range.look_back(1200.0)
    qtbot.waitUntil(lambda: says() == ("weights, the newest", 0.75, [title, "the newest"]))


def test_new_weights_at_the_address_of_old_ones_are_not_taken_for_those(
    qtbot: QtBot, room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A node kept showing weights of before: its picture was known by the address of an array that was gone."""
    quiet = id_of(room, "Quiet")
    intentions.put_plot(room.editor, quiet, MiniPlot(Shows.WEIGHTS))
    (link,) = (each.id for each in room.editor.document.links.values() if each.target == quiet)
    run_to(qtbot, room, 50.0)
    frames = room.run.frames
    monkeypatch.setattr(WeightPast, "keep", lambda _past, _projection, _snapshot: None)  # none stays in memory
    connections = frames.connections(link)
    assert connections is not None
    for weight in np.arange(1.0, 41.0):
        frames.store_weights(link, np.full(60, weight), connections)
        frames.store_weights(link, np.full(60, -weight), connections)  # the window has not looked between the two
        room.activity.show()
        weights = shown(room, "Quiet")
        assert isinstance(weights, ImageActivity) and np.all(weights.values == -weight)


def test_the_inspector_chooses_a_plot_and_its_rows_are_dragged_onto_the_canvas(
    qtbot: QtBot, room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    cells = id_of(room, "Cells")
    room.editor.selection.set((cells,))
    rows = {row.key: row for row in room.inspector.findChildren(FormRow)}
    rows["plot:shows"].entry.write("trace V", None)
    rows = {row.key: row for row in room.inspector.findChildren(FormRow)}
    assert {"plot:neuron", "plot:where"} <= rows.keys()
    rows["plot:where"].entry.write("beside", None)
    assert room.editor.document.nodes[cells].plot.stands_beside is not None
    carried: list[CarriedPlot | None] = []
    monkeypatch.setattr(QDrag, "exec", lambda self, *_: carried.append(carried_plot(self.mimeData())))
    row = FormRow(next(row for row in room.inspector.findChildren(FormRow) if row.key == "start:V").entry)
    qtbot.addWidget(row)
    row.resize(300, 40)
    row.show()
    start = row.name.geometry().center()
    for place, kind in ((start, QEvent.Type.MouseButtonPress), (start + QPoint(-4, 30), QEvent.Type.MouseMove)):
        everywhere = QPointF(row.mapToGlobal(place))
        event = QMouseEvent(kind, QPointF(place), everywhere, LEFT, LEFT, Qt.KeyboardModifier.NoModifier)
        QApplication.sendEvent(row, event)
    assert carried == [CarriedPlot(cells, Shows.TRACE, "V")]


def test_ctrl_k_finds_what_the_selected_node_can_show(qtbot: QtBot, room: Room) -> None:
    cells = id_of(room, "Cells")
    room.editor.selection.set((cells,))
    room.window.show_commands()
    field = room.window.chooser.findChild(QLineEdit)
    qtbot.keyClicks(field, "image of the rates")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert room.editor.document.nodes[cells].plot == MiniPlot(Shows.IMAGE)
