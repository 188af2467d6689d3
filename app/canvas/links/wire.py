"""A wire that is not yet a link: from a port to the mouse, or to what is being offered there."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QPainter, QPainterPath

from app.canvas.links.link_path import LEAST_HANDLE
from app.widgets.painting import dashed, dot, stroke_and_fill

DASHES = (3.0, 2.5)
PEN = 2.0
END = 4.0


def paint_wire(painter: QPainter, start: QPointF, end: QPointF, color: QColor, from_output: bool) -> None:
    """Dashed, with a disc at its loose end; it leaves an output to the right and an input to the left."""
    stroke_and_fill(painter, dashed(color, PEN, DASHES), None)
    painter.drawPath(_path(start, end, from_output))
    dot(painter, end, END, color)


def wire_area(start: QPointF, end: QPointF, from_output: bool) -> QRectF:
    """The area that such a wire covers, in scene coordinates."""
    reach = END + PEN
    return _path(start, end, from_output).boundingRect().adjusted(-reach, -reach, reach, reach)


def _path(start: QPointF, end: QPointF, from_output: bool) -> QPainterPath:
    forwards = 1 if from_output else -1
    handle = max(abs(end.x() - start.x()) / 2, LEAST_HANDLE) * forwards
    path = QPainterPath(start)
    path.cubicTo(start + QPointF(handle, 0), end - QPointF(handle, 0), end)
    return path
