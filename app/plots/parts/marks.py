"""Marks at points of a plot."""

from __future__ import annotations

from typing import Any

import pyqtgraph as pg
from pyqtgraph.graphicsItems.ScatterPlotItem import Symbols
from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainter, QTransform

from app.widgets.painting import stroke_and_fill


class Marks(pg.ScatterPlotItem):  # type: ignore[misc]  # pyqtgraph carries no types
    """Drawn as paths: pyqtgraph stamps pictures of them in pixels of the device, and on paper they went astray."""

    def paint(self, painter: QPainter, *_: Any) -> None:
        onto = painter.worldTransform()
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for spot in self.points():
            at, size = onto.map(QPointF(spot.pos())), float(spot.size())
            painter.setWorldTransform(QTransform.fromTranslate(at.x(), at.y()).scale(size, size))
            stroke_and_fill(painter, spot.pen(), spot.brush())
            painter.drawPath(Symbols[spot.symbol()])
        painter.restore()
