"""A quantity is dragged from the properties onto the live views, which then show it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.document.examples.keys import ALL_TO_ALL, DELTA
from app.document.making.sketch import Sketch
from app.document.mini_plot import Shows
from app.plots.base.panel import Panel
from app.plots.views.raster import Raster
from app.plots.views.traces import TracesView
from app.plots.views.weight_matrix import WeightMatrix
from app.widgets.plot_drag import CarriedPlot, plot_mime
from app.window.live_views.view_dock import ViewDock
from app.window.live_views.view_drop import DropMark
from tests.app.window.rooms import Room, run_to, show

COPY, LEFT, NONE = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


@pytest.fixture
def room(quick_room: Room) -> Room:
    sketch = Sketch("Two", resolution=1.0)
    noise = sketch.node("stimuli/poisson", "Noise", (0, 0), 10, parameters={"rate": 40.0})
    first = sketch.node("neurons/izhikevich", "First", (336, 0), 8)
    second = sketch.node("neurons/izhikevich", "Second", (672, 0), 6)
    sketch.link(noise, first, synapse=DELTA, wiring=ALL_TO_ALL, weight=9.0)
    sketch.link(first, second, synapse=DELTA, wiring=ALL_TO_ALL, weight=2.0)
    sketch.link(second, second, synapse=DELTA, wiring=ALL_TO_ALL, weight=1.0)
    show(quick_room, sketch.document)
    return quick_room


def carried(room: Room, title: str, shows: Shows, of: str = "") -> QMimeData:
    id = next(id for id, node in room.editor.document.nodes.items() if node.title == title)
    return plot_mime(CarriedPlot(id, shows, of))


def under(widget: QWidget, place: QPoint) -> tuple[QWidget, QPoint]:
    """Who takes drops at a place of a window, as Qt finds it, and the place there."""
    window = widget.window()
    found = window.childAt(widget.mapTo(window, place)) or window
    while not found.acceptDrops() and not found.isWindow():
        found = found.parentWidget()
    return found, found.mapFrom(window, widget.mapTo(window, place))


def carry(data: QMimeData, widget: QWidget) -> tuple[bool, str]:
    """Over the middle of a widget: whether it would be taken, and what is said there."""
    target, place = under(widget, widget.rect().center())
    QApplication.sendEvent(target, QDragEnterEvent(place, COPY, data, LEFT, NONE))
    move = QDragMoveEvent(place, COPY, data, LEFT, NONE)
    QApplication.sendEvent(target, move)
    marks = [mark for mark in widget.window().findChildren(DropMark) if mark.isVisible()]
    return move.isAccepted(), marks[0].accessibleName() if marks else ""


def drop(data: QMimeData, widget: QWidget) -> None:
    carry(data, widget)
    target, place = under(widget, widget.rect().center())
    QApplication.sendEvent(target, QDropEvent(QPointF(place), COPY, data, LEFT, NONE))


def watched(panel: Panel) -> list[tuple[str, int, str]]:
    assert isinstance(panel, TracesView)
    return [(trace.title, trace.neuron, trace.quantity) for trace in panel.shown.traces()]


def test_a_state_is_shown_beside_what_a_view_of_traces_shows(qtbot: QtBot, room: Room) -> None:
    traces = room.views.add("traces")
    run_to(qtbot, room, 20.0)
    before = watched(traces)
    data = carried(room, "Second", Shows.TRACE, "u")
    assert carry(data, traces) == (True, "Show Second \u00b7 Trace of u in this view")
    drop(data, traces)
    assert watched(traces) == [*before, ("Second", 0, "u"), ("Second", 3, "u")]
    assert not any(mark.isVisible() for mark in room.window.findChildren(DropMark))


def test_a_view_that_cannot_be_of_it_leaves_it_to_a_new_one_that_shows_it_alone(qtbot: QtBot, room: Room) -> None:
    raster = room.views.add("raster")
    run_to(qtbot, room, 20.0)
    data = carried(room, "Second", Shows.TRACE, "u")
    assert carry(data, raster) == (True, "Show Second \u00b7 Trace of u in a new view")
    drop(data, raster)
    _, traces = room.views.panels()
    assert watched(traces) == [("Second", 0, "u"), ("Second", 3, "u")]
    weights = room.editor.document.links
    link = next(id for id, each in weights.items() if each.source == each.target)
    drop(carried(room, "Second", Shows.WEIGHTS, link), raster)
    *_, matrix = room.views.panels()
    assert isinstance(matrix, WeightMatrix)
    shown = matrix.one()
    assert shown is not None and shown.id == link
    drop(carried(room, "First", Shows.RASTER), raster)
    assert isinstance(raster, Raster) and [element.title for element in raster.elements()] == ["First"]
    assert len(room.views.names) == 3


def test_a_window_apart_and_the_bar_take_it_and_what_leaves_takes_the_mark_along(qtbot: QtBot, room: Room) -> None:
    data = carried(room, "First", Shows.RATE)
    drop(data, room.workspace.transport)
    (rates,) = room.views.panels()
    assert room.views.open_kinds == ("rates",)
    qtbot.mouseClick(rates.header.detach_button, Qt.MouseButton.LeftButton)
    (dock,) = room.window.findChildren(ViewDock)
    qtbot.waitUntil(lambda: dock.windowType() is Qt.WindowType.Window and dock.isVisible())
    assert carry(data, rates) == (True, "Show First \u00b7 Rate in this view")
    QApplication.sendEvent(dock, QDragLeaveEvent())
    assert not any(mark.isVisible() for mark in dock.findChildren(DropMark))


def test_what_no_view_can_be_of_is_offered_as_its_node_is(qtbot: QtBot, room: Room) -> None:
    raster = room.views.add("raster")
    data = carried(room, "First", Shows.AUTOMATIC)
    assert carry(data, raster) == (True, "Show First in a view")
    drop(data, raster)
    menu = room.canvas.landing.menu  # type: ignore[attr-defined]
    assert "New view: Spectrum" in [action.text() for action in menu.actions()]
    menu.close()
    stranger = plot_mime(CarriedPlot("e99", Shows.RASTER))
    assert carry(stranger, raster) == (False, ""), "of another project"
