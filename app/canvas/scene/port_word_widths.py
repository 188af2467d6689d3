"""The widths of the words at the ports of a group: they end before what stands beside it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from PySide6.QtCore import QRectF

from app.canvas.nodes.node_item import NodeItem
from app.canvas.painting.ports import WORDS_EDGE, WORDS_GAP, WORDS_ROOM, PlacedPort, door_words_band

CLEAR = WORDS_GAP + 2 * WORDS_EDGE + 4.0
"""Scene units between a port and what stands beside it that are not for words."""


def fit_port_labels(nodes: Mapping[str, NodeItem]) -> None:
    """Give the words of every group the room that its neighbours leave; two groups share what is between them."""
    groups = [item for item in nodes.values() if item.placed.shape.inside.doors]
    if not groups:
        return
    others = [(item, item.placed.extent) for item in nodes.values() if item.zValue() > 0]
    for group in groups:
        beside = [(area, bool(item.placed.shape.inside.doors)) for item, area in others if item is not group]
        group.set_label_widths(tuple(_room(placed, group, beside) for placed in group.ports))


def _room(placed: PlacedPort, group: NodeItem, beside: Iterable[tuple[QRectF, bool]]) -> float:
    band = door_words_band(placed).translated(group.pos())
    edge, room = group.pos().x() + placed.point.x(), WORDS_ROOM
    for area, has_words in beside:
        if area.bottom() <= band.top() or area.top() >= band.bottom():
            continue
        is_there = area.right() > edge if placed.is_output else area.left() < edge
        gap = max(area.left() - edge if placed.is_output else edge - area.right(), 0.0)
        if is_there:
            room = min(room, (gap / 2 if has_words else gap) - CLEAR)
    return room
