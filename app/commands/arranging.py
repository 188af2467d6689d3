"""Moving nodes about; nothing here changes what a drawing means.

``sizes`` are widths and heights of the nodes of one level, with what hangs from them where it matters that nothing lies
over anything.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from math import ceil

import numpy as np
from msgspec.structs import replace
from numpy.typing import NDArray

from app.commands.editor import Editor
from app.document.edits import MoveNodes, ReplaceElement
from app.document.elements import NodeKind, Point
from app.document.making.layout import GRID, LAYER_GAP, NODE_GAP
from app.i18n.translation import tr

Size = tuple[float, float]
Box = tuple[float, float, float, float]
"""Left, top, width and height."""

EDGES = {
    "left": (0, 0.0),
    "center": (0, 0.5),
    "right": (0, 1.0),
    "top": (1, 0.0),
    "middle": (1, 0.5),
    "bottom": (1, 1.0),
}
"""Where nodes are lined up: across or down, and at which share of their size."""
AXES = ("horizontal", "vertical")
SEVERAL = 2  # one node is level with itself
SOMETHING_BETWEEN = 3  # two nodes have nothing between them to distribute


def move(editor: Editor, positions: Mapping[str, Point], merge_key: str | None = None) -> None:
    """Give nodes new positions; one drag is one step when it keeps its ``merge_key``."""
    _place(editor, positions, tr("Move"), merge_key)


def arrange(editor: Editor, positions: Mapping[str, Point]) -> None:
    """Take over the positions that a layout computed; links between what it placed go straight again."""
    links = editor.document.links.values()
    bent = [link for link in links if link.bends and {link.source, link.target} <= positions.keys()]
    edits = [ReplaceElement(replace(link, bends=())) for link in bent]
    moved = _moved(editor, positions)
    editor.do_all([*([MoveNodes(moved)] if moved else []), *edits], tr("Arrange"))


def bend(editor: Editor, link_id: str, bends: Sequence[Point], merge_key: str | None = None) -> None:
    """Lead a link through these points, in their order; through none, and it finds its own way."""
    wanted = tuple((float(x), float(y)) for x, y in bends)
    bent = replace(editor.document.links[link_id], bends=wanted)
    editor.put([bent], tr("Bend the link") if wanted else tr("Straighten the link"), merge_key)


def align(
    editor: Editor, ids: Sequence[str], edge: str, sizes: Mapping[str, Size], rooms: Mapping[str, Size] | None = None
) -> None:
    """Line nodes up at an ``edge``: left, right, top, bottom, or their center or middle.

    What would come to lie over another, or over a node that stays, gives way along the line: it is as much room that
    each needs as ``rooms`` tells, by default its size.
    """
    boxes = _boxes(editor, ids, sizes)
    if not boxes:
        return
    k, share = EDGES[edge]
    begins, ends = min(box[k] for box in boxes.values()), max(box[k] + box[k + 2] for box in boxes.values())
    placed = {i: _at(box[:2], k, begins + share * (ends - begins - box[k + 2])) for i, box in boxes.items()}
    _place(editor, _apart(editor, placed, 1 - k, rooms or sizes), tr("Align"))


def distribute(
    editor: Editor, ids: Sequence[str], axis: str, sizes: Mapping[str, Size], rooms: Mapping[str, Size] | None = None
) -> None:
    """Make the gaps between nodes equal along an ``axis``, horizontal or vertical; the outer two stay.

    Where there is no room between them, the first stays, and the others go on behind it until none lies over another.
    """
    boxes = _boxes(editor, ids, sizes)
    if len(boxes) < SOMETHING_BETWEEN:
        return
    k = 0 if axis == "horizontal" else 1
    in_order = sorted(boxes.items(), key=lambda item: item[1][k])
    first, last = in_order[0][1], in_order[-1][1]
    filled = sum(box[k + 2] for _, box in in_order)
    gap = (last[k] + last[k + 2] - first[k] - filled) / (len(in_order) - 1)
    placed: dict[str, Point] = {}
    at = first[k]
    for i, box in in_order:
        placed[i] = _at(box[:2], k, at)
        at += box[k + 2] + gap
    _place(editor, _apart(editor, placed, k, rooms or sizes) if gap < 0 else placed, tr("Distribute"))


def _apart(editor: Editor, wanted: Mapping[str, Point], along: int, rooms: Mapping[str, Size]) -> dict[str, Point]:
    """Places where none of the nodes lies over another, or over one that stays: those ``wanted``, or further along.

    They keep their order there. Notes lie under nodes, and what lay over one that stays may still do so.
    """
    before = _boxes(editor, [i for i in rooms if editor.document.nodes[i].kind != NodeKind.NOTE], rooms)
    staying = np.array([box for i, box in before.items() if i not in wanted]).reshape(-1, 4)
    standing, gap = np.empty((len(wanted), 4)), (LAYER_GAP, NODE_GAP)[along]
    placed = dict(wanted)
    moving = sorted((i for i in wanted if i in before), key=lambda i: (wanted[i][along], before[i][:2]))
    for count, i in enumerate(moving):
        others = np.concatenate([standing[:count], staying[~_overlap(before[i], staying)]])
        at, last = placed[i], standing[max(count - 1, 0) : count]
        blocking = last[last[:, along] > at[along]]
        while len(blocking := blocking if len(blocking) else others[_overlap((*at, *rooms[i]), others)]):
            free = ceil((blocking[:, along] + blocking[:, along + 2]).max() / GRID + gap / GRID) * GRID
            at = _at(at, along, free)
            blocking = others[:0]
        placed[i] = at
        standing[count] = (*at, *rooms[i])
    return placed


def _at(place: Point, along: int, at: float) -> Point:
    """The place, ``at`` another coordinate across (0) or down (1)."""
    return (at, place[1]) if along == 0 else (place[0], at)


def _overlap(one: Box, others: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Find which of the ``others``, left, top, width and height in rows, share more than an edge with a box."""
    corner, size = np.array(one[:2]), np.array(one[2:])
    apart = (corner >= others[:, :2] + others[:, 2:]) | (others[:, :2] >= corner + size)
    return np.asarray(~apart.any(axis=1), np.bool_)


def _boxes(editor: Editor, ids: Iterable[str], sizes: Mapping[str, Size]) -> dict[str, Box]:
    """Those of the nodes among ``ids``."""
    nodes = editor.document.nodes
    return {i: (*nodes[i].position, *sizes.get(i, (0.0, 0.0))) for i in ids if i in nodes}


def _place(editor: Editor, positions: Mapping[str, Point], name: str, merge_key: str | None = None) -> None:
    moved = _moved(editor, positions)
    if merge_key is not None:
        moved = {i: (float(x), float(y)) for i, (x, y) in positions.items()}  # the whole drag, back to its start too
    if moved:
        editor.do_all([MoveNodes(moved), *_carried(editor, moved)], name, merge_key)


def _moved(editor: Editor, positions: Mapping[str, Point]) -> dict[str, Point]:
    """Those positions that are new."""
    nodes = editor.document.nodes
    return {i: (float(x), float(y)) for i, (x, y) in positions.items() if nodes[i].position != (x, y)}


def _carried(editor: Editor, moved: Mapping[str, Point]) -> list[ReplaceElement]:
    """The bends of links whose two ends go the same way go with them."""
    nodes, carried = editor.document.nodes, []
    for link in editor.document.links.values():
        if link.bends and link.source in moved and link.target in moved:
            ways = {
                (moved[end][0] - nodes[end].position[0], moved[end][1] - nodes[end].position[1])
                for end in (link.source, link.target)
            }
            dx, dy = ways.pop()
            if not ways:
                carried.append(ReplaceElement(replace(link, bends=tuple((x + dx, y + dy) for x, y in link.bends))))
    return carried
