"""Widgets that float over the drawing: a plate with an outline, painted from the theme.

Nothing shines through it, not even beside its corners: no frame of a pan paints what lies beneath.
"""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QWidget

from app.appearance.theme import theme
from app.widgets.painted_widget import PaintedWidget
from app.widgets.painting import inside, round_rect

MARGIN = 12  # pixels around what floats


class Overlay(PaintedWidget):
    """A rounded plate in ``ground`` with a fine outline in ``edge``; the mouse does not fall through it."""

    ground, edge = "surface0", "line"
    radius = "control"

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_NoMousePropagation)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setCursor(Qt.CursorShape.ArrowCursor)

    def paint(self, painter: QPainter) -> None:
        painter.fillRect(self.rect(), theme().color("canvas"))  # the ground, around the corners
        radius = theme().px(theme().size("radius", self.radius))
        round_rect(painter, inside(self), radius, QPen(theme().color(self.edge), 1), theme().color(self.ground))
        self.paint_content(painter)

    def paint_content(self, painter: QPainter) -> None:
        """Draw on the plate."""
