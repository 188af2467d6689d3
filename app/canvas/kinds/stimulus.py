"""A stimulus: left side round; the signal that it sends."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPainterPath

from app.canvas.painting import ink
from app.canvas.painting.kind import (
    MIDDLE,
    PADDING,
    Face,
    KindPainter,
    paint_raster_and_rate,
)

WELL_HEIGHT = 34.0
ROUND_SIDE_PADDING = 24.0


class StimulusPainter(KindPainter):
    icon = "stimulus"
    height = MIDDLE

    def content(self, area: QRectF) -> QRectF:
        return area.adjusted(ROUND_SIDE_PADDING, 0, -PADDING, 0)

    def outline(self, area: QRectF) -> QPainterPath:
        look = ink.look()
        large, small = look.size("node", "stimulus_radius"), look.size("radius", "node")
        path = QPainterPath()
        path.moveTo(area.left() + large, area.top())
        path.lineTo(area.right() - small, area.top())
        path.quadTo(area.right(), area.top(), area.right(), area.top() + small)
        path.lineTo(area.right(), area.bottom() - small)
        path.quadTo(area.right(), area.bottom(), area.right() - small, area.bottom())
        path.lineTo(area.left() + large, area.bottom())
        path.arcTo(QRectF(area.left(), area.bottom() - 2 * large, 2 * large, 2 * large), 270, -90)
        path.lineTo(area.left(), area.top() + large)
        path.arcTo(QRectF(area.left(), area.top(), 2 * large, 2 * large), 180, -90)
        path.closeSubpath()
        return path

    def paint_body(self, painter: QPainter, face: Face, area: QRectF) -> None:
        paint_raster_and_rate(painter, face, self.content(area), WELL_HEIGHT, 106)
