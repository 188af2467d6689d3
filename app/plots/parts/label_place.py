"""The place of words about one point of a figure: near it, where they hide least of its curves."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSizeF

from engine.network.values import Floats

SIDEWAYS = (0.0, -0.25, 0.25, -0.5, 0.5, -0.85, 0.85)  # of the width of the words, from the point to their middle
EACH = 2.0  # px between the places of a curve that are looked at
CLEAR = 3.0  # px that words keep from a curve
FAR = 0.02  # places of a curve that one px further away is worth


def label_place(
    size: QSizeF, about: QPointF, room: QRectF, curves: Sequence[tuple[Floats, Floats]], gap: float
) -> QRectF:
    """The area of words of this ``size`` within ``room``, above or below the point and ``gap`` away from it.

    ``curves`` are polylines x (n,), y (n,); all in the same px. Words larger than the room begin at its corner.
    """
    x, y = _along(curves)
    best, least = QRectF(room.topLeft(), size), float("inf")
    half, step = size.height() / 2, size.height() / 2
    rows = [gap + half + step * n for n in range(1 + int(room.height() / step))]
    for share, (sign, row) in product(SIDEWAYS, product((1.0, -1.0), rows)):
        left = about.x() + share * size.width() - size.width() / 2
        area = QRectF(QPointF(left, about.y() + sign * row - half), size)
        area.moveLeft(max(min(area.left(), room.right() - size.width()), room.left()))
        away = FAR * (row + abs(area.center().x() - about.x()))
        if away >= least or area.top() < room.top() or area.bottom() > room.bottom():
            continue
        hidden = np.count_nonzero(
            (x > area.left() - CLEAR)
            & (x < area.right() + CLEAR)
            & (y > area.top() - CLEAR)
            & (y < area.bottom() + CLEAR)
        )
        if hidden + away < least:
            best, least = area, hidden + away
    return best


def _along(curves: Sequence[tuple[Floats, Floats]]) -> tuple[Floats, Floats]:
    """Places along all polylines, not further from each other than ``EACH``."""
    xs, ys = [np.zeros(0)], [np.zeros(0)]
    for x, y in curves:
        if len(x):
            lengths = np.hypot(np.diff(x), np.diff(y))
            way = np.concatenate(([0.0], np.cumsum(lengths)))
            at = np.linspace(0.0, way[-1], 2 + int(way[-1] / EACH))
            xs.append(np.interp(at, way, x))
            ys.append(np.interp(at, way, y))
    return np.concatenate(xs), np.concatenate(ys)
