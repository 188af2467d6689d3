"""Finds a place for a badge where it covers neither nodes nor other badges."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from PySide6.QtCore import QRectF

from app.canvas.badge import badge_area
from app.canvas.link_face import LinkFace
from app.canvas.link_path import Route, Side

CLEARANCE = 6.0
FRACTIONS = (0.5, 0.42, 0.58, 0.34, 0.66, 0.26, 0.74)
OPPOSITE = {Side.BELOW: Side.ABOVE, Side.ABOVE: Side.BELOW, Side.LEFT: Side.RIGHT, Side.RIGHT: Side.LEFT}


def settled(way: Route, face: LinkFace, obstacles: Iterable[QRectF]) -> Route:
    """The same way with the badge at the first free place along it, else where it covers least."""
    if not face.has_badge:
        return way
    nearby = way.path.boundingRect() | badge_area(face, way)
    reach = max(nearby.width(), nearby.height())
    near = [o for o in obstacles if o.intersects(nearby.adjusted(-reach, -reach, reach, reach))]
    best: tuple[float, Route] | None = None
    for candidate in _candidates(way):
        area = badge_area(face, candidate).adjusted(-CLEARANCE, -CLEARANCE, CLEARANCE, CLEARANCE)
        covered = sum(_size(area & obstacle) for obstacle in near)
        if covered == 0:
            return candidate
        if best is None or covered < best[0]:
            best = (covered, candidate)
    return best[1] if best else way


def _candidates(way: Route) -> Iterable[Route]:
    yield way
    for fraction in FRACTIONS:
        anchor = way.path.pointAtPercent(fraction)
        for side in (way.side, OPPOSITE[way.side]):
            yield replace(way, anchor=anchor, side=side)
    if way.side in (Side.BELOW, Side.ABOVE):
        for side in (Side.RIGHT, Side.LEFT):
            yield replace(way, side=side)


def _size(area: QRectF) -> float:
    return area.width() * area.height() if area.isValid() else 0.0
