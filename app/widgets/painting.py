"""The few shapes that every control is painted from: wells, rings and lines on half pixels."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QPainter, QPen

from app.appearance.theme import theme


def stroke_and_fill(painter: QPainter, stroke: QPen | QColor | None, fill: QBrush | QColor | None) -> None:
    """The pen and the brush of the next shapes; None draws no outline, or fills nothing."""
    painter.setPen(Qt.PenStyle.NoPen if stroke is None else stroke)
    painter.setBrush(Qt.BrushStyle.NoBrush if fill is None else fill)


def dashed(color: QColor, width: float, dashes: Sequence[float]) -> QPen:
    """A pen with dashes and gaps in multiples of its ``width``; without any it is a plain one."""
    pen = QPen(color, width)
    if dashes:
        pen.setDashPattern(dashes)
    return pen


def hairline(color: QColor) -> QPen:
    """A pen as wide as a pixel at every zoom."""
    pen = QPen(color, 1)
    pen.setCosmetic(True)
    return pen


def take_font(painter: QPainter, font: QFont, color: QColor) -> None:
    """The font and the colour of the next words."""
    painter.setFont(font)
    painter.setPen(color)


def well(painter: QPainter, rect: QRectF, fill: QColor, outline: QColor, pen: float = 1.0) -> None:
    """A rounded rectangle whose outline lies on half pixels inside ``rect``."""
    radius = theme().px(5)
    inset = pen / 2
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    stroke_and_fill(painter, QPen(outline, pen), fill)
    painter.drawRoundedRect(rect.adjusted(inset, inset, -inset, -inset), radius, radius)


def line(painter: QPainter, x1: float, y1: float, x2: float, y2: float, color: QColor) -> None:
    """A 1 px line on half pixels."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.setPen(QPen(color, 1))
    painter.drawLine(int(x1), int(y1), int(x2), int(y2))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
