"""What a hand does that pytest-qt has no word for."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QWidget


def turn_wheel(widget: QWidget, at: QPoint, notches: int = 1) -> None:
    """As a hand does; upwards looks closer."""
    turned = QPoint(0, 120 * notches)
    buttons, keys = Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier
    phase, place = Qt.ScrollPhase.NoScrollPhase, at.toPointF()
    event = QWheelEvent(place, widget.mapToGlobal(place), QPoint(), turned, buttons, keys, phase, False)
    QApplication.sendEvent(widget, event)
