"""Pictures of finished drawings, kept until they change: panning then only copies pixels.

A drawing is kept when it is asked for a second time: what changes with every frame of a running simulation is
painted as it comes. The least recently used are let go when all of them together take more than ``BUDGET`` bytes.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from math import ceil, floor

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter, QPixmap, QTransform

from app.appearance.blank_picture import blank_picture

BUDGET = 96_000_000
BYTES_PER_PIXEL = 4
HALF = 0.5
REMEMBERED = 4096
LARGEST_SIDE = 1024  # device pixels; larger drawings are painted directly

# Strokes of frames, wells and badges cost more than the copy of their picture, 70 µs each (decision 0152).
_kept: OrderedDict[Hashable, QPixmap] = OrderedDict()
_asked: OrderedDict[Hashable, None] = OrderedDict()
_taken = 0


def paint_kept(painter: QPainter, key: Hashable, area: QRectF, draw: Callable[[QPainter], None]) -> None:
    """Paint what ``draw`` draws within ``area`` (item coordinates), from its kept picture where there is one.

    ``key`` must differ whenever the drawing does; the scale is added here. On an image, which a window of its painter
    scales as a whole, the drawing itself is painted.
    """
    if painter.viewTransformEnabled():
        painter.save()
        draw(painter)
        painter.restore()
        return
    transform, density = painter.worldTransform(), painter.device().devicePixelRatio()
    scale = transform.m11()
    corner = QPointF(scale * area.left() + transform.dx(), scale * area.top() + transform.dy())
    # whole pixels: a picture between two pixels would be blurred
    place = whole_pixel(corner, density)
    full_key = (key, round(scale, 4), density)
    picture = _kept.get(full_key)
    if picture is not None:
        _kept.move_to_end(full_key)
    else:
        across, down = ceil(area.width() * scale) + 1, ceil(area.height() * scale) + 1
        if max(across, down) * density > LARGEST_SIDE or _is_new(full_key):
            painter.save()
            shift = place - corner
            painter.setWorldTransform(transform * QTransform.fromTranslate(shift.x(), shift.y()))
            draw(painter)
            painter.restore()
            return
        picture = blank_picture(across, down, density)
        within = QPainter(picture)
        within.setRenderHints(painter.renderHints())
        within.scale(scale, scale)
        within.translate(-area.topLeft())
        draw(within)
        within.end()
        _keep(full_key, picture)
    painter.resetTransform()
    painter.drawPixmap(place, picture)
    painter.setWorldTransform(transform)


def paint_kept_at(
    painter: QPainter, key: tuple[Hashable, ...], area: QRectF, spill: float, draw: Callable[[QPainter, QRectF], None]
) -> None:
    """The same of what looks alike wherever it is: ``draw`` gets the area from (0, 0), and may spill over it."""
    size = QRectF(QPointF(), area.size())
    around = size.adjusted(-spill, -spill, spill, spill)
    painter.translate(area.topLeft())
    paint_kept(painter, (*key, size.width(), size.height()), around, lambda within: draw(within, size))
    painter.translate(-area.topLeft())


def whole_pixel(point: QPointF, density: float) -> QPointF:
    """The nearest whole device pixel: a half goes up always, so that a pan by whole pixels shifts all alike."""
    return QPointF(floor(point.x() * density + HALF) / density, floor(point.y() * density + HALF) / density)


def _is_new(key: Hashable) -> bool:
    """Tell whether a drawing is asked for the first time; it is remembered for the second."""
    if key in _asked:
        del _asked[key]
        return False
    _asked[key] = None
    if len(_asked) > REMEMBERED:
        _asked.popitem(last=False)
    return True


def _keep(key: Hashable, picture: QPixmap) -> None:
    global _taken
    _kept[key] = picture
    _taken += _bytes(picture)
    while _taken > BUDGET:
        _, oldest = _kept.popitem(last=False)
        _taken -= _bytes(oldest)


def _bytes(picture: QPixmap) -> int:
    return picture.width() * picture.height() * BYTES_PER_PIXEL
