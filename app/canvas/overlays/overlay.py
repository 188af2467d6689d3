"""Widgets that float over the drawing: a plate with an outline, painted from the theme.

Nothing shines through it, not even beside its corners: no frame of a pan paints what lies beneath.
"""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from app.appearance.theme import signals, theme


class Overlay(QWidget):
    """A rounded plate in ``ground`` with a fine outline in ``edge``; the mouse does not fall through it."""

    ground, edge = "surface0", "line"
    radius = "control"

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_NoMousePropagation)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setCursor(Qt.CursorShape.ArrowCursor)
        signals.theme_changed.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme().color("canvas"))  # the ground, around the corners
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme().color(self.edge), 1))
        painter.setBrush(theme().color(self.ground))
        radius = theme().px(theme().size("radius", self.radius))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
        self.paint_content(painter)

    def paint_content(self, painter: QPainter) -> None:
        """Draw on the plate."""
