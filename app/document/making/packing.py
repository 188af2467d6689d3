"""Boxes side by side in rows, as words are on a page, which is as much broader than high as a screen."""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt

BROAD = 1.6  # of a screen, its width by its height
TRIED = (0.8, 1.0, 1.2, 1.5)  # breadths of a page, by the one at which no place would be lost

Size = tuple[float, float]
Point = tuple[float, float]


def packed_boxes(boxes: Sequence[Size], gaps: Size) -> list[Point]:
    """Upper left corner of each box, in the order that is read, with a gap across and a gap down between them."""
    across, down = gaps
    area = sum((width + across) * (height + down) for width, height in boxes)
    rows = [_in_rows(boxes, gaps, part * sqrt(BROAD * area)) for part in TRIED]
    return min(rows, key=lambda corners: _side(boxes, corners))


def _in_rows(boxes: Sequence[Size], gaps: Size, room: float) -> list[Point]:
    corners: list[Point] = []
    x = y = lowest = 0.0
    for width, height in boxes:
        if x and x + width > room:
            x, y = 0.0, lowest + gaps[1]
        corners.append((x, y))
        x += width + gaps[0]
        lowest = max(lowest, y + height)
    return corners


def _side(boxes: Sequence[Size], corners: Sequence[Point]) -> float:
    """Height of the screen that shows them all."""
    ends = [(x + width, y + height) for (x, y), (width, height) in zip(corners, boxes, strict=True)]
    return max(max(x for x, _ in ends) / BROAD, *(y for _, y in ends))
