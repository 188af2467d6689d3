"""How wide nodes with long words may be: a name is cut before it would cover what stands at its right."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from functools import reduce
from operator import or_

import numpy as np
from PySide6.QtCore import QRectF

from app.canvas.badge_place import rows_of
from app.canvas.node_item import NodeItem
from engine.network.values import Floats

CLEAR = 24.0  # between two nodes: their ports can be told apart
OF_NONE = -1  # a plate: a name does not grow over that of its own node either
MANY = 16  # places, from which the rectangle around all is looked at


def suit_widths(nodes: Mapping[str, NodeItem], anew: Collection[str], touched: Iterable[QRectF]) -> list[str]:
    """Give nodes the room that their neighbours leave: those that are ``anew``, and those that reach where something
    has been ``touched``. Gives the ids of those whose width is another."""
    places = list(touched)
    if len(places) > MANY:
        places = [reduce(or_, places)]
    if not (anew or places):
        return []
    reaches = {
        node_id: item.footing.reach.adjusted(0.0, 0.0, CLEAR, 0.0) for node_id, item in nodes.items() if item.grows
    }
    asked = {i: reach for i, reach in reaches.items() if i in anew or any(map(reach.intersects, places))}
    if not asked:
        return []
    return [i for i, room in zip(asked, _rooms(nodes, asked), strict=True) if not nodes[i].give_room(room)]


def _rooms(nodes: Mapping[str, NodeItem], reaches: Mapping[str, QRectF]) -> list[float]:
    """From the left edge of each to shortly before the first neighbour that stands beside its least width.

    How wide the neighbours are themselves does not count: one pass is enough.
    """
    numbers = {node_id: number for number, (node_id, item) in enumerate(nodes.items()) if item.zValue() > 0}
    parts = [(numbers[i], area) for i in numbers for area in (nodes[i].scene_area(), nodes[i].scene_strip())]
    parts += [(OF_NONE, nodes[i].scene_plate()) for i in numbers]
    there = [part for part in parts if not part[1].isEmpty()]
    owner = np.array([number for number, _ in there])
    left, top, _, bottom = rows_of([area for _, area in there]).T
    reach, own = rows_of(list(reaches.values())), np.array([numbers[i] for i in reaches])
    beside = (owner != own[:, None]) & (left >= reach[:, :1]) & (left < reach[:, 2:3])
    beside &= (bottom > reach[:, 1:2]) & (top < reach[:, 3:])
    first: Floats = np.where(beside, left, np.inf).min(axis=1, initial=np.inf)
    starts = np.array([nodes[i].pos().x() for i in reaches])
    rooms: list[float] = (first - CLEAR - starts).tolist()
    return rooms
