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
from app.widgets.painting import rounded_path

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
        left_round = rounded_path(area.adjusted(0, 0, 2 * large, 0), large)
        return left_round.intersected(rounded_path(area.adjusted(-2 * small, 0, 0, 0), small))

    def paint_body(self, painter: QPainter, face: Face, area: QRectF) -> None:
        paint_raster_and_rate(painter, face, self.content(area), WELL_HEIGHT, 106)
