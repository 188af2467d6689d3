"""Finds a place for a badge where it covers neither nodes nor other badges."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TypeAlias

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainterPath

from app.canvas.badge import badge_area, badge_width
from app.canvas.link_face import LinkFace
from app.canvas.link_path import Route, Side

CLEARANCE = 6.0
STEMS = (10.0, 26.0, 44.0)
FRACTIONS = (0.5, 0.42, 0.58, 0.34, 0.66, 0.26, 0.74)
TIGHT = 2.0
COVERED = 60.0  # what covering one sample of a thread costs, in square units of a covered node
SPACING = 8.0  # between samples of a thread
Samples: TypeAlias = Sequence[QPointF]
ASIDE = {
    Side.BELOW: (Side.RIGHT, Side.LEFT),
    Side.ABOVE: (Side.RIGHT, Side.LEFT),
    Side.LEFT: (),
    Side.RIGHT: (),
}
OPPOSITE = {Side.BELOW: Side.ABOVE, Side.ABOVE: Side.BELOW, Side.LEFT: Side.RIGHT, Side.RIGHT: Side.LEFT}


def settled(way: Route, face: LinkFace, obstacles: Iterable[QRectF], threads: Iterable[Samples]) -> Route:
    """The same way with the badge at the first free place along it, else where it covers least.

    ``threads`` are points of the other links: covering one is better than covering a node.
    """
    if not face.has_badge:
        return way
    nearby = way.path.boundingRect() | badge_area(face, way)
    reach = badge_area(face, way).width() + CLEARANCE
    nearby.adjust(-reach, -reach, reach, reach)
    blocks = [o for o in obstacles if o.intersects(nearby)]
    points = [p for thread in (samples_of(way.path), *threads) for p in thread if nearby.contains(p)]
    best: tuple[float, Route] | None = None
    for candidate in _candidates(way, face):
        area = badge_area(face, candidate)
        clear = area.adjusted(-CLEARANCE, -CLEARANCE, CLEARANCE, CLEARANCE)
        cost = sum(_size(clear & block) for block in blocks)
        tight = area.adjusted(-TIGHT, -TIGHT, TIGHT, TIGHT)
        cost += sum(COVERED for point in points if tight.contains(point))
        if cost == 0:
            return candidate
        if best is None or cost < best[0]:
            best = (cost, candidate)
    return best[1] if best else way


def samples_of(path: QPainterPath) -> Samples:
    """Points along a thread, near enough to each other to notice a badge."""
    count = max(int(path.length() / SPACING), 1)
    return [path.pointAtPercent(index / count) for index in range(count + 1)]


def _candidates(way: Route, face: LinkFace) -> Iterable[Route]:
    """Whole badges first, then with fewer lines: first its own middle, then along the thread."""
    yield way
    anchors = [way.anchor, *(way.path.pointAtPercent(fraction) for fraction in FRACTIONS)]
    for lines in (2, 1, 0):
        for anchor in anchors:
            for side in (way.side, OPPOSITE[way.side], *ASIDE[way.side]):
                room = way.room if side in (Side.BELOW, Side.ABOVE) else float("inf")
                for stem in STEMS:
                    yield replace(way, anchor=anchor, side=side, room=min(room, badge_width(face, lines)), stem=stem)


def _size(area: QRectF) -> float:
    return area.width() * area.height() if area.isValid() else 0.0
