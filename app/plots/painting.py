"""What plots are drawn from: straight lines, curves from arrays, axes and labels, in the theme's colours."""

from __future__ import annotations

import ctypes
from typing import Any

import numpy as np
import shiboken6
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen, QPolygonF

from app.appearance.theme import theme
from app.plots.area import Area, labels, ticks

Floats = NDArray[np.float64]
FEW_POINTS = 150
LABEL = 11
NAME = 12
TICK_ROOM = 64  # px between two labels of a time axis
ROW_ROOM = 34
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
MIDDLE = Qt.AlignmentFlag.AlignCenter


def polygon(x: Floats, y: Floats) -> QPolygonF:
    """Points (n,) as Qt wants them, copied in one go instead of one by one."""
    points = QPolygonF()
    points.resize(len(x))
    if len(x):
        address: Any = shiboken6.getCppPointer(points.data())[0]
        memory = np.ctypeslib.as_array((ctypes.c_double * (2 * len(x))).from_address(address))
        memory[0::2], memory[1::2] = x, y
    return points


def pen(color: QColor, width: float = 1.0, dash: list[float] | None = None) -> QPen:
    """A pen; ``dash`` is in pixels, as the tokens give it."""
    made = QPen(color, width)
    made.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    if dash:
        made.setDashPattern([length / max(width, 1e-3) for length in dash])
    return made


def curve(painter: QPainter, x: Floats, y: Floats, color: QColor, width: float) -> None:
    """A joined line. One of many points is drawn twice, a hair thin and half a pixel apart.

    Qt's stroker needs 9 ms for 800 points of a noisy curve 1.4 px wide, two thin lines need 0.2 ms.
    """
    if len(x) <= FEW_POINTS:
        painter.setPen(pen(color, width))
        painter.drawPolyline(polygon(x, y))
        return
    thin = QPen(color, 1.0)
    thin.setCosmetic(True)
    painter.setPen(thin)
    painter.drawPolyline(polygon(x, y))
    if width > 1.0:
        painter.drawPolyline(polygon(x, y + (width - 1.0)))


def straight(painter: QPainter, x1: float, y1: float, x2: float, y2: float, line: QPen) -> None:
    """A crisp line, drawn without antialiasing."""
    antialiased = painter.testRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.setPen(line)
    painter.drawLine(int(x1), int(y1), int(x2), int(y2))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, antialiased)


def text(
    painter: QPainter,
    rect: QRectF,
    words: str,
    color: str = "text2",
    size: float = LABEL,
    weight: int = 400,
    where: Qt.AlignmentFlag = LEFT,
) -> None:
    """Words inside ``rect``, shortened with an ellipsis where they do not fit."""
    painter.setFont(theme().font(size, weight, tabular=True))
    painter.setPen(theme().color(color))
    fitting = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, int(rect.width()) + 1)
    painter.drawText(rect, where, fitting)


def time_axis(painter: QPainter, area: Area, grid: bool = True) -> None:
    """The axis below, in seconds; ``area`` is in ms."""
    rect = area.rect
    axis, faint = pen(theme().color("axis")), pen(theme().color("grid"))
    values = ticks(area.x0 / 1000, area.x1 / 1000, max(2, int(rect.width() / theme().px(TICK_ROOM))))
    for value, label in zip(values, labels(values), strict=True):
        x = area.x(value * 1000)
        if grid:
            straight(painter, x, rect.top(), x, rect.bottom(), faint)
        tick_below(painter, rect, x, label, axis)
    straight(painter, rect.left(), rect.bottom(), rect.right(), rect.bottom(), axis)


def tick_below(painter: QPainter, rect: QRectF, x: float, label: str, axis: QPen) -> None:
    """A tick under ``rect`` with its label in the middle, or as near as the window's edge lets it."""
    straight(painter, x, rect.bottom(), x, rect.bottom() + 4, axis)
    half = QFontMetricsF(theme().font(LABEL, 400, tabular=True)).horizontalAdvance(label) / 2 + 2
    middle = min(x, painter.viewport().width() - half)
    text(painter, QRectF(middle - half, rect.bottom() + 5, 2 * half, theme().px(16)), label, where=MIDDLE)


def number_axis_below(painter: QPainter, area: Area, most: int = 0) -> None:
    """The axis below, in plain numbers."""
    rect = area.rect
    axis = pen(theme().color("axis"))
    values = ticks(area.x0, area.x1, most or max(2, int(rect.width() / theme().px(TICK_ROOM))))
    for value, label in zip(values, labels(values), strict=True):
        x = area.x(value)
        tick_below(painter, rect, x, label, axis)
    straight(painter, rect.left(), rect.bottom(), rect.right(), rect.bottom(), axis)


def number_axis_left(painter: QPainter, area: Area, suffix: str = "") -> None:
    """Horizontal grid lines with their numbers at the left."""
    rect = area.rect
    faint = pen(theme().color("grid"))
    values = ticks(area.y0, area.y1, max(2, int(rect.height() / theme().px(ROW_ROOM))))
    for value, label in zip(values, labels(values), strict=True):
        y = area.y(value)
        straight(painter, rect.left(), y, rect.right(), y, faint)
        box = QRectF(0, y - theme().px(8), rect.left() - theme().px(8), theme().px(16))
        text(painter, box, label + suffix, where=RIGHT)


def cursor_line(painter: QPainter, area: Area, x: float | None) -> None:
    """The shared cursor, where it lies in view."""
    if x is not None and area.x0 <= x <= area.x1:
        pixel = area.x(x)
        straight(painter, pixel, area.rect.top(), pixel, area.rect.bottom(), pen(theme().color("accent")))


def dot(painter: QPainter, center: QPointF, radius: float, color: QColor) -> None:
    """A filled disc."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color)
    painter.drawEllipse(center, radius, radius)
