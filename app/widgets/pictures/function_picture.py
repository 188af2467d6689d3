"""One quantity over another: a curve in axes with units, spikes above it, a marked place, values at the mouse."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from math import ceil, floor

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QMouseEvent, QPainter, QPen, QPolygonF, QWheelEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.appearance.theme import borrowed, theme
from app.widgets import quantities
from app.widgets.painted_widget import PaintedWidget
from app.widgets.painting import dashed, dot, straight, stroke_and_fill, take_font
from engine.network.values import Floats

LEFT, RIGHT, TOP, BOTTOM = 46, 12, 26, 22
TICKS = 4  # about so many numbers beside an axis
SPIKE = 8  # px, the height of the mark of a spike
DOT = 3.5
DASHES = (4.0, 3.0)
FINE = 1.0  # px: Qt strokes a wider line of thousands of points for longer than many frames
FADED = 0.3  # of what is disabled: it is of something else
SPIKE_ROOM = 0.08  # of the range of the values, for marks of spikes above them
MARGIN = 0.05  # of the range of the values, above and below
REACH = 3.0  # ranges beyond the curve, within which an axis goes on to what was measured


def spacing(low: float, high: float) -> float:
    """A round step that parts a range into about as many as stand beside an axis."""
    return quantities.round_step((high - low) / TICKS * (1 - MARGIN))


def reaching(low: float, high: float, value: float) -> tuple[float, float]:
    """A range that goes on to a value beyond it: to a round number, so that it stays while the value trembles."""
    size = high - low
    if low <= value <= high or size <= 0 or not low - REACH * size <= value <= high + REACH * size:
        return low, high
    step = spacing(min(low, value), max(high, value))
    return min(low, floor(value / step) * step), max(high, ceil(value / step) * step)


class FunctionPicture(PaintedWidget):
    """``across`` and ``up`` are name and unit of the two quantities."""

    natural = (260, 170)

    def __init__(self, across: tuple[str, str], up: tuple[str, str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._across, self.up = across, up
        self._x: Floats = np.zeros(0)
        self._y: Floats = np.zeros(0)
        self._spikes: Floats = np.zeros(0)
        self.marked: float | None = None
        self.measured: tuple[float | None, float] | None = None  # elsewhere: place and height
        self._slot = 0
        self._at: QPointF | None = None  # where the mouse is
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def name(self, across: tuple[str, str], up: tuple[str, str]) -> None:
        """Show other quantities from now on."""
        self._across, self.up = across, up
        self.update()

    def show_curve(self, x: Floats, y: Floats, spikes: Floats | None = None, marked: float | None = None) -> None:
        """Draw ``y`` (points,) over ``x`` (points,), which rises; ``spikes`` and the ``marked`` place lie on x."""
        self._x, self._y = x, y
        self._spikes = np.zeros(0) if spikes is None else spikes
        self.marked = marked
        said = f"{self.up[0]} / {self._across[0]}"
        self.setAccessibleName(f"{said}: {self.words_at(marked)}" if marked is not None and x.size else said)
        self.update()

    def show_measured(self, measured: tuple[float | None, float] | None, slot: int = 0) -> None:
        """Mark what was measured elsewhere, in the identity ``slot``: a height, and a place where one is known."""
        if (measured, slot) != (self.measured, self._slot):
            self.measured, self._slot = measured, slot
            self.update()

    @property
    def curve(self) -> tuple[Floats, Floats]:
        """The drawn points x and y, each (points,)."""
        return self._x, self._y

    def words_at(self, x: float) -> str:
        """Both values at a place, with their units; outside the curve those of its end."""
        within = min(max(x, float(self._x[0])), float(self._x[-1]))
        y = float(np.interp(within, self._x, self._y))
        return f"{quantities.quantity_words(within, self._across[1])}, {quantities.quantity_words(y, self.up[1])}"

    def place_of(self, x: float, y: float) -> QPointF:
        """The place of a point of the plot, in pixels."""
        area, (left, right, low, high) = self._area(), self._range()
        across = (x - left) / (right - left) * area.width()
        return QPointF(area.left() + across, area.bottom() - (y - low) / (high - low) * area.height())

    def point_at(self, place: QPointF) -> tuple[float, float]:
        """The point of the plot that lies at a place in pixels."""
        area, (left, right, low, high) = self._area(), self._range()
        x = left + (place.x() - area.left()) / area.width() * (right - left)
        return x, low + (area.bottom() - place.y()) / area.height() * (high - low)

    @contextmanager
    def on_paper(self, size: QSize, dark: bool) -> Iterator[None]:
        """Laid out in ``size`` pixels in the paper's theme, for what is painted meanwhile."""
        before = self.size()
        try:
            with borrowed(dark):
                self.resize(size)
                yield
        finally:
            self.resize(before)

    def picture(self, painter: QPainter, _size: QSize) -> None:
        """Draw everything on any painter, as one sees it whose mouse is elsewhere."""
        at, self._at = self._at, None
        self._paint(painter)
        self._at = at

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._at = event.position()
        self.update()

    def leaveEvent(self, event: object) -> None:
        self._at = None
        self.update()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Nothing is read here until the mouse moves: the page goes on beneath it, and Qt tells of no leaving."""
        self._at = None
        self.update()
        super().wheelEvent(event)

    def paint(self, painter: QPainter) -> None:
        self._paint(painter)
        if not self.isEnabled():
            painter.fillRect(self.rect(), theme().color("surface0", 1.0 - FADED))

    def _area(self) -> QRectF:
        px = theme().px
        return QRectF(self.rect()).adjusted(px(LEFT), px(TOP), -px(RIGHT), -px(BOTTOM))

    def _range(self) -> tuple[float, float, float, float]:
        """Left, right, lowest and highest of what is in view; never empty."""
        left, right, low, high = 0.0, 1.0, 0.0, 1.0
        if self._x.size:
            left, right = float(self._x[0]), float(self._x[-1])
            finite = self._y[np.isfinite(self._y)]
            if finite.size:
                low, high = float(finite.min()), float(finite.max())
            if self.measured is not None:
                x, y = self.measured
                left, right = reaching(left, right, left if x is None else x)
                low, high = reaching(low, high, y)
        edge = MARGIN * (high - low) or abs(high) * MARGIN or 1.0
        room = edge + (SPIKE_ROOM * (high - low) if self._spikes.size else 0.0)
        return left, right if right > left else left + 1.0, low - edge, high + room

    def _paint(self, painter: QPainter) -> None:
        look, area = theme(), self._area()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(area, look.color("plot"))
        self._paint_axes(painter, area)
        if not self._x.size:
            return
        painter.setClipRect(area)
        self._paint_content(painter, area)
        painter.setClipping(False)
        self._paint_mouse(painter, area)

    def _paint_content(self, painter: QPainter, area: QRectF) -> None:
        look = theme()
        stroke_and_fill(painter, QPen(look.color("accentText"), FINE), None)
        left, right, low, _ = self._range()
        painter.drawPolyline(self._line_through(self._x, self._y))
        painter.setPen(QPen(look.color("text1"), 1.2))
        for spike in self._spikes.tolist():
            x = self.place_of(spike, low).x()
            painter.drawLine(QPointF(x, area.top() + 1), QPointF(x, area.top() + look.px(SPIKE)))
        if self.measured is not None:
            self._paint_measured(painter, area, *self.measured)
        if self.marked is not None and left <= self.marked <= right:
            place = self.place_of(self.marked, float(np.interp(self.marked, self._x, self._y)))
            painter.setClipping(False)  # a dot at the end of an axis is whole
            dot(painter, place, DOT, look.color("text1"), QPen(look.color("plot"), 1.5))

    def _paint_measured(self, painter: QPainter, area: QRectF, x: float | None, y: float) -> None:
        look = theme()
        left, right, low, high = self._range()
        painter.setPen(dashed(look.identity(self._slot), FINE, DASHES))
        height = self.place_of(left, min(max(y, low), high)).y()
        painter.drawLine(QPointF(area.left(), height), QPointF(area.right(), height))
        if x is not None:
            stroke_and_fill(painter, QPen(look.color("plot"), 1.5), look.identity(self._slot))
            painter.setClipping(False)
            place = QPointF(self.place_of(min(max(x, left), right), y).x(), height)
            if left <= x <= right:
                painter.drawEllipse(place, DOT, DOT)
            else:  # beyond the edge
                out = 2 * DOT if x > right else -2 * DOT
                half = QPointF(0, DOT)
                painter.drawPolygon(QPolygonF([place - half, place + QPointF(out, 0), place + half]))
            painter.setClipRect(area)

    def _line_through(self, x: Floats, y: Floats) -> QPolygonF:
        """Points (points,) of the plot in pixels."""
        area, (left, right, low, high) = self._area(), self._range()
        xs = area.left() + (x - left) / (right - left) * area.width()
        ys = area.bottom() - (y - low) / (high - low) * area.height()
        return QPolygonF([QPointF(x, y) for x, y in zip(xs.tolist(), ys.tolist(), strict=True)])

    def _paint_axes(self, painter: QPainter, area: QRectF) -> None:
        look = theme()
        left, right, low, high = self._range()
        painter.setFont(look.font(11, tabular=True))
        for value in _ticks(low, high):
            y = self.place_of(left, value).y()
            straight(painter, area.left(), y, area.right(), y, look.color("grid"))
            painter.setPen(look.color("text2"))
            beside = QRectF(0, y - look.px(8), area.left() - look.px(5), look.px(16))
            painter.drawText(beside, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, _number(value))
        for value in _ticks(left, right):
            x = self.place_of(value, low).x()
            straight(painter, x, area.top(), x, area.bottom(), look.color("grid"))
            painter.setPen(look.color("text2"))
            wide = QFontMetricsF(painter.font()).horizontalAdvance(_number(value)) + 2
            below = QRectF(x - wide / 2, area.bottom() + look.px(3), wide, look.px(16))
            painter.drawText(below.translated(min(self.width() - below.right(), 0), 0), _BELOW, _number(value))
        straight(painter, area.left(), area.bottom(), area.right(), area.bottom(), look.color("axis"))
        above = QRectF(0, 0, self.width(), look.px(TOP))
        painter.setPen(look.color("text2"))
        sides = ((self.up, Qt.AlignmentFlag.AlignLeft), (self._across, Qt.AlignmentFlag.AlignRight))
        for (name, unit), side in sides[:1] if self._is_read(area) else sides:
            shown = quantities.unit_text(unit)
            words = f"{name} ({shown})" if shown else name
            painter.drawText(above, side | Qt.AlignmentFlag.AlignVCenter, words)

    def _is_read(self, area: QRectF) -> bool:
        """Tell whether values at the mouse stand above, on the right, instead of the name of the horizontal axis."""
        return bool(self._x.size) and self._at is not None and area.contains(self._at)

    def _paint_mouse(self, painter: QPainter, area: QRectF) -> None:
        if self._at is None or not self._is_read(area):
            return
        look = theme()
        x, y = self.point_at(self._at)
        straight(painter, self._at.x(), area.top(), self._at.x(), area.bottom(), look.color("text3"))
        take_font(painter, look.font(11, tabular=True), look.color("text1"))
        above = QRectF(0, 0, self.width(), look.px(TOP))
        painter.drawText(above, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, self._said_at(x, y))

    def _said_at(self, x: float, _y: float) -> str:
        """The words that stand above while the mouse is at a place."""
        return self.words_at(x)


_BELOW = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop


def _ticks(low: float, high: float) -> list[float]:
    step = spacing(low, high)
    return [n * step for n in range(ceil(low / step), floor(high / step) + 1)]


def _number(value: float) -> str:
    return quantities.number_words(float(f"{value:.6g}"), integer=value == round(value), digits=4)
