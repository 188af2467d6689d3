"""The endless dotted ground behind the network."""

from __future__ import annotations

from math import ceil

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap, QPolygonF

from app.canvas import ink
from app.canvas.grid import pitch

LEAST_PITCH = 14.0  # device-independent pixels between dots; nearer ones are left out
DOT = 1.6


class Ground:
    """Dots that move with the canvas: the picture of one window is kept and shifted."""

    def __init__(self) -> None:
        self._key: tuple[float, int, int, float, QColor] | None = None
        self._picture = QPixmap()

    def paint(self, painter: QPainter, size: QSize) -> None:
        """Cover a viewport of ``size`` pixels."""
        transform = painter.worldTransform()
        density = painter.device().devicePixelRatio()
        step = pitch() * transform.m11()
        while step < LEAST_PITCH:
            step *= 2
        key = (step, size.width(), size.height(), density, ink.look().color("canvas"))
        if key != self._key:
            self._picture = _dotted(size, step, density)
            self._key = key
        origin = transform.map(QPointF(0, 0))
        painter.save()
        painter.resetTransform()
        painter.drawPixmap(round(origin.x() % step - step), round(origin.y() % step - step), self._picture)
        painter.restore()


def _dotted(size: QSize, step: float, density: float) -> QPixmap:
    """The ground of one window and one step more."""
    across, down = ceil(size.width() / step) + 2, ceil(size.height() / step) + 2
    picture = QPixmap(ceil((size.width() + 2 * step) * density), ceil((size.height() + 2 * step) * density))
    picture.setDevicePixelRatio(density)
    picture.fill(ink.look().color("canvas"))
    painter = QPainter(picture)
    pen = QPen(ink.look().color("dot"), DOT)
    pen.setCapStyle(Qt.PenCapStyle.SquareCap)
    painter.setPen(pen)
    painter.drawPoints(
        QPolygonF([QPointF(round(i * step), round(j * step)) for i in range(across) for j in range(down)])
    )
    painter.end()
    return picture
