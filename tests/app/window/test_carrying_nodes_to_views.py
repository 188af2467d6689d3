"""A node is dragged from the canvas onto the live views; detached views."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QRect, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from app.application import Composition
from app.document.elements import Node
from app.plots.views import plots
from app.plots.views.decoder_output import DecoderOutput
from app.plots.views.raster import Raster
from app.preferences import Preferences
from app.window.live_views.view_dock import ViewDock
from app.window.live_views.view_drop import DropMark
from tests.activation import activate
from tests.app.window.rooms import Room, with_one_neuron

LIF = "neurons/leaky_integrate_and_fire"


@pytest.fixture
def room(room: Room) -> Room:
    return with_one_neuron(room)


def node_of(room: Room) -> Node:
    (node,) = room.editor.document.nodes.values()
    return node


def carry(room: Room, qtbot: QtBot, to: QPoint) -> None:
    """Press on the only node and move to a place of the screen, without letting go."""
    canvas = room.canvas
    place = canvas.mapFromScene(canvas.drawing.nodes[node_of(room).id].scene_area().center())
    qtbot.mousePress(canvas.viewport(), Qt.MouseButton.LeftButton, pos=place)
    target = canvas.viewport().mapFromGlobal(to)
    for share in (0.2, 0.6, 1.0):
        qtbot.mouseMove(canvas.viewport(), place + (target - place) * share)


def let_go(room: Room, qtbot: QtBot, at: QPoint) -> None:
    place = room.canvas.viewport().mapFromGlobal(at)
    qtbot.mouseRelease(room.canvas.viewport(), Qt.MouseButton.LeftButton, pos=place)


def offered(room: Room) -> dict[str, QAction]:
    landing = room.canvas.landing
    return {action.text(): action for action in landing.menu.actions() if action.text()}  # type: ignore[attr-defined]


def middle_of(dock: ViewDock) -> QPoint:
    return dock.mapToGlobal(dock.rect().center())


def docks(room: Room) -> list[ViewDock]:
    return [dock for dock in room.workspace.frame.findChildren(ViewDock) if dock.objectName() in room.views.names]


def apart(room: Room, qtbot: QtBot) -> ViewDock:
    """A view in a window of its own."""
    panel = room.views.add("rates")
    (dock,) = docks(room)
    qtbot.mouseClick(panel.header.detach_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: dock.windowType() is Qt.WindowType.Window and dock.isVisible())
    return dock


def test_a_node_that_is_let_go_over_the_views_is_offered_what_shows_it(qtbot: QtBot, room: Room) -> None:
    room.window.views.add("raster")
    node, at = node_of(room), middle_of(docks(room)[0])
    steps = room.editor.undo_stack.index()
    carry(room, qtbot, at)
    mark = room.workspace.findChild(DropMark)
    assert mark.isVisible() and mark.accessibleName() == f"Show {node.title} in a view"
    let_go(room, qtbot, at)
    assert not mark.isVisible() and node_of(room).position == node.position
    assert room.editor.undo_stack.index() == steps, "a node that is only shown is not moved"
    menu = offered(room)
    assert f"Show {node.title} in this view: Raster" in menu
    assert {"New view: Raster", "New view: Traces", "New view: Spectrum"} <= set(menu)
    assert not {"New view: Decoder output", "New view: Loss"} & set(menu)
    menu["New view: Traces"].trigger()
    assert [name.partition("#")[0] for name in room.views.names] == ["raster", "traces"]
    room.canvas.landing.menu.close()  # type: ignore[attr-defined]


def test_a_node_can_be_carried_after_the_view_that_it_was_carried_over_is_gone(qtbot: QtBot, room: Room) -> None:
    """The mark went with its window, and the next drag of a node ended the program."""
    dock = apart(room, qtbot)
    node, at = node_of(room), middle_of(dock)
    assert room.canvas.landing.hover(node.id, at)
    away = room.canvas.viewport().mapToGlobal(QPoint(5, 5))
    qtbot.mouseClick(dock.panel.header.close_button, Qt.MouseButton.LeftButton)
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert not room.canvas.landing.hover(node.id, away)
    room.window.views.add("raster")
    again = middle_of(docks(room)[0])
    assert room.canvas.landing.hover(node.id, again)
    room.editor.load(room.editor.document)
    assert not any(mark.isVisible() for mark in room.window.findChildren(DropMark)), "nor is there a node to carry"


def test_a_view_shows_the_node_that_is_dropped_on_it_alone(qtbot: QtBot, room: Room) -> None:
    from engine.model.registry import discovery

    assert discovery.find(LIF)
    room.canvas.add_at_centre(LIF)
    first, second = room.editor.document.nodes
    panel = room.views.add("raster")
    assert isinstance(panel, Raster)
    room.control.toggle()
    qtbot.waitUntil(lambda: len(panel.elements()) == 2)
    room.canvas.landing.take(second, middle_of(docks(room)[0]))
    title = room.editor.document.nodes[second].title
    offered(room)[f"Show {title} in this view: Raster"].trigger()
    assert [element.id for element in panel.elements()] == [second] != [first]
    room.canvas.landing.menu.close()  # type: ignore[attr-defined]
    room.run.pause()


def test_a_node_that_comes_back_to_the_canvas_is_moved_as_ever(qtbot: QtBot, room: Room) -> None:
    room.window.views.add("raster")
    before, canvas = node_of(room).position, room.canvas
    canvas.landing.menu.clear()  # type: ignore[attr-defined]
    carry(room, qtbot, middle_of(docks(room)[0]))
    back = canvas.viewport().mapToGlobal(QPoint(200, 150))
    qtbot.mouseMove(canvas.viewport(), QPoint(200, 150))
    assert not room.workspace.findChild(DropMark).isVisible()
    let_go(room, qtbot, back)
    assert node_of(room).position != before and room.canvas.landing.menu.isEmpty()  # type: ignore[attr-defined]


def test_without_a_view_the_bar_below_takes_the_node(qtbot: QtBot, room: Room) -> None:
    transport = room.workspace.transport
    at = transport.mapToGlobal(transport.rect().center())
    carry(room, qtbot, at)
    let_go(room, qtbot, at)
    offered(room)["New view: Population rate"].trigger()
    assert [name.partition("#")[0] for name in room.views.names] == ["rates"]
    room.canvas.landing.menu.close()  # type: ignore[attr-defined]


def test_escape_lets_nothing_go(qtbot: QtBot, room: Room) -> None:
    room.window.views.add("raster")
    before = node_of(room).position
    carry(room, qtbot, middle_of(docks(room)[0]))
    qtbot.keyClick(room.canvas, Qt.Key.Key_Escape)
    assert not room.workspace.findChild(DropMark).isVisible() and node_of(room).position == before


@pytest.mark.parametrize(
    ("node", "kinds"),
    [
        (Node("1", "population", LIF, "A", (0, 0)), {"raster", "rates", "traces", "receptive_fields", "weight_traces"}),
        (Node("1", "decoder", "decoders/spike_count", "A", (0, 0)), {"decoder_output"}),
        (Node("1", "dataset", "datasets/digits", "A", (0, 0)), {"input_spikes"}),
        (Node("1", "note", "", "A", (0, 0)), set()),
    ],
)
def test_every_kind_of_view_says_what_it_can_show(node: Node, kinds: set[str]) -> None:
    showing = {kind for kind, panel in plots().items() if panel.shows(node)}
    assert kinds <= showing and (kinds or not showing)
    assert ("decoder_output" in showing) == (node.kind == "decoder")
    assert DecoderOutput.shows(node) == (node.kind == "decoder")


def test_a_detached_view_is_a_window_with_a_frame_and_comes_back(qtbot: QtBot, room: Room) -> None:
    panel = room.views.add("raster")
    (dock,) = docks(room)
    qtbot.mouseClick(panel.header.detach_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: dock.windowType() is Qt.WindowType.Window)
    assert dock.isVisible() and dock.isWindow() and dock.windowTitle() == "Raster"
    assert not dock.windowFlags() & Qt.WindowType.FramelessWindowHint
    assert dock.width() >= 560 and dock.height() >= 360 and panel.isVisible()
    assert room.window.actions_["run.toggle"] in dock.actions(), "keys of the window act in it too"
    qtbot.mouseClick(panel.header.detach_button, Qt.MouseButton.LeftButton)
    assert not dock.isFloating() and not dock.isWindow() and panel.isVisible()
    assert room.views.areas() == [dock]


def test_a_view_that_comes_back_has_room_and_its_button_looks_untouched(qtbot: QtBot, room: Room) -> None:
    """It came back 190 px wide beside one of 1100, and its button looked as if the mouse were over it for good."""
    room.views.add("raster")
    button = room.views.add("rates").header.detach_button
    wide, dock = docks(room)
    room.workspace.frame.resizeDocks([wide, dock], [1000, 130], Qt.Orientation.Horizontal)
    qtbot.waitUntil(lambda: dock.width() < 200)
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: dock.windowType() is Qt.WindowType.Window and dock.isVisible())
    button.setAttribute(Qt.WidgetAttribute.WA_UnderMouse)
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not dock.isFloating() and dock.width() >= 240 and not button.underMouse())


def test_a_detached_view_stands_where_it_was(qtbot: QtBot, room: Room) -> None:
    """It came to the upper left corner of the screen, over the menus."""
    room.views.add("raster")
    panel = room.views.add("rates")
    dock = docks(room)[-1]
    qtbot.waitUntil(lambda: dock.x() > 0 and len(room.views.areas()) == 2)
    stood = dock.mapToGlobal(QPoint())
    qtbot.mouseClick(panel.header.detach_button, Qt.MouseButton.LeftButton)
    dock.move(QPoint())  # as a desktop does with a window that asks for no place
    qtbot.waitUntil(lambda: dock.windowType() is Qt.WindowType.Window and dock.isVisible())
    screen = dock.screen().availableGeometry()  # of which it lies within, whole
    furthest = screen.bottomRight() - QPoint(dock.width() - 1, dock.height() - 1)
    assert (
        dock.geometry().topLeft()
        == QPoint(min(stood.x(), furthest.x()), min(stood.y(), furthest.y()))
        != screen.topLeft()
    )


def test_no_button_of_an_empty_view_apart_takes_the_space_bar(qtbot: QtBot, room: Room) -> None:
    dock = apart(room, qtbot)
    assert dock.panel.is_empty() and dock.panel.graph.isHidden()
    assert dock.focusWidget() is dock


def test_keys_of_a_detached_view_bring_the_keyboard_to_what_they_open(
    qtbot: QtBot, room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The commands were listed in the window, and what was typed went to the view."""
    dock = apart(room, qtbot)
    activate(qtbot, dock)
    asked: list[bool] = []  # of the desktop, which gives it sooner or later
    monkeypatch.setattr(room.window, "activateWindow", lambda: asked.append(True))
    qtbot.keyClick(dock.panel.graph, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    field = room.window.chooser.findChild(QLineEdit)
    assert field.isVisible() and room.window.focusWidget() is field and asked


def test_a_view_that_was_put_on_another_screen_stays_there_whole(
    qtbot: QtBot, room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An arrangement, or a hand, put it there, and it came back to the edge of the first screen."""

    class Second:
        def availableGeometry(self) -> QRect:
            return QRect(1600, 0, 1200, 700)

    monkeypatch.setattr(
        "app.window.live_views.view_dock.QGuiApplication.screenAt",
        lambda place: Second() if place.x() >= 1600 else None,
    )
    room.views.add("raster")
    (dock,) = docks(room)
    dock.setFloating(True)
    dock.setGeometry(2500, 500, 640, 400)
    qtbot.waitUntil(lambda: dock.windowType() is Qt.WindowType.Window)
    assert QRect(1600, 0, 1200, 700).contains(dock.geometry()) and dock.size().width() == 640


def test_a_detached_view_is_detached_again_in_the_next_window(qtbot: QtBot, own_room: Room, tmp_path: Path) -> None:
    room = with_one_neuron(own_room)
    panel = room.views.add("raster")
    qtbot.mouseClick(panel.header.detach_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: docks(room)[0].windowType() is Qt.WindowType.Window)
    room.window.project.leave = lambda then: then()  # type: ignore[method-assign]
    room.window.close()
    again = Composition(Preferences(tmp_path), recovery=tmp_path / "recovery")
    with qtbot.waitExposed(again.window):
        again.window.show()
    with_one_neuron(again)
    again.window.show_views("run")
    qtbot.waitUntil(lambda: docks(again)[0].windowType() is Qt.WindowType.Window)
    assert docks(again)[0].isVisible()
    again.window.close()
    again.close()


def test_a_view_apart_takes_a_node_too(qtbot: QtBot, room: Room) -> None:
    dock = apart(room, qtbot)
    node, at = node_of(room), middle_of(dock)
    assert room.canvas.landing.hover(node.id, at)
    (mark,) = dock.findChildren(DropMark)
    assert mark.isVisible() and mark.size() == dock.size()
    room.canvas.landing.leave()
    assert not mark.isVisible()
    room.canvas.landing.take(node.id, at)
    assert f"Show {node.title} in this view: Population rate" in offered(room)
    room.canvas.landing.menu.close()  # type: ignore[attr-defined]
