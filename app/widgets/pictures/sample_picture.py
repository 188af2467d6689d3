"""One sample, or the spikes that are made of it: a picture, curves, a map, a raster, points or bars."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetrics, QImage, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.appearance.theme import theme
from app.widgets.painted_widget import PaintedWidget
from app.widgets.painting import RIGHT, dot, inset_rect, paint_text, stroke_and_fill
from app.widgets.pictures.class_band import ClassBand, hatch
from engine.network.values import Floats

INSET, FOOT = 6, 18
DOT, CHOSEN = 1.7, 5.0  # radii of points
TICK_LEAST, TICK_MOST = 1.2, 9.0  # px: the height of a spike
THIN, BROAD, PALE = 1.4, 5.0, 0.45  # px: lines of values and of wanted ones, and how opaque these are
WANTED_SHARE = 0.22  # of the height, for wanted spikes beneath the others

Bytes = NDArray[np.uint8]


def none() -> Floats:
    return np.zeros(0)


@dataclass(frozen=True)
class Grey:
    """Brightness (rows, columns), 0 to 255; ``fills`` its room, else it keeps its shape."""

    brightness: Bytes
    fills: bool = False

    def paint(self, painter: QPainter, area: QRectF) -> QRectF:
        return paint_grey(painter, self.brightness, area, self.fills)


@dataclass(frozen=True)
class ValueLines:
    """Values (times, channels) in [0, 1] over the whole width, broad and pale where they are wanted.

    The first ``uncounted`` share of the times is hatched. ``ends`` are the numbers that 0 and 1 stand for.
    """

    values: Floats
    uncounted: float = 0.0
    wanted: bool = False
    ends: tuple[float, float] = (0.0, 1.0)

    def pen(self, channel: int) -> QPen:
        """The pen of a channel's line: an answer lies over what is wanted, and both are seen."""
        color = theme().identity(channel)
        if self.wanted:
            color.setAlphaF(PALE)
        width = theme().px(BROAD) if self.wanted else THIN
        return QPen(color, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap)

    def paint(self, painter: QPainter, area: QRectF) -> QRectF:
        times = max(len(self.values) - 1, 1)
        for channel, values in enumerate(self.values.T):
            x = area.left() + np.arange(len(values)) / times * area.width()
            y = area.bottom() - values * area.height()
            points = [QPointF(a, b) for a, b in zip(x.tolist(), y.tolist(), strict=True)]
            if len(points) == 1:
                points.append(QPointF(area.right(), points[0].y()))
            stroke_and_fill(painter, self.pen(channel), None)
            painter.drawPolyline(QPolygonF(points))
        hatch(painter, area, self.uncounted)
        return area


@dataclass(frozen=True)
class SpikeDots:
    """Spikes at ``across`` and ``down`` (spikes,), from 0 to 1, of ``channels``; of very many only their ``density``.

    ``wanted_across`` and ``wanted_down`` are those that are wanted of ``wanted`` neurons.
    """

    across: Floats
    down: Floats
    channels: int
    density: Bytes | None = None
    wanted_across: Floats = field(default_factory=none)
    wanted_down: Floats = field(default_factory=none)
    wanted: int = 0

    def paint(self, painter: QPainter, area: QRectF) -> QRectF:
        look, rest = theme(), area
        if self.wanted:
            height = area.height() * WANTED_SHARE
            below = QRectF(area.left(), area.bottom() - height, area.width(), height)
            painter.setPen(QPen(look.color("line"), 1))
            painter.drawLine(QPointF(area.left(), below.top() - 3), QPointF(area.right(), below.top() - 3))
            _paint_ticks(painter, self.wanted_across, self.wanted_down, self.wanted, below, "accentText")
            rest = area.adjusted(0, 0, 0, -height - 6)
        if self.density is not None:
            paint_grey(painter, self.density, rest, fills=True)
        else:
            _paint_ticks(painter, self.across, self.down, self.channels, rest, "text1")
        return area


@dataclass(frozen=True)
class Points:
    """All samples at two of their values, (samples, 2) in [0, 1], with the class of each; one is ``chosen``.

    ``axes`` are the numbers of the two values.
    """

    places: Floats
    labels: NDArray[np.int64]
    chosen: tuple[float, float]
    axes: tuple[int, int] = (0, 1)

    def paint(self, painter: QPainter, area: QRectF) -> QRectF:
        look = theme()
        side = min(area.width(), area.height())
        square = QRectF(0, 0, side, side)
        square.moveCenter(area.center())
        for label in np.unique(self.labels).tolist():
            color = look.identity(label) if label >= 0 else look.color("text2")
            for place in self.places[self.labels == label].tolist():
                dot(painter, _within(square, *place), DOT, color)
        dot(painter, _within(square, *self.chosen), CHOSEN, None, QPen(look.color("text1"), 1.5))
        return area


@dataclass(frozen=True)
class ValueBars:
    """The values (channels,) in [0, 1] of one sample."""

    values: Floats

    def paint(self, painter: QPainter, area: QRectF) -> QRectF:
        look = theme()
        width = area.width() / len(self.values)
        stroke_and_fill(painter, None, look.color("accent", 0.75))
        gap = 1.0 if width > 4 else 0.0
        for place, value in enumerate(self.values.tolist()):
            height = max(value * area.height(), 1.0)
            painter.drawRect(QRectF(area.left() + place * width, area.bottom() - height, max(width - gap, 0.5), height))
        return area


View: TypeAlias = Grey | ValueLines | SpikeDots | Points | ValueBars | ClassBand


class SamplePicture(PaintedWidget):
    """Paints one view; ``left`` and ``right`` stand beneath it."""

    def __init__(self, height: float, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.view: View | None = None
        self.left, self.right = "", ""
        self.set_height(height)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_height(self, height: float) -> None:
        """Paint views as high as this, in pixels of the tokens."""
        self.natural, self.least = (120, height + FOOT), (60, height + FOOT)
        self.updateGeometry()

    def show_view(self, view: View | None, left: str = "", right: str = "") -> None:
        """Paint something else."""
        self.view, self.left, self.right = view, left, right
        self.setAccessibleName(" ".join(words for words in (left, right) if words))
        self.update()

    def paint(self, painter: QPainter) -> None:
        look = theme()
        foot = look.px(FOOT)
        frame = QRectF(0, 0, self.width(), self.height() - foot)
        inset_rect(painter, frame, look.color("field"), look.color("line"))
        below = QRectF(0, frame.bottom() + 2, self.width(), foot - 2)
        right = QFontMetrics(look.font(11, tabular=True)).horizontalAdvance(self.right)
        room = below.adjusted(0, 0, -right - look.px(8) if right else 0, 0)
        paint_text(painter, room, self.left)
        paint_text(painter, below, self.right, where=RIGHT)
        inset = look.px(INSET)
        area = frame.adjusted(inset, inset, -inset, -inset)
        if self.view is None or min(area.width(), area.height()) < 2:
            return
        paint_view(painter, self.view, area)


def paint_view(painter: QPainter, view: View, area: QRectF) -> QRectF:
    """One view of a sample in ``area``; which part of it is painted."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    return view.paint(painter, area)


def paint_grey(painter: QPainter, brightness: Bytes, area: QRectF, fills: bool) -> QRectF:
    """Bright on dark, or dark on light paper; where in ``area``."""
    shown = np.ascontiguousarray(brightness if theme().dark else 255 - brightness)
    rows, columns = shown.shape
    image = QImage(shown.data, columns, rows, columns, QImage.Format.Format_Grayscale8)
    if not fills:
        scale = min(area.width() / columns, area.height() / rows)
        size = QRectF(0, 0, columns * scale, rows * scale)
        size.moveCenter(area.center())
        area = size
    smooth = columns > area.width() or rows > area.height()
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, smooth)
    painter.drawImage(area, image)
    return area


def _paint_ticks(painter: QPainter, across: Floats, down: Floats, channels: int, area: QRectF, tone: str) -> None:
    height = min(max(0.8 * area.height() / max(channels, 1), TICK_LEAST), TICK_MOST)
    x = area.left() + across * area.width()
    y = area.top() + height / 2 + down * (area.height() - height)
    painter.setPen(QPen(theme().color(tone), 1.3))
    painter.drawLines([
        QLineF(a, b - height / 2, a, b + height / 2) for a, b in zip(x.tolist(), y.tolist(), strict=True)
    ])  # fmt: skip


def _within(square: QRectF, across: float, up: float) -> QPointF:
    return QPointF(square.left() + across * square.width(), square.bottom() - up * square.height())
