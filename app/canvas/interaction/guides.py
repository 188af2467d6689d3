"""Guides of a drag: where a node comes level with its neighbours, or as far from one as these are from each other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import inf
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QPointF, QRectF
from PySide6.QtGui import QPainter

from app.canvas.painting import ink
from app.widgets.painting import hairline, stroke_and_fill
from engine.network.values import Floats

EXACT = 0.01  # scene units within which two edges are level
TICK = 4.0  # half the length of the strokes that end a distance
OVERHANG = 8.0  # by which a guide is longer than what it joins

Span: TypeAlias = tuple[float, float]


@dataclass(frozen=True)
class Guided:
    """The place where a dragged node comes to lie, by its upper left ``corner``, and why it lies well there.

    ``lines`` go through edges and middles that are level, ``gaps`` from edge to edge are equally long.
    """

    corner: QPointF
    lines: tuple[QLineF, ...] = ()
    gaps: tuple[QLineF, ...] = ()


def painted(shown: Guided) -> list[QRectF]:
    """The areas that :func:`paint_guides` paints on, line by line."""
    return [
        QRectF(line.p1(), line.p2()).normalized().adjusted(-TICK, -TICK, TICK, TICK)
        for line in (*shown.lines, *shown.gaps)
    ]


def boxes_of(areas: Sequence[QRectF]) -> Floats:
    """Rectangles as (n, 2, 2): of each its span from left to right, and that from top to bottom."""
    edges = [(area.left(), area.right(), area.top(), area.bottom()) for area in areas]
    return np.array(edges, np.float64).reshape(-1, 2, 2)


def touching(boxes: Floats, area: QRectF) -> Floats:
    """Those of the boxes (n, 2, 2) of which some lies within a rectangle."""
    (box,) = boxes_of([area])
    seen: NDArray[np.bool_] = ((boxes[:, :, 0] < box[:, 1]) & (boxes[:, :, 1] > box[:, 0])).all(axis=1)
    return np.asarray(boxes[seen], np.float64)


def guided(wanted: QRectF, otherwise: QPointF, boxes: Floats, reach: float) -> Guided:
    """The place nearest to ``wanted`` that is level with ``boxes`` (n, 2, 2) or equally far from two of them.

    Each axis by itself: where nothing lies within ``reach`` scene units, it takes that of ``otherwise``.
    """
    (own,) = boxes_of([wanted])
    usual = (otherwise.x(), otherwise.y())
    corner = [0.0, 0.0]
    for axis in (0, 1):
        shifts = [_levelling(own, boxes, axis), *_spacing(own, boxes, axis)]
        nearest = min(shifts, key=abs)
        corner[axis] = float(own[axis][0]) + nearest if abs(nearest) <= reach else usual[axis]
    placed = QPointF(*corner)
    (here,) = boxes_of([QRectF(placed, wanted.size())])
    return Guided(placed, tuple(_lines(here, boxes)), tuple(_gaps(here, boxes)))


def paint_guides(painter: QPainter, shown: Guided) -> None:
    """Thin lines over the drawing, as wide at every zoom."""
    stroke_and_fill(painter, hairline(ink.look().color("accent")), None)
    for line in (*shown.lines, *shown.gaps):
        painter.drawLine(line)
    for gap in shown.gaps:
        across = QPointF(0, TICK) if gap.dy() == 0 else QPointF(TICK, 0)
        for end in (gap.p1(), gap.p2()):
            painter.drawLine(end - across, end + across)


def _places(spans: Floats) -> Floats:
    """Edges and middles of spans (n, 2): (n, 3), from low to high."""
    return np.stack([spans[:, 0], spans.mean(axis=1), spans[:, 1]], axis=1)


def _levelling(own: Floats, boxes: Floats, axis: int) -> float:
    """The shortest way until an edge or the middle is level with one of another; infinite without others."""
    shifts = (_places(boxes[:, axis])[:, :, None] - _places(own[None, axis])[0]).ravel()
    return float(shifts[np.abs(shifts).argmin()]) if len(shifts) else inf


def _neighbours(own: Floats, boxes: Floats, axis: int) -> tuple[list[Span], list[Span]]:
    """The neighbours before and behind in one row with it, the nearest first."""
    low, high = own[1 - axis]
    across = boxes[:, 1 - axis]
    row: list[Span] = [(a, b) for a, b in boxes[(across[:, 0] < high) & (across[:, 1] > low), axis].tolist()]
    middle = float(own[axis].mean())
    before = sorted((span for span in row if (span[0] + span[1]) / 2 <= middle), key=lambda span: -span[1])
    behind = sorted((span for span in row if (span[0] + span[1]) / 2 > middle), key=lambda span: span[0])
    return before, behind


def _spacing(own: Floats, boxes: Floats, axis: int) -> Iterator[float]:
    """The ways to go until its distance to a neighbour is one that is there already."""
    low, high = own[axis].tolist()
    before, behind = _neighbours(own, boxes, axis)
    if before and behind and behind[0][0] - before[0][1] > high - low:
        yield (before[0][1] + behind[0][0] - low - high) / 2
    for nearest, further in pairwise(before[:2]):
        if nearest[0] > further[1]:
            yield nearest[1] + (nearest[0] - further[1]) - low
    for nearest, further in pairwise(behind[:2]):
        if further[0] > nearest[1]:
            yield nearest[0] - (further[0] - nearest[1]) - high


def _lines(own: Floats, boxes: Floats) -> Iterator[QLineF]:
    for axis in (0, 1):
        there = _places(boxes[:, axis])
        for place in _places(own[None, axis])[0].tolist():
            level: NDArray[np.bool_] = (np.abs(there - place) < EXACT).any(axis=1)
            if level.any():
                ends = np.append(boxes[level, 1 - axis], own[1 - axis])
                yield _line(axis, place, float(ends.min()) - OVERHANG, float(ends.max()) + OVERHANG)


def _line(axis: int, place: float, start: float, end: float) -> QLineF:
    """A line at ``place`` of an axis, along the other."""
    return QLineF(place, start, place, end) if axis == 0 else QLineF(start, place, end, place)


def _gaps(own: Floats, boxes: Floats) -> Iterator[QLineF]:
    """Equal distances between neighbours of a row, one of them its own."""
    for axis in (0, 1):
        before, behind = (side[:2] for side in _neighbours(own, boxes, axis))
        between = [(a[1], b[0]) for a, b in pairwise([*reversed(before), tuple(own[axis].tolist()), *behind])]
        beside = {len(before) - 1, len(before)}
        alike = [k for k in range(len(between) - 1) if {k, k + 1} & beside and _alike(between[k], between[k + 1])]
        level = float(own[1 - axis].mean())
        for k in sorted({*alike, *(k + 1 for k in alike)}):
            yield _line(1 - axis, level, *between[k])


def _alike(one: Span, other: Span) -> bool:
    """Tell whether two distances are above zero and equal."""
    first, second = one[1] - one[0], other[1] - other[0]
    return first > EXACT and abs(first - second) < EXACT
