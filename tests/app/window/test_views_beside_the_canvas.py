"""Views that are put to the left or right of the canvas."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QDockWidget
from pytestqt.qtbot import QtBot

from app.appearance.theme import theme
from app.window.live_views.rows_of_views import NARROWEST
from tests.app.window.rooms import Room

LEFT, RIGHT = Qt.DockWidgetArea.LeftDockWidgetArea, Qt.DockWidgetArea.RightDockWidgetArea


def put(qtbot: QtBot, room: Room, area: Qt.DockWidgetArea, lies: Qt.Orientation) -> QDockWidget:
    """A view taken out by its button, and let go at a panel, as Qt does when a head is dragged there."""
    room.views.add("traces")
    panel = room.views.add("raster")
    dock = next(dock for dock in room.views.docks() if dock.panel is panel)
    qtbot.mouseClick(panel.header.detach_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: dock.windowType() is Qt.WindowType.Window and dock.isVisible())
    room.workspace.frame.addDockWidget(area, dock, lies)
    dock.setFloating(False)
    qtbot.waitUntil(lambda: not dock.isFloating() and dock.isVisible())
    return dock


@pytest.mark.parametrize("lies", [Qt.Orientation.Horizontal, Qt.Orientation.Vertical])
@pytest.mark.parametrize("area", [LEFT, RIGHT])
def test_a_view_that_is_put_to_a_side_stands_beside_the_canvas_and_can_be_read(
    qtbot: QtBot, room: Room, area: Qt.DockWidgetArea, lies: Qt.Orientation
) -> None:
    """It came beyond the side panel, 118 px wide, and its edge could not be drawn."""
    room.window.new()
    room.window.resize(1600, 1000)
    dock, frame = put(qtbot, room, area, lies), room.workspace.frame

    def x(widget: QDockWidget) -> int:
        return widget.mapTo(frame, QPoint()).x()

    def stands_right() -> bool:
        palette = room.palette.mapTo(frame, QPoint(room.palette.width(), 0)).x()
        side = room.side.mapTo(frame, QPoint()).x()
        canvas = room.canvas.geometry()
        order = (x(dock), canvas.left()) if area is LEFT else (canvas.right(), x(dock))
        return palette <= order[0] < order[1] < side and dock.width() >= theme().px(NARROWEST)

    qtbot.waitUntil(stands_right)
    assert dock.height() > room.canvas.height() // 2


def test_the_icons_of_a_narrow_window_stay_at_its_edge_beside_a_view_on_the_right(qtbot: QtBot, room: Room) -> None:
    """They stood in the middle, and the side panel took their place and covered the view."""
    room.window.new()
    room.window.resize(1600, 1000)
    put(qtbot, room, RIGHT, Qt.Orientation.Horizontal)
    room.window.resize(1024, 640)
    qtbot.waitUntil(lambda: room.workspace.is_narrow)
    room.workspace.open_side("properties")
    strip, frame = room.workspace.side_strip, room.workspace.frame
    qtbot.waitUntil(lambda: strip.isVisible() and strip.mapTo(frame, QPoint(strip.width(), 0)).x() == frame.width())
    assert room.side.geometry().right() < strip.mapTo(frame, QPoint()).x()


def test_a_kept_arrangement_with_a_view_beyond_the_side_panel_is_put_right(qtbot: QtBot, room: Room) -> None:
    room.window.new()
    room.window.resize(1600, 1000)
    dock = put(qtbot, room, RIGHT, Qt.Orientation.Horizontal)
    frame = room.workspace.frame
    qtbot.waitUntil(lambda: dock.width() >= theme().px(NARROWEST))
    side = next(other for other in frame.findChildren(QDockWidget) if other.objectName() == "side panel")
    frame.splitDockWidget(side, dock, Qt.Orientation.Horizontal)
    qtbot.waitUntil(lambda: side.x() < dock.x())
    room.workspace.restore_layout(room.workspace.layout_text())
    qtbot.waitUntil(lambda: dock.x() < side.x() and room.side.isVisible())
