"""Means of drawing plots: pens, straight lines and words in the theme's colours."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from app.appearance.theme import theme
from app.widgets.painting import stroke_and_fill, take_font

LABEL = 11
DASH = [5.0, 4.0]  # px
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
MIDDLE = Qt.AlignmentFlag.AlignCenter


def pen(color: QColor, width: float = 1.0, dash: list[float] | None = None) -> QPen:
    """A pen of ``width`` px in any plot; ``dash`` is in pixels, as the tokens give it."""
    made = QPen(color, width)
    made.setCosmetic(True)
    made.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    if dash:
        made.setDashPattern([length / max(width, 1e-3) for length in dash])
    return made


def curve_pen(slot: int, dashed: bool) -> QPen:
    """For a curve in an identity colour."""
    return pen(theme().identity(slot), theme().size("plot", "curve_pen"), DASH if dashed else None)


def every_other(count: int) -> tuple[bool, ...]:
    """Dash every other of several curves in one plot: colour alone does not tell them apart."""
    return tuple(place % 2 == 1 for place in range(count))


def straight(painter: QPainter, x1: float, y1: float, x2: float, y2: float, line: QPen) -> None:
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
) -> None:
    """Words inside ``rect``, shortened with an ellipsis where they do not fit."""
    take_font(painter, theme().font(size, weight, tabular=True), theme().color(color))
    fitting = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, int(rect.width()) + 1)
    painter.drawText(rect, where, fitting)


def dot(painter: QPainter, center: QPointF, radius: float, color: QColor) -> None:
    """A filled disc."""
    stroke_and_fill(painter, None, color)
    painter.drawEllipse(center, radius, radius)
