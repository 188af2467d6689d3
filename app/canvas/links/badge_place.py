"""Finds a place for a badge where it covers neither nodes, other badges, ends nor threads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from math import inf

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF

from app.canvas.links.badge import badge_size, badge_width
from app.canvas.links.link_face import LinkFace
from app.canvas.links.link_geometry import LinkGeometry
from app.canvas.links.link_path import BadgeSide, Route, along
from engine.network.values import Floats

CLEARANCE = 6.0
STEMS = (10.0, 26.0, 44.0)
FRACTIONS = (0.42, 0.58, 0.34, 0.66, 0.26, 0.74)  # of a thread; its own anchor is tried first
LINES = (2, 2, 1, 0)  # of each form of a badge
NARROW = 1  # the form whose second line is as short as may be
TIGHT = 2.0
COVERED = 60.0  # what covering one sample of a thread costs, in square units of a covered node
END_REACH = 10.0  # from the tip, within which the end is kept free
SIDES = tuple(BadgeSide)
ASIDE = {
    BadgeSide.BELOW: (BadgeSide.BELOW, BadgeSide.ABOVE, BadgeSide.RIGHT, BadgeSide.LEFT),
    BadgeSide.ABOVE: (BadgeSide.ABOVE, BadgeSide.BELOW, BadgeSide.RIGHT, BadgeSide.LEFT),
    BadgeSide.LEFT: (BadgeSide.LEFT, BadgeSide.RIGHT, BadgeSide.BELOW, BadgeSide.ABOVE),
    BadgeSide.RIGHT: (BadgeSide.RIGHT, BadgeSide.LEFT, BadgeSide.BELOW, BadgeSide.ABOVE),
}


class Surroundings:
    """Nodes, badges, ends and threads of a drawing as arrays: rows of left, top, right and bottom, or of x and y."""

    def __init__(self, nodes: Sequence[QRectF], links: Sequence[LinkGeometry]) -> None:
        self._nodes = box_edges(nodes)
        self._badges = box_edges([link.badge for link in links])
        self._ends = box_edges([_end(link.way) for link in links])
        samples = [link.samples for link in links]
        self._points = np.concatenate(samples) if samples else np.empty((0, 2))

    def settled(self, index: int, link: LinkGeometry) -> Route:
        """The way of the link in row ``index`` with its badge at the first free place, else where it covers least."""
        face, way = link.face, link.route
        choices = _choices(way.side)
        anchors = np.vstack([(way.anchor.x(), way.anchor.y()), along(way.path, FRACTIONS)])
        areas = _areas(face, way, anchors, choices)
        others = np.delete(self._badges, index, axis=0)
        blocks = np.concatenate([self._nodes, others, self._ends])
        left, top = areas[:, :2].min(axis=0) - CLEARANCE
        right, bottom = areas[:, 2:].max(axis=0) + CLEARANCE
        blocks = blocks[(blocks[:, 0] < right) & (blocks[:, 2] > left) & (blocks[:, 1] < bottom) & (blocks[:, 3] > top)]
        x, y = self._points.T
        near = self._points[(x > left) & (x < right) & (y > top) & (y < bottom)]
        cost = _covered(areas, blocks) + COVERED * _counted(areas, near)
        anchor, side, stem, form = choices[int(np.argmin(cost))]
        x, y = anchors[anchor].tolist()
        beside = SIDES[side] in (BadgeSide.LEFT, BadgeSide.RIGHT)
        room = min(inf if beside else way.room, badge_width(face, 2, 0.0) if form == NARROW else inf)
        return replace(way, anchor=QPointF(x, y), side=SIDES[side], room=room, stem=STEMS[stem], lines=LINES[form])

    def move_badge(self, index: int, badge: QRectF) -> None:
        """The badge of the link in row ``index`` hangs elsewhere now."""
        self._badges[index] = box_edges([badge])[0]


def covered_by(nodes: Sequence[QRectF], badges: Sequence[QRectF]) -> NDArray[np.intp]:
    """Rows of the badges that lie under any of these nodes."""
    return np.flatnonzero(overlaps(box_edges(badges), box_edges(nodes)).any(axis=1))


def crossed_by(samples: Floats, badges: Floats) -> NDArray[np.intp]:
    """Rows of the badges (k, 4) through which a thread of these samples goes."""
    return np.flatnonzero(_counted(badges, samples))


@cache
def _choices(side: BadgeSide) -> NDArray[np.int64]:
    """Numbers of anchor, side, stem and form: whole badges first, then smaller ones; (k, 4)."""
    return np.array(
        [
            (anchor, SIDES.index(aside), stem, form)
            for form in range(len(LINES))
            for anchor in range(len(FRACTIONS) + 1)
            for aside in ASIDE[side]
            for stem in range(len(STEMS))
        ]
    )


def _areas(face: LinkFace, way: Route, anchors: Floats, choices: NDArray[np.int64]) -> Floats:
    """The areas where the badge would hang with each choice: (k, 4)."""
    sides, stems = choices[:, 1], np.array(STEMS)[choices[:, 2]]
    beside = (sides == SIDES.index(BadgeSide.LEFT)) | (sides == SIDES.index(BadgeSide.RIGHT))
    free, within = _sizes(face, inf), _sizes(face, way.room)
    fits = next((form for form, (width, _height) in enumerate(within) if width <= way.room), len(LINES) - 1)
    forms = choices[:, 3]
    width, height = np.where(beside[:, None], free[forms], within[np.maximum(forms, fits)]).T
    x, y = anchors[choices[:, 0]].T
    left = np.where(beside, np.where(sides == SIDES.index(BadgeSide.LEFT), x - stems - width, x + stems), x - width / 2)
    hanging = np.where(sides == SIDES.index(BadgeSide.BELOW), y + stems + CLEARANCE, y - stems - CLEARANCE - height)
    top = np.where(beside, y - height / 2, hanging)
    return np.stack([left, top, left + width, top + height], axis=1)


def _sizes(face: LinkFace, room: float) -> Floats:
    """Width and height of each form in so much room: (k, 2)."""
    rooms = [0.0 if form == NARROW else room for form in range(len(LINES))]
    return np.array([badge_size(face, lines, room) for lines, room in zip(LINES, rooms, strict=True)])


def _covered(areas: Floats, blocks: Floats) -> Floats:
    """The area of the blocks that each area covers with its clearance, in square units: (k,)."""
    low = np.maximum(areas[:, None, :2] - CLEARANCE, blocks[None, :, :2])
    high = np.minimum(areas[:, None, 2:] + CLEARANCE, blocks[None, :, 2:])
    sides = np.maximum(high - low, 0)
    covered: Floats = (sides[:, :, 0] * sides[:, :, 1]).sum(axis=1)
    return covered


def overlaps(areas: Floats, blocks: Floats) -> NDArray[np.bool_]:
    """Tell whether each area and each block share more than an edge; empty areas do not: (k, n)."""
    low = np.maximum(areas[:, None, :2], blocks[None, :, :2])
    high = np.minimum(areas[:, None, 2:], blocks[None, :, 2:])
    return np.asarray((low < high).all(axis=2), np.bool_)


def _counted(areas: Floats, points: Floats) -> NDArray[np.int64]:
    """The number of points in each area: (k,)."""
    x, y = points[None, :, 0], points[None, :, 1]
    left, top, right, bottom = (areas[:, edge, None] for edge in range(4))
    within = (x > left - TIGHT) & (x < right + TIGHT) & (y > top - TIGHT) & (y < bottom + TIGHT)
    return np.asarray(np.count_nonzero(within, axis=1), np.int64)


def _end(way: Route) -> QRectF:
    return QRectF(way.tip, way.tip).adjusted(-END_REACH, -END_REACH, END_REACH, END_REACH)


def box_edges(rectangles: Sequence[QRectF]) -> Floats:
    """Left, top, right and bottom of each: (k, 4)."""
    rows = [(r.left(), r.top(), r.right(), r.bottom()) for r in rectangles]
    return np.array(rows, np.float64).reshape(-1, 4)
