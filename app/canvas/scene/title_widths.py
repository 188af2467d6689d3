"""The widths of nodes with long words: a name is cut before it would cover what stands at its right."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import numpy as np
from PySide6.QtCore import QRectF

from app.canvas.links.badge_place import box_edges, overlaps
from app.canvas.nodes.node_item import NodeItem
from engine.network.values import Floats

CLEAR = 24.0  # between two nodes: their ports can be told apart
OF_NONE = -1  # a plate: a name does not grow over that of its own node either


def suit_widths(nodes: Mapping[str, NodeItem], anew: Collection[str], touched: Sequence[QRectF]) -> list[str]:
    """Give nodes the room that their neighbours leave: those that are ``anew``, and those that reach where something
    has been ``touched``. Gives the ids of those whose width is another."""
    if not nodes or not (anew or touched):
        return []
    ids = list(nodes)
    table = np.array([item.placed.node_geometry.rows for item in nodes.values()]).reshape(len(ids), -1, 4)
    reach = table[:, -1]
    reach[:, 2] += CLEAR
    grows = reach[:, 0] < reach[:, 2]
    near = np.fromiter((i in anew for i in ids), bool, len(ids))
    if touched and (grows & ~near).any():
        places = box_edges(touched)
        around = np.concatenate([places[:, :2].min(axis=0), places[:, 2:].max(axis=0)])
        rough = np.flatnonzero(grows & ~near & overlaps(reach, around[None])[:, 0])
        near[rough] = overlaps(reach[rough], places).any(axis=1)
    asked = np.flatnonzero(grows & near)
    if not len(asked):
        return []
    above = np.array([item.zValue() > 0 for item in nodes.values()])
    rooms = _rooms(table[:, :-1], above, reach, asked)
    return [ids[at] for at, room in zip(asked, rooms.tolist(), strict=True) if not nodes[ids[at]].set_width_limit(room)]


def _rooms(parts: Floats, above: np.ndarray, reach: Floats, asked: np.ndarray) -> Floats:
    """From the left edge of each to shortly before the first neighbour that stands beside its least width.

    How wide the neighbours are themselves does not count: one pass is enough. ``parts`` (nodes, 3, 4) are the body,
    sliders and plate of each, ``above`` tells those that lie above all links.
    """
    owner = np.repeat(np.arange(len(parts))[:, None], 3, axis=1)
    owner[:, -1] = OF_NONE
    stands = above[:, None] & np.isfinite(parts[:, :, 0])
    left, top, _, bottom = parts[stands].T
    own = reach[asked]
    beside = (owner[stands] != asked[:, None]) & (left >= own[:, :1]) & (left < own[:, 2:3])
    beside &= (bottom > own[:, 1:2]) & (top < own[:, 3:])
    first: Floats = np.where(beside, left, np.inf).min(axis=1, initial=np.inf)
    return np.asarray(first - CLEAR - parts[asked, 0, 0])
