"""What lies over the canvas is moved with every frame of a pan: Qt alone hears of it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.canvas.view import CanvasView


def test_no_python_hears_each_event_of_what_lies_over_the_canvas(view: CanvasView) -> None:
    over = view.viewport().findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly)
    classes = {kind for widget in over for kind in type(widget).__mro__ if kind.__module__.startswith("app.")}
    assert {"Minimap", "CanvasToolbar", "Caption", "PaintedWidget"} <= {kind.__name__ for kind in classes}
    assert not [kind for kind in classes if {"event", "moveEvent"} & vars(kind).keys()]
