"""How wide nodes with long words may be: a name is cut before it would cover what stands at its right."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import reduce
from math import inf
from operator import or_

from PySide6.QtCore import QRectF, Qt
from PySide6.QtWidgets import QGraphicsScene

from app.canvas.node_item import NodeItem

CLEAR = 24.0  # between two nodes: their ports can be told apart
MANY = 16  # places, from which the rectangle around all is looked at


def suit_widths(
    scene: QGraphicsScene, nodes: Mapping[str, NodeItem], anew: Iterable[str], touched: Iterable[QRectF]
) -> list[str]:
    """Give nodes the room that their neighbours leave: those that are ``anew``, and those that reach where something
    has been ``touched``. Gives the ids of those whose width is another."""
    growing = {node_id: item for node_id, item in nodes.items() if item.grows}
    if not growing:
        return []
    named, places = set(anew), list(touched)
    if len(places) > MANY:
        places = [reduce(or_, places)]
    other = []
    for node_id, item in growing.items():
        reach = item.reach.adjusted(0.0, 0.0, CLEAR, 0.0)
        is_concerned = node_id in named or any(reach.intersects(place) for place in places)
        if is_concerned and not item.give_room(_room(scene, item, reach)):
            other.append(node_id)
    return other


def _room(scene: QGraphicsScene, item: NodeItem, reach: QRectF) -> float:
    """From its left edge to shortly before the first neighbour that stands beside its least width."""
    near = scene.items(reach, Qt.ItemSelectionMode.IntersectsItemBoundingRect)
    nodes = [other for other in near if isinstance(other, NodeItem) and other.zValue() > 0]
    beside = [area for other in nodes for area in _parts(item, other) if area.intersects(reach)]
    first = min((area.left() for area in beside if area.left() >= reach.left()), default=inf)
    return first - CLEAR - item.pos().x()


def _parts(item: NodeItem, other: NodeItem) -> tuple[QRectF, ...]:
    if other is item:
        return (item.scene_plate(),)
    return other.scene_area(), other.scene_plate(), other.scene_strip()
