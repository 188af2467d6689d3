"""What a hand does that pytest-qt has no word for."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage, QWheelEvent
from PySide6.QtWidgets import QApplication, QWidget

from app.plots.base.panel import Panel


def turn_wheel(
    widget: QWidget, at: QPoint, notches: int = 1, keys: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
) -> None:
    """As a hand does; upwards looks closer."""
    turned = QPoint(0, 120 * notches)
    buttons = Qt.MouseButton.NoButton
    phase, place = Qt.ScrollPhase.NoScrollPhase, at.toPointF()
    event = QWheelEvent(place, widget.mapToGlobal(place), QPoint(), turned, buttons, keys, phase, False)
    QApplication.sendEvent(widget, event)


def picture(panel: Panel) -> QImage:
    """What the eye sees of a view, once it has drawn what there is now."""
    panel.draw_now()
    return panel.surface.grab().toImage()
