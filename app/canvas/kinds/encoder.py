"""An encoder: right side pointed; the spikes of its channels and their rate."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPainterPath

from app.canvas.painting import ink
from app.canvas.painting.kind import (
    PADDING,
    TALL,
    Face,
    KindPainter,
    paint_raster_and_rate,
)

WELL_HEIGHT = 84.0
TITLE_RIGHT = 19.0  # where the title stands the point has hardly begun


class EncoderPainter(KindPainter):
    icon = "encoder"
    height = TALL

    def content(self, area: QRectF) -> QRectF:
        return area.adjusted(PADDING, 0, -PADDING - ink.look().size("node", "encoder_point"), 0)

    def title_content(self, area: QRectF) -> QRectF:
        return area.adjusted(PADDING, 0, -TITLE_RIGHT, 0)

    def outline(self, area: QRectF) -> QPainterPath:
        look = ink.look()
        point, radius = look.size("node", "encoder_point"), look.size("radius", "node")
        shoulder = area.right() - point
        path = QPainterPath()
        path.moveTo(area.left() + radius, area.top())
        path.lineTo(shoulder - radius, area.top())
        path.quadTo(shoulder, area.top(), shoulder + 2, area.top() + radius)
        path.lineTo(area.right(), area.center().y())
        path.lineTo(shoulder + 2, area.bottom() - radius)
        path.quadTo(shoulder, area.bottom(), shoulder - radius, area.bottom())
        path.lineTo(area.left() + radius, area.bottom())
        path.quadTo(area.left(), area.bottom(), area.left(), area.bottom() - radius)
        path.lineTo(area.left(), area.top() + radius)
        path.quadTo(area.left(), area.top(), area.left() + radius, area.top())
        path.closeSubpath()
        return path

    def paint_body(self, painter: QPainter, face: Face, area: QRectF) -> None:
        paint_raster_and_rate(painter, face, self.content(area), WELL_HEIGHT, 154)
