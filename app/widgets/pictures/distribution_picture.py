"""A small picture of how values are spread: the density of a distribution or the histogram of an array."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from app.appearance.theme import theme
from app.widgets import quantities
from app.widgets.painted_widget import PaintedWidget
from app.widgets.painting import inset_rect, stroke_and_fill, take_font
from engine.network.values import ByDistance, Distribution, Floats, LogNormal, Normal, Uniform

POINTS = 120
BINS = 40
SPREAD = 3.5  # standard deviations shown on each side
MARGIN = 10
FOOT = 18


def density_curve(distribution: Distribution) -> tuple[Floats, Floats]:
    """Abscissa and density, each (points,); the density's largest value is 1."""
    if isinstance(distribution, Uniform):
        low, high = distribution.low, distribution.high
        edge = 0.25 * ((high - low) or 1.0)
        x = np.array([low - edge, low, low, high, high, high + edge])
        return x, np.array([0.0, 0.0, 1.0, 1.0, 0.0, 0.0])
    mean, std = distribution.mean, max(distribution.std, 1e-12)
    if isinstance(distribution, Normal):
        x = np.linspace(mean - SPREAD * std, mean + SPREAD * std, POINTS)
        return x, np.exp(-0.5 * ((x - mean) / std) ** 2)
    variance = math.log1p((std / mean) ** 2)
    centre = math.log(mean) - variance / 2
    x = np.linspace(1e-6 * mean, mean + 2 * SPREAD * std, POINTS)
    y = np.exp(-0.5 * (np.log(x) - centre) ** 2 / variance) / x
    return x, y / y.max()


def over_distance(value: ByDistance) -> tuple[Floats, Floats]:
    """Distances in mm and the values there, each (points,)."""
    x = np.linspace(0.0, 1.0 if value.form == "linear" else SPREAD * value.scale, POINTS)
    if value.form == "linear":
        return x, value.base + value.amount * x
    shape = np.exp(-0.5 * (x / value.scale) ** 2) if value.form == "gaussian" else np.exp(-x / value.scale)
    return x, value.base + value.amount * shape


def _reach(array: Floats) -> tuple[float, float]:
    """From the least to the largest value; half a unit to either side where they differ by rounding alone."""
    if not array.size:
        return 0.0, 1.0
    low, high = float(array.min()), float(array.max())
    told_apart = BINS * float(np.spacing(max(abs(low), abs(high)))) * 4
    return (low, high) if high - low > told_apart else (low - 0.5, high + 0.5)


class DistributionPicture(PaintedWidget):
    """Shows one distribution or array in the unit given."""

    natural = (220, 84)

    def __init__(self, unit: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._unit = unit
        self._x: Floats = np.zeros(0)
        self._y: Floats = np.zeros(0)
        self._bars = False
        self._slot: int | None = None  # of an identity colour
        self._heights: tuple[str, str] | None = None  # what the lowest and highest of a curve over distance are

    def show_distribution(self, distribution: Distribution) -> None:
        """Draw the density."""
        if isinstance(distribution, LogNormal) and distribution.mean <= 0:
            return
        self._x, self._y = density_curve(distribution)
        self._bars, self._heights = False, None
        self.update()

    def show_array(self, array: Floats, slot: int | None = None) -> None:
        """Draw the histogram, that of a population in its identity colour."""
        self._slot = slot
        counts, edges = np.histogram(array, BINS, _reach(array))
        self._x, self._y = edges, counts / max(counts.max(), 1)
        self._bars, self._heights = True, None
        self.update()

    def show_following(self, value: ByDistance) -> None:
        """Draw the value over the distance."""
        self._x, worth = over_distance(value)
        low, high = min(float(worth.min()), 0.0), max(float(worth.max()), 0.0)
        self._y, self._bars = (worth - low) / ((high - low) or 1.0), False
        self._heights = (self._short(low), self._short(high))
        self.update()

    def _short(self, value: float) -> str:
        return quantities.quantity_words(float(f"{value:.3g}"), self._unit)

    def _ground(self) -> QColor:
        if self._slot is None or not self._bars:
            return theme().color("accent", 0.75 if self._bars else 0.18)
        return theme().identity(self._slot)

    def paint(self, painter: QPainter) -> None:
        look = theme()
        inset_rect(painter, QRectF(self.rect()), look.color("field"), look.color("line"))
        if not self._x.size:
            return
        margin, foot = look.px(MARGIN), look.px(FOOT)
        area = QRectF(self.rect()).adjusted(margin, margin, -margin, -foot)
        low, high = float(self._x[0]), float(self._x[-1])
        width = (high - low) or 1.0
        xs = area.left() + (self._x - low) / width * area.width()
        ys = area.bottom() - self._y * area.height()
        stroke_and_fill(painter, None, self._ground())
        if self._bars:
            for left, right, top in zip(xs[:-1], xs[1:], ys, strict=True):
                painter.drawRect(QRectF(left, top, max(right - left - 0.6, 0.5), area.bottom() - top))
        else:
            curve = [QPointF(float(x), float(y)) for x, y in zip(xs, ys, strict=True)]
            painter.drawPolygon(
                QPolygonF([QPointF(area.left(), area.bottom()), *curve, QPointF(area.right(), area.bottom())])
            )
            stroke_and_fill(painter, QPen(look.color("accentText"), 1.5), None)
            painter.drawPolyline(QPolygonF(curve))
        painter.setPen(look.color("axis"))
        painter.drawLine(area.bottomLeft(), area.bottomRight())
        take_font(painter, look.font(11, tabular=True), look.color("text2"))
        below = QRectF(area.left(), area.bottom() + 2, area.width(), foot - 2)
        rounded = [float(f"{value:.3g}") for value in (low, high)]
        unit = self._unit if self._heights is None else "mm"
        painter.drawText(below, Qt.AlignmentFlag.AlignLeft, quantities.quantity_words(rounded[0], unit))
        painter.drawText(below, Qt.AlignmentFlag.AlignRight, quantities.quantity_words(rounded[1], unit))
        if self._heights is not None:
            rises = self._y[-1] > self._y[0]  # the words stand where the curve does not
            side = Qt.AlignmentFlag.AlignLeft if rises else Qt.AlignmentFlag.AlignRight
            painter.drawText(area.adjusted(0, -margin / 2, 0, 0), side, self._heights[1])
            low_at = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignBottom
            painter.drawText(area.adjusted(0, 0, 0, -2), low_at, self._heights[0])
