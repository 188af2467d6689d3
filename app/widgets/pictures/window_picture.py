"""A change by the time between two spikes: two branches and both axes through zero."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter, QPen

from app.appearance.theme import theme
from app.widgets.painting import straight, stroke_and_fill
from app.widgets.pictures.function_picture import FINE, FunctionPicture

DOT = 1.4  # px, of an interval that was run


class WindowPicture(FunctionPicture):
    """The two branches meet nowhere: each interval that was run is a dot, joined on its own side."""

    def _range(self) -> tuple[float, float, float, float]:
        left, right, low, high = super()._range()
        return left, right, min(low, 0.0), max(high, 0.0)

    def _paint_content(self, painter: QPainter, area: QRectF) -> None:
        look, zero = theme(), self.place_of(0.0, 0.0)
        straight(painter, area.left(), zero.y(), area.right(), zero.y(), look.color("axis"))
        straight(painter, zero.x(), area.top(), zero.x(), area.bottom(), look.color("axis"))
        x, y = self.curve
        for side in (x < 0, x > 0):
            stroke_and_fill(painter, QPen(look.color("accentText"), FINE), None)
            painter.drawPolyline(self._line_through(x[side], y[side]))
            painter.setBrush(look.color("accentText"))
            for place in self._line_through(x[side], y[side]).toList():
                painter.drawEllipse(QPointF(place), DOT, DOT)

    def words_at(self, x: float) -> str:
        """At the nearest interval that was run."""
        intervals = self.curve[0]
        return super().words_at(float(intervals[int(np.abs(intervals - x).argmin())]))
