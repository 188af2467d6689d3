"""A group: a double outline around its inside, simplified; while it runs, around the raster of all that fires in it."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPen

from app.canvas.painting import ink
from app.canvas.painting.activity import SpikeActivity
from app.canvas.painting.kind import BODY_TOP, PADDING, TALL, Face, KindPainter, paint_picture, paint_raster
from app.widgets.painting import stroke_and_fill

INSET = 4.0  # of the second outline
WELL_HEIGHT = 92.0


class GroupPainter(KindPainter):
    icon = "group"
    height = TALL

    def paint_title(self, painter: QPainter, face: Face, area: QRectF) -> None:
        self._paint_second_outline(painter, face, area)
        super().paint_title(painter, face, area)

    def paint_small_title(self, painter: QPainter, face: Face, area: QRectF) -> None:
        self._paint_second_outline(painter, face, area)
        super().paint_small_title(painter, face, area)

    def paint_body(self, painter: QPainter, face: Face, area: QRectF) -> None:
        ground = QRectF(area.left() + PADDING, area.top() + BODY_TOP, area.width() - 2 * PADDING, WELL_HEIGHT)
        if isinstance(face.activity, SpikeActivity):
            paint_raster(painter, face, ground)
            return
        ink.well(painter, ground)
        paint_picture(painter, face, ground.adjusted(4, 4, -4, -4))

    def _paint_second_outline(self, painter: QPainter, face: Face, area: QRectF) -> None:
        stroke_and_fill(painter, QPen(face.color, 1), None)
        painter.drawPath(self.outline(area.adjusted(INSET, INSET, -INSET, -INSET)))
