"""The inside of a group as seen from outside: its doors, how many nodes it holds, and where they stand."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF

from app.canvas.kinds import PAINTERS
from app.document.document import Document
from app.document.elements import Node, NodeKind
from app.document.grouping import Door, doors, members, node_count, nodes_within, representative_of
from app.widgets.pictures.behaviour import Picture

WIDE = 1.9  # width over height of the picture
MARGIN = 24.0


@dataclass(frozen=True)
class Inside:
    """``picture`` are strokes in the unit square, ``count`` the nodes at every depth without notes and groups."""

    picture: Picture = ()
    doors: tuple[Door, ...] = ()
    count: int = 0


def inside_of(document: Document, group_id: str) -> Inside:
    """Look into a group."""
    count = node_count(document.nodes[i] for i in nodes_within(document, (group_id,)))
    return Inside(_picture(document, group_id), tuple(doors(document, group_id)), count)


def box_of(nodes: list[Node]) -> QRectF:
    """The rectangle around nodes as they are drawn; empty around none."""
    box = QRectF()
    for node in nodes:
        box |= _area(node)
    return box


def _area(node: Node) -> QRectF:
    return QRectF(QPointF(*node.position), PAINTERS[node.kind].size(node))


def _picture(document: Document, group_id: str) -> Picture:
    """A rectangle for every node, a line for every link, as they lie within the group."""
    drawn = {node.id: _area(node) for node in members(document, group_id) if node.kind != NodeKind.NOTE}
    if not drawn:
        return ()
    box = box_of([document.nodes[i] for i in drawn]).adjusted(-MARGIN, -MARGIN, MARGIN, MARGIN)
    side = max(box.height(), box.width() / WIDE)
    corner = box.center() - QPointF(side * WIDE / 2, side / 2)

    def place(point: QPointF) -> tuple[float, float]:
        return (point.x() - corner.x()) / (side * WIDE), 1 - (point.y() - corner.y()) / side

    def outline(area: QRectF) -> tuple[tuple[float, float], ...]:
        corners = (area.topLeft(), area.topRight(), area.bottomRight(), area.bottomLeft(), area.topLeft())
        return tuple(place(point) for point in corners)

    lines: dict[tuple[str, str], None] = {}
    for link in document.links.values():
        ends = (representative_of(document, link.source, group_id), representative_of(document, link.target, group_id))
        if ends[0] in drawn and ends[1] in drawn and ends[0] != ends[1]:
            lines[ends[0] or "", ends[1] or ""] = None
    joined = tuple((place(drawn[a].center()), place(drawn[b].center())) for a, b in lines)
    return (*joined, *(outline(area) for area in drawn.values()))
