"""The endless dotted ground behind the network."""

from __future__ import annotations

from math import ceil

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPen, QPolygonF

from app.canvas import ink
from app.canvas.grid import pitch

LEAST_PITCH = 14.0  # device-independent pixels between dots; nearer ones are left out
DOT = 1.6


class Ground:
    """Draws dots that move with the canvas; the pattern of one window is kept and shifted."""

    def __init__(self) -> None:
        self._key: tuple[float, int, int] | None = None
        self._dots = QPolygonF()

    def paint(self, painter: QPainter, area: QRectF, size: QSize) -> None:
        """Fill ``area`` (scene coordinates) of a viewport of ``size`` pixels."""
        painter.fillRect(area, ink.look().color("canvas"))
        transform = painter.worldTransform()
        scale = transform.m11()
        step = pitch() * scale
        while step < LEAST_PITCH:
            step *= 2
        key = (step, size.width(), size.height())
        if key != self._key:
            across, down = ceil(size.width() / step) + 2, ceil(size.height() / step) + 2
            self._dots = QPolygonF([QPointF(i * step, j * step) for i in range(across) for j in range(down)])
            self._key = key
        origin = transform.map(QPointF(0, 0))
        painter.save()
        painter.resetTransform()
        painter.translate(origin.x() % step - step, origin.y() % step - step)
        pen = QPen(ink.look().color("dot"), DOT)
        pen.setCapStyle(Qt.PenCapStyle.SquareCap)
        painter.setPen(pen)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.drawPoints(self._dots)
        painter.restore()
