"""The way of a thread from node to node: straight, curved, around, below, or back onto its own source."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property  # a course keeps its way (decision 0165)
from itertools import pairwise
from math import cos, hypot, radians, sin

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF
from PySide6.QtGui import QPainterPath

from app.document.elements import Point
from engine.network.values import Floats

LANE = 18.0
"""Distance between parallel links."""
TIP_GAP = 7.0  # from a port to the tip of a link
LEAST_HANDLE = 18.0
STEM = 10.0
SPACING = 8.0  # between samples of a thread
LOOP_HEIGHT = 52.0
LOOP_HALF_WIDTH = 28.0
STUB = 22.0  # how far a link that goes around leaves its node before it turns
AROUND = 34.0  # how far below both nodes it passes
CORNER = 18.0
INTO = 14.0  # the level stretch by which a link with bends reaches its end
OVERLAP = 48.0  # of two nodes, from which a link between them may run straight down
STACKED = 24.0  # smallest distance between such nodes
FORWARD = 12.0  # smallest distance between neighbours that are joined by a curve
UNDER = 62.0  # how far below its nodes a link of labels passes
SWEEP = 44.0  # radius of its corners
LONG_LABELS = 200.0  # from which a link of labels goes below instead of straight
DOWN, RIGHT, UP, LEFT = 90.0, 0.0, 270.0, 180.0


class BadgeSide(StrEnum):
    """The side on which the badge hangs, seen from its thread."""

    BELOW = "below"
    ABOVE = "above"
    LEFT = "left"
    RIGHT = "right"


@dataclass(frozen=True)
class Route:
    """``path`` stops short of ``tip`` by the length of its end; ``heading`` is in degrees there, y downwards.

    The badge hangs from ``anchor`` on ``side`` by a ``stem``; ``room`` is the width that it has, and it has no more
    than so many ``lines``. ``bends`` are the points that somebody chose.
    """

    path: QPainterPath
    tip: QPointF
    heading: float
    anchor: QPointF
    side: BadgeSide
    room: float
    stem: float = STEM
    lines: int = 2
    bends: tuple[QPointF, ...] = ()


@dataclass(frozen=True)
class Ends:
    """Both nodes' rectangles and ports, the lane of this link, and what its end needs.

    ``lane`` counts from the middle of the links between the two nodes (0 where there is one); ``gap`` is the
    clearance from the port to the tip, ``end_length`` that of the end itself. ``stacks`` allows a link to
    leave its ports where one node stands above the other, ``spreads`` parallel ones to leave beside them.
    """

    source: QRectF
    source_port: QPointF
    target: QRectF
    target_port: QPointF
    lane: float = 0.0
    gap: float = TIP_GAP
    end_length: float = 10.0
    stacks: bool = True
    spreads: bool = True


@dataclass(frozen=True)
class RouteInputs:
    """All that the way of a link follows from: two links of one course run alike.

    ``loop`` is the number of a link of a node with itself, and whether the first of them hangs below; ``labels`` pass
    below the nodes between.
    """

    ends: Ends
    bends: tuple[Point, ...] = ()
    loop: tuple[int, bool] | None = None
    labels: bool = False

    @cached_property
    def way(self) -> Route:
        """The route that the link runs."""
        if self.bends:
            return bent(self.ends, [QPointF(*point) for point in self.bends])
        if self.loop is not None:
            return self_loop(self.ends, *self.loop)
        if self.labels and self.ends.target_port.x() - self.ends.source_port.x() > LONG_LABELS:
            return path_around(self.ends, UNDER, SWEEP)
        return route(self.ends)


def route(ends: Ends) -> Route:
    """The way between two different nodes."""
    overlap = min(ends.source.right(), ends.target.right()) - max(ends.source.left(), ends.target.left())
    if ends.stacks and overlap >= OVERLAP:
        if ends.target.top() - ends.source.bottom() >= STACKED:
            return _stacked(ends, overlap, downwards=True)
        if ends.source.top() - ends.target.bottom() >= STACKED:
            return _stacked(ends, overlap, downwards=False)
    if ends.target_port.x() - ends.source_port.x() >= FORWARD:
        return _forward(ends)
    return path_around(ends, AROUND)


def _backed(tip: QPointF, heading: float, length: float) -> QPointF:
    """The point ``length`` before the tip."""
    return tip - QPointF(cos(radians(heading)), sin(radians(heading))) * length


def _forward(ends: Ends) -> Route:
    shift = QPointF(0, LANE * ends.lane if ends.spreads else 0.0)
    start, tip = ends.source_port + shift, ends.target_port + shift - QPointF(ends.gap, 0)
    stop = tip - QPointF(ends.end_length, 0)
    handle = max(abs(stop.x() - start.x()) / 2, LEAST_HANDLE)
    path = QPainterPath(start)
    if abs(start.y() - stop.y()) < 1:
        path.lineTo(stop)
    else:
        path.cubicTo(start + QPointF(handle, 0), stop - QPointF(handle, 0), stop)
    side = BadgeSide.ABOVE if ends.lane < 0 else BadgeSide.BELOW
    room = ends.target.left() - ends.source.right() - LEAST_HANDLE / 2
    return Route(path, tip, RIGHT, path.pointAtPercent(0.5), side, room)


def _stacked(ends: Ends, overlap: float, downwards: bool) -> Route:
    """Straight up or down between two edges; the two directions keep to their own side."""
    middle = max(ends.source.left(), ends.target.left()) + overlap / 2
    most = overlap / 2 - LEAST_HANDLE
    offset = (-1 if downwards else 1) * (LANE + abs(ends.lane) * LANE)
    x = middle + max(-most, min(most, offset))
    heading = DOWN if downwards else UP
    start = QPointF(x, ends.source.bottom() if downwards else ends.source.top())
    tip = QPointF(x, ends.target.top() - 3 if downwards else ends.target.bottom() + 3)
    stop = _backed(tip, heading, ends.end_length)
    path = QPainterPath(start)
    path.lineTo(stop)
    side = BadgeSide.LEFT if downwards else BadgeSide.RIGHT
    return Route(path, tip, heading, (start + tip) / 2, side, float("inf"))


def path_around(ends: Ends, clearance: float, radius: float = CORNER) -> Route:
    """Out at the right, below both nodes, in at the left; between or above them where it would lead behind one."""
    out = ends.source_port.x() + STUB + LANE * abs(ends.lane)
    tip = ends.target_port - QPointF(ends.gap, 0)
    stop = tip - QPointF(ends.end_length, 0)
    back = stop.x() - STUB + ends.end_length / 2 - LANE * abs(ends.lane)
    depth = _depth(ends, out, back, clearance + LANE * abs(ends.lane))
    points = [
        ends.source_port,
        QPointF(out, ends.source_port.y()),
        QPointF(out, depth),
        QPointF(back, depth),
        QPointF(back, tip.y()),
        stop,
    ]
    room = max(abs(out - back) - 2 * CORNER, 0.0)
    return Route(rounded(points, radius), tip, RIGHT, QPointF((out + back) / 2, depth), BadgeSide.BELOW, room)


def _depth(ends: Ends, out: float, back: float, clearance: float) -> float:
    """The y at which a link goes from ``out`` to ``back``: below both nodes unless only between or above is free."""
    below = max(ends.source.bottom(), ends.target.bottom()) + clearance
    upper, lower = sorted((ends.source, ends.target), key=QRectF.top)
    between = [(upper.bottom() + lower.top()) / 2] if lower.top() - upper.bottom() >= STACKED else []
    above = min(ends.source.top(), ends.target.top()) - clearance

    def is_free(depth: float) -> bool:
        down = QPointF(out, ends.source_port.y()), QPointF(out, depth)
        up = QPointF(back, depth), QPointF(back, ends.target_port.y())
        return not _crosses(ends.target, *down) and not _crosses(ends.source, *up)

    return next(filter(is_free, (below, *between, above)), below)


def bent(ends: Ends, bends: Sequence[QPointF]) -> Route:
    """Through points that somebody chose, and in at the left; the badge hangs from the longest stretch."""
    points = bent_line(ends, bends)
    tip = ends.target_port - QPointF(ends.gap, 0)
    start, end = max(pairwise(points), key=lambda stretch: QLineF(*stretch).length())
    level = abs(end.x() - start.x()) >= abs(end.y() - start.y())
    side = BadgeSide.BELOW if level else BadgeSide.RIGHT
    return Route(rounded(points), tip, RIGHT, (start + end) / 2, side, float("inf"), bends=tuple(bends))


def bent_line(ends: Ends, bends: Sequence[QPointF]) -> list[QPointF]:
    """The corners of a link with bends, its two ends among them; it goes around the nodes that it joins."""
    stop = ends.target_port - QPointF(ends.gap + ends.end_length, 0)
    level = stop - QPointF(INTO, 0)
    out = past(ends.source, ends.source_port + QPointF(INTO, 0), bends[0])
    back = past(ends.target, level, bends[-1])
    return [ends.source_port, *out, *bends, *reversed(back), level, stop]


def past(body: QRectF, start: QPointF, end: QPointF) -> list[QPointF]:
    """The corners of the shortest way around a node from beside its edge, this first; none where nothing is to be gone
    around, or where the other end lies within."""
    if not _crosses(body, start, end) or body.contains(end):
        return []
    room = body.adjusted(-INTO, -INTO, INTO, INTO)
    corners = [room.topLeft(), room.topRight(), room.bottomRight(), room.bottomLeft()]
    ways = [[corner] for corner in corners]
    ways += [[corners[i], corners[i + step]] for i in range(len(corners)) for step in (-1, 1 - len(corners))]
    free = [way for way in ways if not any(_crosses(body, *stretch) for stretch in pairwise([start, *way, end]))]
    return [start, *min(free, key=lambda way: _length([start, *way, end]), default=[])]


def _crosses(body: QRectF, start: QPointF, end: QPointF) -> bool:
    """Tell whether a stretch between two points outside a rectangle leads through it: then it crosses a diagonal."""
    diagonals = QLineF(body.topLeft(), body.bottomRight()), QLineF(body.topRight(), body.bottomLeft())
    crossing = QLineF.IntersectionType.BoundedIntersection
    return any(QLineF(start, end).intersects(diagonal)[0] == crossing for diagonal in diagonals)


def _length(points: Sequence[QPointF]) -> float:
    return sum(QLineF(*stretch).length() for stretch in pairwise(points))


def self_loop(ends: Ends, index: int, below_first: bool = False) -> Route:
    """Above the node (or below it where that is free), the second opposite, each further pair wider."""
    above, wider = (index % 2 == 0) != below_first, (index // 2) * LANE / 2
    half, height = LOOP_HALF_WIDTH + wider, LOOP_HEIGHT + 2 * wider
    middle = ends.source.center().x()
    edge = ends.source.top() if above else ends.source.bottom()
    up = -1.0 if above else 1.0
    heading = DOWN if above else UP
    start, tip = QPointF(middle + half, edge), QPointF(middle - half, edge + 3 * up)
    stop = _backed(tip, heading, ends.end_length)
    apex = QPointF(middle, edge + up * height)
    swing = half * 1.15
    path = QPainterPath(start)
    path.cubicTo(QPointF(start.x() + half * 0.2, edge + up * height * 0.55), apex + QPointF(swing, 0) * 0.75, apex)
    path.cubicTo(apex - QPointF(swing, 0) * 0.75, QPointF(stop.x() - half * 0.2, edge + up * height * 0.6), stop)
    side = BadgeSide.ABOVE if above else BadgeSide.BELOW
    return Route(path, tip, heading, apex, side, float("inf"))


def rounded(points: Sequence[QPointF], radius: float = CORNER) -> QPainterPath:
    """A broken line whose corners are arcs, smaller where the room is short."""
    path = QPainterPath(points[0])
    for before, corner, after in zip(points, points[1:], points[2:], strict=False):
        entry, leave = corner - before, after - corner
        long_in, long_out = hypot(entry.x(), entry.y()), hypot(leave.x(), leave.y())
        if long_in == 0 or long_out == 0:
            continue
        cut = min(radius, long_in / 2, long_out / 2)
        path.lineTo(corner - entry * (cut / long_in))
        path.quadTo(corner, corner + leave * (cut / long_out))
    path.lineTo(points[-1])
    return path


def samples_of(path: QPainterPath) -> Floats:
    """Points along a thread, near enough to each other to notice a badge: (k, 2)."""
    count = max(int(path.length() / SPACING), 1)
    return along(path, np.linspace(0, 1, count + 1))


def along(path: QPainterPath, fractions: Sequence[float] | Floats) -> Floats:
    """Points at fractions of a thread's length: (k, 2)."""
    corners = np.array([(p.x(), p.y()) for polygon in path.toSubpathPolygons() for p in polygon.toList()])
    lengths = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(corners, axis=0).T))])
    places = np.asarray(fractions) * lengths[-1]
    return np.stack([np.interp(places, lengths, corners[:, axis]) for axis in (0, 1)], axis=1)
