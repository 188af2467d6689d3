"""The few shapes that every control is painted from: wells, rings and lines on half pixels."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QPainter, QPainterPath, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from app.appearance.theme import theme

LABEL = 11
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
MIDDLE = Qt.AlignmentFlag.AlignCenter


def stroke_and_fill(painter: QPainter, stroke: QPen | QColor | None, fill: QBrush | QColor | None) -> None:
    """The pen and the brush of the next shapes; None draws no outline, or fills nothing."""
    painter.setPen(Qt.PenStyle.NoPen if stroke is None else stroke)
    painter.setBrush(Qt.BrushStyle.NoBrush if fill is None else fill)


def round_rect(
    painter: QPainter, area: QRectF, radius: float, stroke: QPen | QColor | None, fill: QColor | None
) -> None:
    """A rectangle with round corners."""
    stroke_and_fill(painter, stroke, fill)
    painter.drawRoundedRect(area, radius, radius)


def rounded_path(area: QRectF, radius: float) -> QPainterPath:
    """The outline of a rectangle with round corners."""
    path = QPainterPath()
    path.addRoundedRect(area, radius, radius)
    return path


def line_path(points: Sequence[QPointF]) -> QPainterPath:
    """Straight lines from point to point."""
    path = QPainterPath()
    path.addPolygon(QPolygonF(points))
    return path


def inside(widget: QWidget, inset: float = 0.5) -> QRectF:
    """All of a widget but a margin: of half a pixel for an outline of one."""
    return QRectF(widget.rect()).adjusted(inset, inset, -inset, -inset)


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


def inset_rect(painter: QPainter, rect: QRectF, fill: QColor, outline: QColor, pen: float = 1.0) -> None:
    """A rounded rectangle whose outline lies on half pixels inside ``rect``."""
    radius = theme().px(5)
    inset = pen / 2
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    round_rect(painter, rect.adjusted(inset, inset, -inset, -inset), radius, QPen(outline, pen), fill)


def field_ground(painter: QPainter, field: QWidget, ground: str, outline: str = "line") -> None:
    """The well of a field, with a broad ring where it has the keyboard."""
    look, focused = theme(), field.hasFocus()
    tone = "focus" if focused and outline == "line" else outline
    inset_rect(painter, QRectF(field.rect()), look.color(ground), look.color(tone), 2.0 if focused else 1.0)


def straight(painter: QPainter, x1: float, y1: float, x2: float, y2: float, line: QPen | QColor) -> None:
    """A crisp line, drawn without antialiasing."""
    antialiased = painter.testRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.setPen(line)
    painter.drawLine(int(x1), int(y1), int(x2), int(y2))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, antialiased)


def paint_text(
    painter: QPainter,
    rect: QRectF,
    words: str,
    color: str = "text2",
    size: float = LABEL,
    weight: int = 400,
    where: Qt.AlignmentFlag = LEFT,
    elide: Qt.TextElideMode = Qt.TextElideMode.ElideRight,
) -> None:
    """Words inside ``rect``, shortened with an ellipsis where they do not fit."""
    take_font(painter, theme().font(size, weight, tabular=True), theme().color(color))
    fitting = painter.fontMetrics().elidedText(words, elide, int(rect.width()) + 1)
    painter.drawText(rect, where, fitting)


def dot(
    painter: QPainter, center: QPointF, radius: float, fill: QColor | None, stroke: QPen | QColor | None = None
) -> None:
    """A disc, or a ring where nothing fills it."""
    stroke_and_fill(painter, stroke, fill)
    painter.drawEllipse(center, radius, radius)
