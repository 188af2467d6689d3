"""A small picture of where neurons are."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from app.appearance.theme import theme
from app.widgets import quantities
from app.widgets.painting import well
from app.widgets.themed import follow
from engine.network.values import Floats

MARGIN, FOOT = 10, 24
LARGEST, SMALLEST = 3.2, 0.9  # radius of a dot
RING = 1.5  # pen around what is chosen
CROWDING = 0.32  # of the mean distance between dots


class PlacesPicture(QWidget):
    """Dots at the places (places, 2) in mm, true to scale, with the length of the longer side."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.points: Floats = np.zeros((0, 2))
        self.chosen: Floats = np.zeros((0, 2))
        follow(self, self.update)

    def show_places(self, points: Floats) -> None:
        """Paint other places."""
        self.points = points
        self.update()

    def show_chosen(self, points: Floats) -> None:
        """Ring some of the places."""
        self.chosen = points
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme().px(200), theme().px(132))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme().px(120), theme().px(132))

    def paintEvent(self, _: QPaintEvent) -> None:
        look = theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        well(painter, QRectF(self.rect()), look.color("field"), look.color("line"))
        if not len(self.points):
            return
        margin, foot = look.px(MARGIN), look.px(FOOT)
        area = QRectF(self.rect()).adjusted(margin, margin, -margin, -foot)
        if min(area.width(), area.height()) < 1:
            return  # not laid out yet
        low, high = self.points.min(axis=0), self.points.max(axis=0)
        span = np.maximum(high - low, 1e-12)
        scale = min(area.width() / span[0], area.height() / span[1])
        middle = (low + high) / 2
        x = area.center().x() + (self.points[:, 0] - middle[0]) * scale
        y = area.center().y() - (self.points[:, 1] - middle[1]) * scale
        room = area.width() * area.height() / len(self.points)
        radius = look.px(1) * min(max(CROWDING * room**0.5, SMALLEST), LARGEST)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.color("accent"))
        for one, other in zip(x.tolist(), y.tolist(), strict=True):
            painter.drawEllipse(QPointF(one, other), radius, radius)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(look.color("text1"), RING))
        for place_x, place_y in (self.chosen - middle).tolist():
            ringed = QPointF(area.center().x() + place_x * scale, area.center().y() - place_y * scale)
            painter.drawEllipse(ringed, radius + 2 * RING, radius + 2 * RING)
        painter.setFont(look.font(11, tabular=True))
        painter.setPen(look.color("text2"))
        size = quantities.shown(float(f"{span.max():.3g}"), "mm")
        below = QRectF(area.left(), area.bottom() + margin / 2, area.width(), foot - margin / 2)
        painter.drawText(below, Qt.AlignmentFlag.AlignRight, size)
