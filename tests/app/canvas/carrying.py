"""A model carried from the palette, by real drag events."""

from __future__ import annotations

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QApplication

from app.widgets.model_drag import mime_of

LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
COPY = Qt.DropAction.CopyAction


def drop(view, model_key: str, at: QPointF) -> bool:
    """Carry a model over the canvas and let go; whether the canvas would take it."""
    data, place = mime_of(model_key), view.mapFromScene(at)
    QApplication.sendEvent(view.viewport(), QDragEnterEvent(place, COPY, data, LEFT, NONE))
    move = QDragMoveEvent(place, COPY, data, LEFT, NONE)
    QApplication.sendEvent(view.viewport(), move)
    view.grab()
    QApplication.sendEvent(view.viewport(), QDropEvent(QPointF(place), COPY, data, LEFT, NONE))
    return move.isAccepted()
