"""The tools that every painter of the canvas draws with: text that elides, wells, rasters, curves.

The canvas is drawn in the unscaled pixels of the tokens; the view's zoom brings the size of the font in.
"""

from __future__ import annotations

from functools import lru_cache
from math import isinf

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter, QPen, QPolygonF, QTextLayout

from app.appearance.signed_scale import wrong_table
from app.appearance.theme import Theme, theme
from app.canvas.painting.picture_cache import paint_kept_at, whole_pixel
from app.widgets.painting import round_rect, stroke_and_fill, take_font
from engine.network.values import Floats

CACHED_TEXTS = 4096
OPAQUE = 255
HALF_PIXEL = 0.5

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


# What every frame asks for once a node is kept: decision 0218.
@lru_cache(maxsize=64)
def font(size: int, weight: int = 400, tabular: bool = False) -> QFont:
    """A font in scene units; without hinting, so that words keep their width at every zoom."""
    result = Theme(dark=True).font(size, weight, tabular)
    result.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return result


@lru_cache(maxsize=64)
def metrics(size: int, weight: int = 400) -> QFontMetricsF:
    """Measures of that font, in scene units."""
    return QFontMetricsF(font(size, weight))


@lru_cache(maxsize=CACHED_TEXTS)
def text_width(words: str, size: int, weight: int = 400) -> float:
    """Scene units that ``words`` take in one line."""
    return metrics(size, weight).horizontalAdvance(words)


@lru_cache(maxsize=CACHED_TEXTS)
def elided(words: str, size: int, weight: int, width: float) -> str:
    """``words`` as far as they fit into ``width`` scene units."""
    if text_width(words, size, weight) <= width:
        return words
    return metrics(size, weight).elidedText(words, Qt.TextElideMode.ElideRight, width)


@lru_cache(maxsize=CACHED_TEXTS)
def two_lines(words: str, size: int, weight: int, first: float, second: float) -> tuple[str, str]:
    """``words`` broken where the script allows it, so that they fit into two widths.

    The second line is cut in its middle, since names differ at their ends.
    """
    if text_width(words, size, weight) <= first:
        return words, ""
    layout = QTextLayout(words, font(size, weight))
    layout.beginLayout()
    line = layout.createLine()
    line.setLineWidth(first)
    layout.endLayout()
    end = line.textLength()
    rest = words[end:].lstrip()
    if text_width(rest, size, weight) > second:
        rest = metrics(size, weight).elidedText(rest, Qt.TextElideMode.ElideMiddle, second)
    return elided(words[:end].rstrip(), size, weight, first), rest


def draw_text(
    painter: QPainter,
    x: float,
    baseline: float,
    width: float,
    words: str,
    tone: str,
    size: int = 13,
    weight: int = 400,
    align: Qt.AlignmentFlag = LEFT,
) -> float:
    """Draw one line within ``width`` from ``x``; returns the width that the words took."""
    shown = elided(words, size, weight, width)
    taken = text_width(shown, size, weight)
    left = x if align == LEFT else x + width - taken if align == RIGHT else x + (width - taken) / 2
    take_font(painter, font(size, weight), look().color(tone))
    painter.drawText(QPointF(left, baseline), shown)
    return taken


def well(painter: QPainter, area: QRectF) -> None:
    """The sunken ground on which activity is drawn."""
    paint_kept_at(painter, ("well", look().dark), area, 1.0, draw_well)


def draw_well(painter: QPainter, area: QRectF) -> None:
    """The same as a part of a picture that is kept."""
    radius = look().size("node", "well_radius")
    round_rect(painter, area, radius, QPen(look().color("line"), 1), look().color("field"))


def raster_image(times: Floats, rows: Floats, width: int, height: int, color: QColor, dot: int) -> QImage:
    """Spikes at ``times`` and ``rows``, each (k,) in [0, 1], as ``width`` by ``height`` pixels, row 0 lowest."""
    alpha = np.zeros((height, width), np.uint32)
    tall = dot if dot < height else height
    x = np.clip((times * (width - dot)).astype(np.int64), 0, max(width - dot, 0))
    y = np.clip(((1.0 - rows) * (height - tall)).astype(np.int64), 0, max(height - tall, 0))
    ink = np.uint32(color.rgba())
    for down in range(tall):
        for across in range(min(dot, width)):
            alpha[y + down, x + across] = ink
    return QImage(alpha.data, width, height, 4 * width, QImage.Format.Format_ARGB32_Premultiplied).copy()


def stamp(painter: QPainter, corner: QPointF, image: QImage) -> None:
    """Copy an image of device pixels to the whole pixel nearest to ``corner``: much faster than scaling it."""
    transform, density = painter.worldTransform(), painter.device().devicePixelRatio()
    image.setDevicePixelRatio(density)
    painter.resetTransform()
    painter.drawImage(whole_pixel(transform.map(corner), density), image)
    painter.setWorldTransform(transform)


def grey_image(image: Floats, dark: bool) -> QImage:
    """A sample (height, width) in [0, 1] in grey: bright ink on a dark theme, dark ink on a light one."""
    values = np.clip(image if dark else 1 - image, 0, 1)
    pixels = np.ascontiguousarray((values * 255).astype(np.uint8))
    height, width = pixels.shape
    return QImage(pixels.data, width, height, width, QImage.Format.Format_Grayscale8).copy()


def coloured_image(
    values: Floats, low: float, high: float, colours: NDArray[np.uint8], wrong: NDArray[np.bool_] | None = None
) -> QImage:
    """Values (rows, columns) in the colours (levels, 4) from ``low`` to ``high``; clear where there is none.

    What is ``wrong`` has the colour of what is no number.
    """
    if isinf(high - low):
        values, low, high = values / 4, low / 4, high / 4
    level = (values - low) * (len(colours) / ((high - low) or 1.0))
    level = np.fmin(np.fmax(level, 0), len(colours) - 1).astype(np.intp)  # of no number the lowest
    pixels = np.ascontiguousarray(colours, np.uint8).view(np.uint32)[:, 0][level]
    pixels[~np.isfinite(values)] = 0
    if wrong is not None:
        pixels[wrong] = wrong_table().view(np.uint32)[1, 0]
    height, width = values.shape
    return QImage(pixels.data, width, height, 4 * width, QImage.Format.Format_RGBA8888).copy()


def polyline(times: Floats, values: Floats, area: QRectF, low: float, high: float) -> QPolygonF:
    """``values`` (k,) from ``low`` to ``high`` over ``times`` (k,) in [0, 1], as a curve within ``area``."""
    if isinf(high - low):
        values, low, high = values / 4, low / 4, high / 4
    span = high - low if high > low else 1.0
    x = area.left() + times * area.width()
    y = area.bottom() - np.clip((values - low) / span, 0, 1) * area.height()
    return QPolygonF([QPointF(a, b) for a, b in zip(x.tolist(), y.tolist(), strict=True)])


def polylines(times: Floats, values: Floats, area: QRectF) -> list[QPolygonF]:
    """``values`` (k,) from their lowest to their highest as curves within ``area``: one for each run of finite ones."""
    finite = np.isfinite(values)
    known = values[finite]
    if not known.size:
        return []
    low, high = float(known.min()), float(known.max())
    edges = np.flatnonzero(np.diff(finite, prepend=False, append=False)).reshape(-1, 2)
    return [polyline(times[first:end], values[first:end], area, low, high) for first, end in edges.tolist()]


def curve(painter: QPainter, line: QPolygonF, color: QColor) -> None:
    """A thin curve."""
    stroke_and_fill(painter, QPen(color, look().size("node", "spark_pen")), None)
    painter.drawPolyline(line)


def trace_image(times: Floats, values: Floats, width: int, height: int, color: QColor, scale: float) -> QImage:
    """``values`` (k,) at rising ``times`` (k,) as a curve from edge to edge, from its lowest to its highest value.

    A column is covered from the lowest to the highest that the curve is in it, so that no spike is too narrow; where
    nothing is finite there is a gap.
    ``width`` and ``height`` are device pixels, ``scale`` of them make a scene unit.
    """
    pen = max(look().size("node", "spark_pen") * scale, 1.0)
    finite = np.isfinite(values)
    is_whole = bool(finite.all())
    if not is_whole:
        values = np.where(finite, values, np.nan)
    lower, upper = (np.minimum, np.maximum) if is_whole else (np.fmin, np.fmax)
    least, most = float(lower.reduce(values)), float(upper.reduce(values))
    if isinf(most - least):
        values, least, most = values / 4, least / 4, most / 4
    span = most - least or 1.0
    at = (times - times[0]) * ((width - 1) / (times[-1] - times[0] or 1.0))
    edges = np.interp(np.arange(width + 1) - HALF_PIXEL, at, values)
    lowest, highest = lower(edges[:-1], edges[1:]), upper(edges[:-1], edges[1:])
    columns = np.rint(at).astype(np.int64)
    lower.at(lowest, columns, values)
    upper.at(highest, columns, values)
    down, up = (
        (height - pen / 2 - (ends - least) * ((height - pen) / span)).astype(np.float32) for ends in (lowest, highest)
    )
    middles = _pixel_middles(height)
    apart = np.maximum(up - middles, middles - down)
    np.maximum(apart, 0, out=apart)
    opacity = np.clip((pen + 1) / 2 - apart, 0, 1)
    return _tinted(opacity if is_whole else np.nan_to_num(opacity, copy=False), color)


def curve_image(values: Floats, highest: float, width: int, height: int, color: QColor, scale: float) -> QImage:
    """``values`` (k,) from zero to ``highest`` as a curve, over its faintly filled ground.

    ``width`` and ``height`` are device pixels, ``scale`` of them make a scene unit. Every pixel is as opaque as
    the curve and its ground cover it; filling a polygon takes several times as long.
    """
    pen = max(look().size("node", "spark_pen") * scale, 1.0)
    samples, places = _samples_at(len(values), width)
    shares = np.interp(places, samples, values)
    level = (height - pen / 2 - shares * ((height - pen) / (highest or 1.0))).astype(np.float32)
    below = _pixel_middles(height) - level
    line = np.abs(below)
    line *= _steepness(level)
    np.subtract((pen + 1) / 2, line, out=line)
    ground = np.add(below, HALF_PIXEL, out=below)
    for covered in (line, ground):
        np.maximum(covered, 0, out=covered)
        np.minimum(covered, 1, out=covered)
    ground *= np.float32(look().size("node", "spark_fill_opacity"))
    return _tinted(line + ground * (1 - line), color)


def _tinted(opacity: NDArray[np.float32], color: QColor) -> QImage:
    """A colour that covers every pixel so much: (height, width) from 0 to 1."""
    height, width = opacity.shape
    pixels = _shades(color.rgb())[(opacity * OPAQUE).astype(np.uint8)]
    return QImage(pixels.data, width, height, 4 * width, QImage.Format.Format_ARGB32_Premultiplied).copy()


def _steepness(level: NDArray[np.float32]) -> NDArray[np.float32]:
    """Distance from a curve over the height above it, in every column."""
    slope = np.zeros_like(level)
    slope[1:-1] = (level[2:] - level[:-2]) / 2
    slope *= slope
    slope += 1
    return np.reciprocal(np.sqrt(slope))


@lru_cache(maxsize=64)
def _samples_at(count: int, width: int) -> tuple[Floats, Floats]:
    """Numbers of ``count`` samples, and where in them each of ``width`` columns lies."""
    return np.arange(count, dtype=np.float64), np.linspace(0, count - 1, width)


@lru_cache(maxsize=64)
def _pixel_middles(count: int) -> NDArray[np.float32]:
    """The middles of the rows of an image: (count, 1)."""
    return np.arange(count, dtype=np.float32)[:, None] + np.float32(HALF_PIXEL)


@lru_cache(maxsize=64)
def _shades(rgb: int) -> NDArray[np.uint32]:
    """A colour at each of 256 opacities, its channels multiplied by it: (256,)."""
    color = QColor(rgb)
    opacity = np.arange(OPAQUE + 1)
    channels = [(opacity * part + OPAQUE // 2) // OPAQUE for part in (color.red(), color.green(), color.blue())]
    return np.asarray((opacity << 24) | (channels[0] << 16) | (channels[1] << 8) | channels[2], np.uint32)


def device_scale(painter: QPainter) -> float:
    """Device pixels per scene unit."""
    transform = painter.deviceTransform()
    return max(transform.m11(), 0.01)


def faint(color: QColor, opacity: float) -> QColor:
    """The colour, as opaque as in [0, 1]."""
    made = QColor(color)
    made.setAlphaF(opacity)
    return made
