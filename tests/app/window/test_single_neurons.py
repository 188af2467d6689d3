"""The neurons of a population in the statistics of the whole window: found, marked, and shown as traces."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.document.making.sketch import Sketch
from app.plots.statistics.neuron_table import NeuronStatisticsTable
from app.plots.views.raster import Raster
from tests.app.window.rooms import Room, run_to, show

NONE, CONTROL, LEFT = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier, Qt.MouseButton.LeftButton


def click(table: NeuronStatisticsTable, row: int, modifier: Qt.KeyboardModifier = NONE) -> None:
    table.scrollTo(table.model().index(row, 1))
    QTest.mouseClick(table.viewport(), LEFT, modifier, table.visualRect(table.model().index(row, 1)).center())


def test_neurons_are_found_in_the_table_and_a_raster_and_enter_shows_their_traces(
    qtbot: QtBot, quick_room: Room
) -> None:
    room, sketch = quick_room, Sketch("Bias", resolution=1.0)
    cells = sketch.node("neurons/leaky_integrate_and_fire", "Cells", (0, 0), 12, parameters={"E_L": -40.0})
    show(room, sketch.document)
    run_to(qtbot, room, 1000.0)
    room.workspace.open_side("statistics")
    panel = room.statistics
    QTest.mouseClick(panel.of, LEFT, NONE, panel.of.area("neurons").center().toPoint())
    table = panel.neurons.rows_table
    qtbot.waitUntil(lambda: table.figures.rowCount() == 12 and table.isVisible())
    click(table, 3)
    click(table, 8, CONTROL)
    shown = {trace.neuron for trace in room.source.traces()}
    assert shown == {0, 6} and room.source.chosen.neurons.tolist() == [3, 8], "to choose a row opens no trace"
    table.setFocus()
    QTest.keyClick(table, Qt.Key.Key_Return)
    assert {trace.neuron for trace in room.source.traces()} == {0, 3, 6, 8}
    raster = next(view for view in room.views.panels() if isinstance(view, Raster))
    raster.draw_now()
    ((_, part),) = raster.rows(round(raster.data_rect.height()))
    high = raster.data_rect.top() + part.band.bottom - part.band.height * 5.5 / 12
    QTest.mouseClick(raster.graph.viewport(), LEFT, NONE, QPoint(round(raster.data_rect.center().x()), round(high)))
    assert table.chosen_neurons.tolist() == [5] and room.source.chosen.element == cells
    assert {trace.neuron for trace in room.source.traces()} == {0, 3, 5, 6, 8}


def test_keys_that_copy_rows_leave_the_selection_of_the_canvas_alone(qtbot: QtBot, quick_room: Room) -> None:
    room, sketch = quick_room, Sketch("Two", resolution=1.0)
    for place in (0, 400):
        sketch.node("neurons/leaky_integrate_and_fire", f"Cells {place}", (place, 0), 5, parameters={"E_L": -40.0})
    show(room, sketch.document)
    run_to(qtbot, room, 300.0)
    room.workspace.open_side("statistics")
    room.statistics.open_neurons(next(iter(room.editor.document.nodes)))
    table = room.statistics.neurons.rows_table
    qtbot.waitUntil(lambda: table.figures.rowCount() == 5)
    room.editor.selection.set(())
    table.setFocus()
    QTest.keyClick(table, Qt.Key.Key_A, CONTROL)
    assert table.chosen_neurons.tolist() == [0, 1, 2, 3, 4] and room.editor.selection.ids == ()
    QTest.keyClick(table, Qt.Key.Key_C, CONTROL)
    qtbot.waitUntil(lambda: room.statistics.message.words == "Copied.")
