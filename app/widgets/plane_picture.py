"""The plane of two states: nullclines, flow, fixed points, and the way of a neuron through it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter, QPen

from app.appearance.theme import theme
from app.widgets import quantities
from app.widgets.function_picture import FINE, FunctionPicture
from app.widgets.painting import clear_brush
from engine.network.values import Floats

if TYPE_CHECKING:
    from engine.simulation.phase_plane import PhasePlane

ARROW = 8.0  # px
HEAD = 0.9  # px, the dot at the end of an arrow
POINT = 4.5
DASHES = (4.0, 3.0)


class PlanePicture(FunctionPicture):
    """The first state's nullcline is solid, the second's dashed; fixed points are filled where they are stable."""

    _plane: PhasePlane | None = None
    _orbit: tuple[Floats, Floats] = (np.zeros(0), np.zeros(0))
    _strands: tuple[list[Floats], ...] = ()

    def show_plane(self, plane: PhasePlane, orbit: tuple[Floats, Floats]) -> None:
        """Draw a plane and an orbit, (times,) of either state."""
        self._plane, self._orbit = plane, orbit
        self._strands = tuple([np.array(s) for s in strands(lines)] for lines in (plane.x_nullcline, plane.y_nullcline))
        self.show_curve(plane.x, plane.y)

    @property
    def plane(self) -> PhasePlane | None:
        """What is drawn."""
        return self._plane

    def _range(self) -> tuple[float, float, float, float]:
        if self._plane is None:
            return 0.0, 1.0, 0.0, 1.0
        x, y = self._plane.x, self._plane.y
        return float(x[0]), float(x[-1]), float(y[0]), float(y[-1])

    def _paint_content(self, painter: QPainter, area: QRectF) -> None:
        plane, look = self._plane, theme()
        if plane is None:
            return
        painter.setPen(QPen(look.color("text3"), 1.0))
        painter.setBrush(look.color("text3"))
        for across, up, right, rise in plane.arrows.tolist():
            begin = QPointF(area.left() + across * area.width(), area.bottom() - up * area.height())
            end = begin + QPointF(right, -rise) * ARROW
            painter.drawLine(begin, end)
            painter.drawEllipse(end, HEAD, HEAD)
        painter.setBrush(clear_brush())
        pen = QPen(look.color("text1"), 1.6)
        for nullcline, dashes in zip(self._strands, ((), DASHES), strict=True):
            if dashes:
                pen.setDashPattern(dashes)
            painter.setPen(pen)
            for strand in nullcline:
                painter.drawPolyline(self._line_through(strand[:, 0], strand[:, 1]))
        painter.setPen(QPen(look.color("accentText"), FINE))
        painter.drawPolyline(self._line_through(*self._orbit))
        for point in plane.fixed:
            painter.setPen(QPen(look.color("text1"), 1.6))
            painter.setBrush(look.color("text1" if point.is_stable else "plot"))
            painter.drawEllipse(self.place_of(point.x, point.y), POINT, POINT)

    def _said_at(self, x: float, y: float) -> str:
        places = zip((x, y), (self._across, self._up), strict=True)
        return ", ".join(quantities.shown(float(f"{value:.3g}"), unit) for value, (_, unit) in places)


def strands(segments: Floats) -> list[list[tuple[float, float]]]:
    """Segments (segments, 2, 2) joined end to end, so that a dashed line is dashed along its whole length."""
    ends: dict[tuple[float, float], list[int]] = {}
    points = [[(round(x, 12), round(y, 12)) for x, y in segment] for segment in segments.tolist()]
    for number, segment in enumerate(points):
        for end in segment:
            ends.setdefault(end, []).append(number)
    free, joined = set(range(len(points))), []
    while free:
        number = free.pop()
        strand = list(points[number])
        for _ in range(2):  # on from its last point, then from its first
            while (following := next((n for n in ends[strand[-1]] if n in free), None)) is not None:
                free.remove(following)
                one, other = points[following]
                strand.append(other if one == strand[-1] else one)
            strand.reverse()
        joined.append(strand)
    return joined
