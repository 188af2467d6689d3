"""The endless dotted ground behind the network."""

from __future__ import annotations

from math import ceil, floor

from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import QPainter, QPen, QPixmap, QPolygonF

from app.appearance.blank_picture import blank_picture
from app.canvas.ground.grid import pitch
from app.canvas.painting import ink

LEAST_PITCH = 14.0  # device-independent pixels between dots; nearer ones are left out
DOT = 1.6
REACH = 1  # whole pixels to each side of a dot
HALF = 0.5


def paint_ground(painter: QPainter, exposed: QRect) -> None:
    """Cover ``exposed`` (pixels of the viewport) with dots that move with the canvas.

    A dot lies on the whole pixel nearest to its place, so that what a pan shifts fits to what it paints anew. Pixels of
    a dense screen that are exposed in part are covered, too; else they kept a share of what was there.
    """
    transform = painter.worldTransform()
    step = pitch() * transform.m11()
    while step < LEAST_PITCH:
        step *= 2
    origin = transform.map(QPointF(0, 0))
    painter.save()
    painter.resetTransform()
    painter.fillRect(exposed.adjusted(-REACH, -REACH, REACH, REACH), ink.look().color("canvas"))
    left, top = exposed.left() - REACH, exposed.top() - REACH
    row = _row([x - left for x in _places(origin.x(), step, left, exposed.right() + REACH)], exposed.width(), painter)
    for y in _places(origin.y(), step, top, exposed.bottom() + REACH):
        painter.drawPixmap(left, y - REACH, row)
    painter.restore()


def _places(origin: float, step: float, first: int, last: int) -> list[int]:
    """The pixels from ``first`` to ``last`` on which dots lie, for they are rounded to them."""
    indices = range(ceil((first - HALF - origin) / step), floor((last + HALF - origin) / step) + 1)
    return [floor(origin + index * step + HALF) for index in indices]


def _row(places: list[int], width: int, painter: QPainter) -> QPixmap:
    """One line of dots, so that they are not painted one by one."""
    picture = blank_picture(width + 2 * REACH, 2 * REACH + 1, painter.device().devicePixelRatio())
    dots = QPainter(picture)
    pen = QPen(ink.look().color("dot"), DOT)
    pen.setCapStyle(Qt.PenCapStyle.SquareCap)
    dots.setPen(pen)
    dots.drawPoints(QPolygonF([QPointF(x, REACH) for x in places]))
    dots.end()
    return picture
