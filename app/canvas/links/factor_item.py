"""A third factor on the canvas: the wire from a node to the badge of the link whose rule hears it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from PySide6.QtCore import QLineF, QPointF, QRectF
from PySide6.QtGui import QPainter, QPainterPath
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from app.canvas.links.badge import FACTOR_RADIUS
from app.canvas.painting import ink
from app.canvas.painting.drawn import DrawnItem
from app.widgets.painting import dashed, dot, stroke_and_fill

DASHES = (7.0, 3.0, 1.5, 3.0)  # as no link has them
PEN, LEAST_PEN = 1.4, 0.6  # the second in pixels, far away
LEAST_HANDLE, MOST_HANDLE = 24.0, 120.0
ABOVE_LINKS = 0.25  # and beneath nodes


@dataclass(frozen=True)
class FactorCourse:
    """From ``start``, first as ``leaves`` says, to ``end``, which it reaches from the side that ``away`` points to."""

    start: QPointF
    leaves: QPointF
    end: QPointF
    away: QPointF
    identity: int

    def path(self) -> QPainterPath:
        reach = QLineF(self.start, self.end).length() / 2
        handle = min(max(reach, LEAST_HANDLE), MOST_HANDLE)
        path = QPainterPath(self.start)
        path.cubicTo(self.start + self.leaves * handle, self.end + self.away * handle, self.end)
        return path


class FactorItem(DrawnItem):
    """A thin line of dashes and dots, in the colour of the node, that ends in a disc."""

    def __init__(self, course: FactorCourse) -> None:
        super().__init__(QRectF())
        self.setZValue(ABOVE_LINKS)
        self.course, self._path = course, QPainterPath()
        self._draw()

    def show_course(self, course: FactorCourse) -> None:
        """Take over another course of the same wire."""
        if course != self.course:
            self.course = course
            self._draw()

    def _draw(self) -> None:
        self._path = self.course.path()
        margin = FACTOR_RADIUS + PEN
        self.take_bounds(self._path.boundingRect().adjusted(-margin, -margin, margin, margin))
        self.update()

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        color, zoom = ink.look().identity(self.course.identity), painter.worldTransform().m11()
        stroke_and_fill(painter, dashed(color, max(PEN, LEAST_PEN / zoom), DASHES), None)
        painter.drawPath(self._path)
        dot(painter, self.course.end, FACTOR_RADIUS, color)


FactorItems: TypeAlias = Mapping[tuple[str, str], FactorItem]
"""By the id of the link and the name of the factor."""
