"""Guides of a drag: where a node comes level with its neighbours, or as far from one as these are from each other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import inf
from typing import TypeAlias

from PySide6.QtCore import QLineF, QPointF, QRectF
from PySide6.QtGui import QPainter, QPen

from app.canvas import ink

EXACT = 0.01  # scene units within which two edges are level
TICK = 4.0  # half the length of the strokes that end a distance
OVERHANG = 8.0  # by which a guide is longer than what it joins

Span: TypeAlias = tuple[float, float]
Box: TypeAlias = tuple[Span, Span]
"""From left to right, and from top to bottom."""


@dataclass(frozen=True)
class Guided:
    """Where a dragged node comes to lie: its upper left ``corner``, and why it lies well there.

    ``lines`` go through edges and middles that are level, ``gaps`` from edge to edge are equally long.
    """

    corner: QPointF
    lines: tuple[QLineF, ...] = ()
    gaps: tuple[QLineF, ...] = ()


def guided(wanted: QRectF, otherwise: QPointF, others: Sequence[QRectF], reach: float) -> Guided:
    """The place nearest to ``wanted`` that is level with ``others`` or equally far from two of them.

    Each axis by itself: where nothing lies within ``reach`` scene units, it takes that of ``otherwise``.
    """
    own, boxes = _box(wanted), [_box(other) for other in others]
    usual = (otherwise.x(), otherwise.y())
    corner = [0.0, 0.0]
    for axis in (0, 1):
        shifts = [*_levelling(own, boxes, axis), *_spacing(own, boxes, axis)]
        nearest = min(shifts, key=abs, default=inf)
        corner[axis] = own[axis][0] + nearest if abs(nearest) <= reach else usual[axis]
    placed = QPointF(*corner)
    here = _box(QRectF(placed, wanted.size()))
    return Guided(placed, tuple(_lines(here, boxes)), tuple(_gaps(here, boxes)))


def paint_guides(painter: QPainter, shown: Guided) -> None:
    """Thin lines over the drawing, as wide at every zoom."""
    pen = QPen(ink.look().color("accent"), 1)
    pen.setCosmetic(True)
    painter.setPen(pen)
    painter.setBrush(ink.NO_BRUSH)
    for line in (*shown.lines, *shown.gaps):
        painter.drawLine(line)
    for gap in shown.gaps:
        across = QPointF(0, TICK) if gap.dy() == 0 else QPointF(TICK, 0)
        for end in (gap.p1(), gap.p2()):
            painter.drawLine(end - across, end + across)


def _box(area: QRectF) -> Box:
    return (area.left(), area.right()), (area.top(), area.bottom())


def _places(span: Span) -> tuple[float, float, float]:
    """Its edges and its middle."""
    low, high = span
    return low, (low + high) / 2, high


def _levelling(own: Box, boxes: Sequence[Box], axis: int) -> Iterator[float]:
    """How far to go until an edge or the middle is level with one of another."""
    mine = _places(own[axis])
    for box in boxes:
        for place in _places(box[axis]):
            yield from (place - here for here in mine)


def _neighbours(own: Box, boxes: Sequence[Box], axis: int) -> tuple[list[Span], list[Span]]:
    """What stands before and behind in one row with it, the nearest first."""
    low, high = own[1 - axis]
    row = [box[axis] for box in boxes if box[1 - axis][0] < high and box[1 - axis][1] > low]
    middle = (own[axis][0] + own[axis][1]) / 2
    before = sorted((span for span in row if (span[0] + span[1]) / 2 <= middle), key=lambda span: -span[1])
    behind = sorted((span for span in row if (span[0] + span[1]) / 2 > middle), key=lambda span: span[0])
    return before, behind


def _spacing(own: Box, boxes: Sequence[Box], axis: int) -> Iterator[float]:
    """How far to go until its distance to a neighbour is one that is there already."""
    low, high = own[axis]
    before, behind = _neighbours(own, boxes, axis)
    if before and behind and behind[0][0] - before[0][1] > high - low:
        yield (before[0][1] + behind[0][0] - low - high) / 2
    for nearest, further in pairwise(before[:2]):
        if nearest[0] > further[1]:
            yield nearest[1] + (nearest[0] - further[1]) - low
    for nearest, further in pairwise(behind[:2]):
        if further[0] > nearest[1]:
            yield nearest[0] - (further[0] - nearest[1]) - high


def _lines(own: Box, boxes: Sequence[Box]) -> Iterator[QLineF]:
    for axis in (0, 1):
        for place in _places(own[axis]):
            level = [box for box in boxes if any(abs(place - there) < EXACT for there in _places(box[axis]))]
            if level:
                ends = [end for box in (own, *level) for end in box[1 - axis]]
                yield _line(axis, place, min(ends) - OVERHANG, max(ends) + OVERHANG)


def _line(axis: int, place: float, start: float, end: float) -> QLineF:
    """A line at ``place`` of an axis, along the other."""
    return QLineF(place, start, place, end) if axis == 0 else QLineF(start, place, end, place)


def _gaps(own: Box, boxes: Sequence[Box]) -> Iterator[QLineF]:
    """Equal distances between neighbours of a row, one of them its own."""
    for axis in (0, 1):
        before, behind = (side[:2] for side in _neighbours(own, boxes, axis))
        between = [(a[1], b[0]) for a, b in pairwise([*reversed(before), own[axis], *behind])]
        beside = {len(before) - 1, len(before)}
        alike = [k for k in range(len(between) - 1) if {k, k + 1} & beside and _alike(between[k], between[k + 1])]
        level = sum(own[1 - axis]) / 2
        for k in sorted({*alike, *(k + 1 for k in alike)}):
            yield _line(1 - axis, level, *between[k])


def _alike(one: Span, other: Span) -> bool:
    """Whether two distances are above zero and equal."""
    first, second = one[1] - one[0], other[1] - other[0]
    return first > EXACT and abs(first - second) < EXACT
