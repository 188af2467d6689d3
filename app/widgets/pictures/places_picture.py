"""A small picture of where neurons are."""

from __future__ import annotations

from math import ceil, log10

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QApplication, QWidget

from app.appearance.theme import theme
from app.i18n.translation import tr
from app.widgets import quantities
from app.widgets.painted_widget import PaintedWidget
from app.widgets.painting import dot, inset_rect, stroke_and_fill, take_font
from app.widgets.text import SECONDARY
from engine.network.values import Floats

MARGIN, FOOT = 10, 24
LARGEST, SMALLEST = 3.2, 0.9  # radius of a dot
RING = 1.5  # pen around what is chosen
REACH = 10  # from a dot within which it is pressed
EXTENDING = Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.ControlModifier
CROWDING = 0.32  # of the mean distance between dots


class PlacesPicture(PaintedWidget):
    """Dots at the places (places, 2) in mm, true to scale, with the length of the longer side.

    ``pressed`` gives the number of a dot, and whether it is added to those that are ringed. Ringed dots are dragged
    where ``movable`` is set; ``moved`` says by how many mm to the right and upwards.
    """

    natural = (200, 132)
    least = (120, 132)

    pressed = Signal(int, bool)
    moved = Signal(float, float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.points: Floats = np.zeros((0, 2))
        self.chosen: Floats = np.zeros((0, 2))
        self.movable = False
        self._held: QPointF | None = None  # where in the picture a drag began
        self._by = QPointF()  # how far it has come
        self._describe()

    def show_places(self, points: Floats) -> None:
        """Paint other places."""
        if not np.array_equal(points, self.points):
            self.points = points
            self._describe()
            self.update()

    def _describe(self) -> None:
        """Describe the picture while it is empty."""
        empty = tr("These places cannot be had; the list of problems says why.")
        self.setAccessibleDescription("" if len(self.points) else empty)

    def show_chosen(self, points: Floats) -> None:
        """Ring some of the places."""
        self.chosen = points
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if not (self.movable and event.button() is Qt.MouseButton.LeftButton and len(self.points)):
            super().mousePressEvent(event)
            return
        away = self._painted(self.points) - (event.position().x(), event.position().y())
        distances = np.hypot(away[:, 0], away[:, 1])
        nearest = int(distances.argmin())
        if distances[nearest] <= theme().px(REACH):
            self.pressed.emit(nearest, bool(event.modifiers() & EXTENDING))
            self._held = event.position()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._held is None:
            super().mouseMoveEvent(event)
            return
        by = event.position() - self._held
        if not self._by.isNull() or by.manhattanLength() >= QApplication.startDragDistance():
            self._by = by
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        by, self._held, self._by = self._by, None, QPointF()
        if not by.isNull():
            scale, _ = self._fit()
            digits = ceil(log10(scale))  # no more than a pixel tells
            self.moved.emit(round(by.x() / scale, digits), round(-by.y() / scale, digits))
        self.update()

    def _area(self) -> QRectF:
        margin, foot = theme().px(MARGIN), theme().px(FOOT)
        return QRectF(self.rect()).adjusted(margin, margin, -margin, -foot)

    def _fit(self) -> tuple[float, Floats]:
        """Pixels of a mm, and the place in the middle."""
        area = self._area()
        low, high = self.points.min(axis=0), self.points.max(axis=0)
        span = np.maximum(high - low, 1e-12)
        return min(area.width() / span[0], area.height() / span[1]), (low + high) / 2

    def _painted(self, points: Floats) -> Floats:
        """The places in the picture of these points, (points, 2) in pixels."""
        scale, middle = self._fit()
        centre = self._area().center()
        return (points - middle) * (scale, -scale) + (centre.x(), centre.y())

    def paint(self, painter: QPainter) -> None:
        look = theme()
        inset_rect(painter, QRectF(self.rect()), look.color("field"), look.color("line"))
        area = self._area()
        if not len(self.points):
            take_font(painter, look.font(SECONDARY), look.color("text2"))
            painter.drawText(
                area, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, self.accessibleDescription()
            )
            return
        if min(area.width(), area.height()) < 1:
            return  # not laid out yet
        room = area.width() * area.height() / len(self.points)
        radius = look.px(1) * min(max(CROWDING * room**0.5, SMALLEST), LARGEST)
        stroke_and_fill(painter, None, look.color("accent"))
        for x, y in self._painted(self.points).tolist():
            painter.drawEllipse(QPointF(x, y), radius, radius)
        for x, y in self._painted(self.chosen).tolist():
            place = QPointF(x, y) + self._by
            if not self._by.isNull():
                dot(painter, place, radius, look.color("accent"))
            dot(painter, place, radius + 2 * RING, None, QPen(look.color("text1"), RING))
        take_font(painter, look.font(11, tabular=True), look.color("text2"))
        size = quantities.quantity_words(float(f"{max(np.ptp(self.points, axis=0)):.3g}"), "mm")
        below = QRectF(area.left(), area.bottom() + look.px(MARGIN) / 2, area.width(), look.px(FOOT - MARGIN / 2))
        painter.drawText(below, Qt.AlignmentFlag.AlignRight, size)
