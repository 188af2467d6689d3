"""A third factor on the canvas: the wire from a node to the badge of the link whose rule hears it."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QLineF, QPointF, QRectF
from PySide6.QtGui import QPainter, QPainterPath
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from app.appearance.theme import tokens
from app.canvas.links.badge import FACTOR_RADIUS
from app.canvas.links.link_geometry import MARGIN
from app.canvas.links.thread import paint_tube, reach_of
from app.canvas.painting import ink
from app.canvas.painting.drawn import DrawnItem
from app.document.third_factors import ThirdFactor
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
    """A thin line of dashes and dots, in the colour of the node, that ends in a disc.

    ``selected`` and ``hovered`` are set by the scene and the mouse.
    """

    def __init__(self, factor: ThirdFactor, course: FactorCourse) -> None:
        super().__init__(QRectF())
        self.setZValue(ABOVE_LINKS)
        self.selected = self.hovered = False
        self._draw(factor, course)

    def show_course(self, factor: ThirdFactor, course: FactorCourse) -> None:
        """Take over another course of the same wire."""
        if (factor, course) != (self.factor, self.course):
            self._draw(factor, course)

    def _draw(self, factor: ThirdFactor, course: FactorCourse) -> None:
        self.factor, self.course, self.path = factor, course, course.path()
        self.take_bounds(self.path.boundingRect().adjusted(-MARGIN, -MARGIN, MARGIN, MARGIN))
        self.update()

    def shape(self) -> QPainterPath:
        return reach_of(self.path)

    def contains_point(self, point: QPointF) -> bool:
        """Tell whether a point in scene coordinates is close to the wire."""
        return self.rect().contains(point) and self.shape().contains(point)

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        color, zoom = ink.look().identity(self.course.identity), painter.worldTransform().m11()
        if self.selected:
            paint_tube(painter, self.path)
        pen = PEN + tokens()["links"]["hover"]["extra_pen"] if self.hovered else PEN
        stroke_and_fill(painter, dashed(color, max(pen, LEAST_PEN / zoom), DASHES), None)
        painter.drawPath(self.path)
        dot(painter, self.course.end, FACTOR_RADIUS, color)
