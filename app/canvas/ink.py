"""What every painter of the canvas draws with: text that elides, wells, rasters, curves.

The canvas is drawn in the unscaled pixels of the tokens; the view's zoom brings the size of the font in.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetricsF, QImage, QPainter, QPen, QPolygonF

from app.appearance.theme import Theme, theme
from engine.network.values import Floats

CACHED_TEXTS = 4096
NO_BRUSH = QBrush(Qt.BrushStyle.NoBrush)
NO_PEN = QPen(Qt.PenStyle.NoPen)

LEFT = Qt.AlignmentFlag.AlignLeft
RIGHT = Qt.AlignmentFlag.AlignRight
CENTRE = Qt.AlignmentFlag.AlignHCenter

_looks: dict[bool, Theme] = {}


def look() -> Theme:
    """The theme in use, at the size at which the tokens are written."""
    dark = theme().dark
    if dark not in _looks:
        _looks[dark] = Theme(dark)
    return _looks[dark]


@lru_cache(maxsize=64)
def font(size: int, weight: int = 400, tabular: bool = False) -> QFont:
    """A font in scene units; without hinting, so that words keep their width at every zoom."""
    result = Theme(dark=True).font(size, weight, tabular)
    result.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return result


@lru_cache(maxsize=64)
def metrics(size: int, weight: int = 400) -> QFontMetricsF:
    return QFontMetricsF(font(size, weight))


@lru_cache(maxsize=CACHED_TEXTS)
def text_width(words: str, size: int, weight: int = 400) -> float:
    return metrics(size, weight).horizontalAdvance(words)


@lru_cache(maxsize=CACHED_TEXTS)
def elided(words: str, size: int, weight: int, width: float) -> str:
    """``words`` as far as they fit into ``width`` scene units."""
    if text_width(words, size, weight) <= width:
        return words
    return metrics(size, weight).elidedText(words, Qt.TextElideMode.ElideRight, width)


def text(
    painter: QPainter,
    x: float,
    baseline: float,
    width: float,
    words: str,
    color: QColor,
    size: int = 13,
    weight: int = 400,
    align: Qt.AlignmentFlag = LEFT,
) -> float:
    """Draw one line within ``width`` from ``x``; returns the width that the words took."""
    shown = elided(words, size, weight, width)
    taken = text_width(shown, size, weight)
    left = x if align == LEFT else x + width - taken if align == RIGHT else x + (width - taken) / 2
    painter.setFont(font(size, weight))
    painter.setPen(color)
    painter.drawText(QPointF(left, baseline), shown)
    return taken


def well(painter: QPainter, area: QRectF) -> None:
    """The sunken ground on which activity is drawn."""
    radius = look().size("node", "well_radius")
    painter.setPen(QPen(look().color("line"), 1))
    painter.setBrush(look().color("field"))
    painter.drawRoundedRect(area, radius, radius)


def raster_image(times: Floats, rows: Floats, width: int, height: int, color: QColor, dot: int) -> QImage:
    """Spikes at ``times`` and ``rows``, each (k,) in [0, 1], as ``width`` by ``height`` pixels."""
    alpha = np.zeros((height, width), np.uint32)
    tall = dot if dot < height else height
    x = np.clip((times * (width - dot)).astype(np.int64), 0, max(width - dot, 0))
    y = np.clip((rows * (height - tall)).astype(np.int64), 0, max(height - tall, 0))
    ink = np.uint32(color.rgba())
    for down in range(tall):
        for across in range(min(dot, width)):
            alpha[y + down, x + across] = ink
    return QImage(alpha.data, width, height, 4 * width, QImage.Format.Format_ARGB32_Premultiplied).copy()


def stamp(painter: QPainter, corner: QPointF, image: QImage) -> None:
    """Copy an image of device pixels to the whole pixel nearest to ``corner``: much faster than scaling it."""
    density = painter.device().devicePixelRatio()
    place = painter.worldTransform().map(corner) * density
    image.setDevicePixelRatio(density)
    painter.save()
    painter.resetTransform()
    painter.drawImage(QPointF(round(place.x()), round(place.y())) / density, image)
    painter.restore()


def grey_image(image: Floats, dark: bool) -> QImage:
    """A sample (height, width) in [0, 1] in grey: bright ink on a dark theme, dark ink on a light one."""
    values = np.clip(image if dark else 1 - image, 0, 1)
    pixels = np.ascontiguousarray((values * 255).astype(np.uint8))
    height, width = pixels.shape
    return QImage(pixels.data, width, height, width, QImage.Format.Format_Grayscale8).copy()


def polyline(times: Floats, values: Floats, area: QRectF, low: float, high: float) -> QPolygonF:
    """``values`` (k,) from ``low`` to ``high`` over ``times`` (k,) in [0, 1], as a curve within ``area``."""
    span = high - low if high > low else 1.0
    x = area.left() + times * area.width()
    y = area.bottom() - np.clip((values - low) / span, 0, 1) * area.height()
    return QPolygonF([QPointF(a, b) for a, b in zip(x.tolist(), y.tolist(), strict=True)])


def curve(painter: QPainter, line: QPolygonF, area: QRectF, color: QColor, filled: bool = True) -> None:
    """A thin curve, its ground filled faintly down to the bottom of ``area``."""
    if line.isEmpty():
        return
    if filled:
        ground = QColor(color)
        ground.setAlphaF(look().size("node", "spark_fill_opacity"))
        painter.setPen(NO_PEN)
        painter.setBrush(ground)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.drawPolygon(
            QPolygonF(line) << QPointF(line.last().x(), area.bottom()) << QPointF(line.first().x(), area.bottom())
        )
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(color, look().size("node", "spark_pen")))
    painter.setBrush(NO_BRUSH)
    painter.drawPolyline(line)


def device_scale(painter: QPainter) -> float:
    """Device pixels per scene unit."""
    transform = painter.deviceTransform()
    return max(transform.m11(), 0.01)


@lru_cache(maxsize=16)
def even_times(count: int) -> Floats:
    """``count`` moments evenly over [0, 1]."""
    return np.linspace(0.0, 1.0, count)
