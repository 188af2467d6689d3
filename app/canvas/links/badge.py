"""The badge of a projection: kernel and synapse on one line, wiring and weight on the next."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from math import inf

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter, QPen, QPolygonF

from app.appearance.icons import paint_icon
from app.canvas.links.link_face import LinkFace
from app.canvas.links.link_path import BadgeSide, Route
from app.canvas.painting import ink
from app.canvas.painting.picture_cache import paint_kept_at
from app.widgets.painting import dot, round_rect, stroke_and_fill
from app.widgets.pictures.behaviour import Picture

PADDING = 8.0
KERNEL_WIDTH, KERNEL_HEIGHT = 20.0, 12.0
GAP = 7.0
ONE_LINE, TWO_LINES = 24.0, 42.0
ICON = 13.0
SIZE = 11
LEAST_RULE = 24.0  # of less of it nobody knows which it is
OUTLINE = 2.0
KERNEL_PEN = 1.2
FACTOR_RADIUS, FACTORS_APART = 4.0, 16.0
THINNING = 4
DASH: Picture = (((0.0, 0.5), (1.0, 0.5)),)
TOWARDS = {BadgeSide.BELOW: (0, 1), BadgeSide.ABOVE: (0, -1), BadgeSide.LEFT: (-1, 0), BadgeSide.RIGHT: (1, 0)}
"""Steps across and down from a thread to its badge."""


def lines_that_fit(face: LinkFace, way: Route) -> int:
    """2, where at least the number of the second has room, or 1 without it, or 0 for the kernel alone."""
    return next((lines for lines in range(way.lines, 0, -1) if way.room >= badge_width(face, lines, 0.0)), 0)


def badge_width(face: LinkFace, lines: int, room: float = inf) -> float:
    """Width of a badge with so many lines; in less ``room`` the rule of the second is cut, or left out."""
    kernel = 2 * PADDING + KERNEL_WIDTH
    if lines == 0:
        return kernel
    width = kernel + GAP + ink.text_width(face.title, SIZE, 600) + len(_icons(face)) * (ICON + GAP / 2)
    if lines == 1:
        return width
    whole, number = (2 * PADDING + ink.text_width(words, SIZE) for words in (face.detail, face.weight))
    return max(width, number, ink.look().size("badge", "min_width"), min(whole, room))


def _icons(face: LinkFace) -> tuple[str, ...]:
    """After the title: weights learn, and what is sent of them changes from spike to spike."""
    return (*(("plastic",) if face.learns else ()), *(("release",) if face.released else ()))


def badge_size(face: LinkFace, lines: int, room: float = inf) -> tuple[float, float]:
    """Width and height of a badge with so many lines in this ``room``."""
    return badge_width(face, lines, room), TWO_LINES if lines == 2 else ONE_LINE


def badge_area(face: LinkFace, way: Route) -> QRectF:
    """The place of the badge of this link; empty where it has none."""
    if not face.has_badge:
        return QRectF()
    width, height = badge_size(face, lines_that_fit(face, way), way.room)
    across, down = TOWARDS[way.side]
    away = way.stem + 6 * abs(down)
    area = QRectF(0, 0, width, height)
    area.moveCenter(way.anchor + QPointF(across * (away + width / 2), down * (away + height / 2)))
    return area


def factor_points(face: LinkFace, area: QRectF, way: Route) -> dict[str, QPointF]:
    """The ports of the rule's third factors, on the edge of the badge that is away from the thread."""
    across, down = TOWARDS[way.side]
    edge = area.center() + QPointF(across * area.width() / 2, down * area.height() / 2)
    along, middle = QPointF(abs(down), abs(across)) * FACTORS_APART, (len(face.hears) - 1) / 2
    return {name: edge + along * (number - middle) for number, name in enumerate(face.hears)}


def paint_factor_ports(painter: QPainter, points: Iterable[QPointF], plate: QRectF) -> None:
    """Rings, which a wire that ends there fills, each with a stem to a plate that a small zoom has made smaller."""
    for point in points:
        painter.setPen(QPen(ink.look().color("lineStrong"), 1))
        painter.drawLine(_nearest(plate, point), point)
        dot(painter, point, FACTOR_RADIUS, ink.look().color("canvas"), QPen(ink.look().color("text2"), KERNEL_PEN))


def stem(area: QRectF, way: Route) -> tuple[QPointF, QPointF]:
    """From the thread to the badge."""
    return way.anchor, _nearest(area, way.anchor)


def _nearest(area: QRectF, point: QPointF) -> QPointF:
    """The point of an area that is nearest to another point."""
    x, y = min(max(point.x(), area.left()), area.right()), min(max(point.y(), area.top()), area.bottom())
    return QPointF(x, y)


def plate_without_words(badge: QRectF, side: BadgeSide) -> QRectF:
    """The rest of a badge at a small zoom: where its stem ends."""
    area = QRectF(0, 0, KERNEL_WIDTH + 2 * PADDING, min(ONE_LINE + 4, badge.height()))
    spare, (across, down) = (badge.size() - area.size()) / 2, TOWARDS[side]
    area.moveCenter(badge.center() - QPointF(across * spare.width(), down * spare.height()))
    return area


def paint_stem(painter: QPainter, way: Route, area: QRectF) -> None:
    """Drawn before the thread, which stays on top."""
    painter.setPen(QPen(ink.look().color("lineStrong"), 1))
    painter.drawLine(*stem(area, way))


def paint_badge(painter: QPainter, face: LinkFace, area: QRectF, outline: QPen, lines: int) -> None:
    """Plate and so many lines, without any the kernel alone."""
    key = ("badge", face.look, lines, outline.color().rgba(), outline.widthF(), ink.look().dark)
    paint_kept_at(painter, key, area, OUTLINE, lambda within, plate: _paint_plate(within, face, plate, outline, lines))


def _paint_plate(painter: QPainter, face: LinkFace, area: QRectF, outline: QPen, lines: int) -> None:
    look = ink.look()
    radius = look.size("badge", "radius")
    round_rect(painter, area, radius, outline, look.color("surface1"))
    first = area.top() + (15.5 if lines == 2 else area.height() / 2 + 4)
    kernel = QRectF(area.left() + PADDING, first - KERNEL_HEIGHT + 1, KERNEL_WIDTH, KERNEL_HEIGHT)
    paint_kernel(painter, face.kernel, kernel)
    if not lines:
        return
    left = kernel.right() + GAP
    taken = ink.draw_text(painter, left, first, area.right() - left, face.title, "text1", SIZE, 600)
    for number, name in enumerate(_icons(face)):
        place = QRectF(left + taken + GAP / 2 + number * (ICON + GAP / 2), first - ICON + 2.5, ICON, ICON)
        paint_icon(painter, name, place, "text2")
    if lines == 2:
        room = area.width() - 2 * PADDING
        ink.draw_text(painter, area.left() + PADDING, first + 17, room, detail(face, room), "text2", SIZE)


def detail(face: LinkFace, room: float) -> str:
    """The second line; where there is no room for all of it, the rule gives way to the number."""
    if not face.rule or ink.text_width(face.detail, SIZE) <= room:
        return face.detail
    number = f" · {face.weight}"
    left = room - ink.text_width(number, SIZE)
    return ink.elided(face.rule, SIZE, 400, left) + number if left >= LEAST_RULE else face.weight


def paint_kernel(painter: QPainter, kernel: Picture, area: QRectF) -> None:
    """Paint the effect of one spike, or a dash where a current passes unchanged."""
    stroke_and_fill(painter, QPen(ink.look().color("text2"), KERNEL_PEN), None)
    painter.translate(area.topLeft())
    for stroke in _kernel_lines(kernel or DASH, area.width(), area.height()):
        painter.drawPolyline(stroke)
    painter.translate(-area.left(), -area.top())


@lru_cache(maxsize=128)
def _kernel_lines(kernel: Picture, width: float, height: float) -> tuple[QPolygonF, ...]:
    """The strokes in scene units from (0, 0), thinned to what can be seen."""
    return tuple(
        QPolygonF(
            [
                QPointF(x * width, (1 - y) * height)
                for index, (x, y) in enumerate(stroke)
                if index % THINNING == 0 or index == len(stroke) - 1 or y in (0.0, 1.0)
            ]
        )
        for stroke in kernel
    )
