"""Zoom and pan by the wheel, a touchpad and a pinch: what is under the mouse stays there."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QNativeGestureEvent, QPointingDevice, QWheelEvent
from PySide6.QtWidgets import QApplication

NONE = Qt.KeyboardModifier.NoModifier
BEGIN, END = Qt.NativeGestureType.BeginNativeGesture, Qt.NativeGestureType.EndNativeGesture
ZOOM = Qt.NativeGestureType.ZoomNativeGesture


def wheel(view, at: QPoint, turned: int, pixels: QPoint | None = None, modifiers=NONE) -> None:
    event = QWheelEvent(
        QPointF(at),
        QPointF(view.viewport().mapToGlobal(at)),
        pixels or QPoint(),
        QPoint(0, turned),
        Qt.MouseButton.NoButton,
        modifiers,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(view.viewport(), event)


def test_the_wheel_zooms_and_keeps_the_place_under_the_mouse(view, pair):
    at = QPoint(300, 250)
    before = view.mapToScene(at)
    wheel(view, at, 240)
    assert view.zoom == pytest.approx(1.44)
    assert (view.mapToScene(at) - before).manhattanLength() < 2
    assert view.overlays.toolbar.zoom.text().startswith("144")


def test_a_touchpad_pans_and_zooms_with_control(view, pair):
    before = view.mapFromScene(QPointF(0, 0))
    wheel(view, QPoint(300, 250), 30, QPoint(12, -20))
    assert view.mapFromScene(QPointF(0, 0)) - before == QPoint(12, -20)
    wheel(view, QPoint(300, 250), 120, QPoint(0, 30), Qt.KeyboardModifier.ControlModifier)
    assert view.zoom == pytest.approx(1.2)


def test_what_is_under_the_mouse_stays_there_through_many_small_steps(view, pair):
    """A pinch is dozens of them: the place ran away by a pixel in each second one."""
    at = QPoint(307, 211)
    place = view.mapToScene(at)
    for _ in range(40):
        wheel(view, at, 5, QPoint(0, 5), Qt.KeyboardModifier.ControlModifier)
    assert view.zoom > 1.3
    away = view.mapFromScene(place) - at
    assert max(abs(away.x()), abs(away.y())) <= 1
    view.pan_by(QPoint(50, 0))
    there = view.mapToScene(at)
    wheel(view, at, 120)
    away = view.mapFromScene(there) - at
    assert max(abs(away.x()), abs(away.y())) <= 1


def test_a_tilted_wheel_pans_sideways(view, pair):
    before, zoom = view.mapFromScene(QPointF(0, 0)), view.zoom
    at = QPointF(300, 250)
    everywhere = QPointF(view.viewport().mapToGlobal(at.toPoint()))
    event = QWheelEvent(
        at, everywhere, QPoint(), QPoint(120, 0), Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(view.viewport(), event)
    assert view.zoom == zoom and view.mapFromScene(QPointF(0, 0)) - before == QPoint(60, 0)


def test_zoom_stays_within_its_limits(view):
    view.set_zoom(1000)
    assert view.zoom == 4
    view.set_zoom(0)
    assert view.zoom == 0.1


def test_a_pinch_of_two_fingers_zooms_at_its_middle(view, pair):
    at = QPointF(view.mapFromScene(QPointF(200, 50)))
    fixed = view.mapToScene(at.toPoint())
    pad = QPointingDevice.primaryPointingDevice()
    everywhere = QPointF(view.viewport().mapToGlobal(at.toPoint()))
    for gesture, value in ((BEGIN, 0.0), (ZOOM, 0.25), (ZOOM, -0.1), (END, 0.0)):
        event = QNativeGestureEvent(gesture, pad, 2, at, at, everywhere, value, QPointF())
        QApplication.sendEvent(view.viewport(), event)
    assert view.zoom == pytest.approx(1.25 * 0.9)
    moved = view.mapToScene(at.toPoint()) - fixed
    assert abs(moved.x()) <= 1 and abs(moved.y()) <= 1
