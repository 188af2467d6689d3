"""Free places for what is added, pasted or duplicated."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSizeF

from app.canvas.ground.grid import pitch, snapped
from app.canvas.nodes.inside import box_of
from app.canvas.scene.badge_settling import CROWDED
from app.canvas.scene.surface import Surface
from app.document.elements import Node, NodeKind, Point
from app.document.making.layout import LAYER_GAP

if TYPE_CHECKING:
    from app.canvas.links.link_item import LinkItem
    from app.canvas.nodes.node_item import NodeItem
    from app.canvas.scene.scene import CanvasScene

FREE_GAP = 48.0
TOUCHING = 12.0  # px; what is nearer than that seems to hang together
MOST_TRIES = 60
STRETCH = 3  # samples of a thread
USUAL_SIZE = QSizeF(176.0, 168.0)  # of a node of which it is not known yet what it will be
DOWN, UP, RIGHT, LEFT = QPointF(0, 1), QPointF(0, -1), QPointF(1, 0), QPointF(-1, 0)
Placing = Callable[[Sequence[Node]], Point]


def free_place_at_mouse(view: Surface) -> QPointF:
    """The point at which to ask for a node: the mouse, or right of the node that is there and of what stands by it."""
    at = at_mouse(view)
    there = [item for item in view.drawing.nodes.values() if item.node.kind != NodeKind.NOTE]
    is_taken = any(area.contains(at) for area in _covered(there))
    return QRectF(free_corner(view, at, USUAL_SIZE), USUAL_SIZE).center() if is_taken else at


def free_corner(view: Surface, centre: QPointF, size: QSizeF) -> QPointF:
    """Upper left corner of what is so large and would stand around ``centre``: there, or to the right of what is."""
    corner = snapped(centre - QPointF(size.width() / 2, size.height() / 2))
    there = _covered(view.drawing.nodes.values())
    for _ in range(MOST_TRIES):
        blocking = _blocking(QRectF(corner, size), there)
        if not blocking:
            break
        corner = snapped(QPointF(max(area.right() for area in blocking) + LAYER_GAP, corner.y()))
    return corner


def at_mouse(view: Surface) -> QPointF:
    """The place in the scene under the mouse, or in the middle of what is seen where the mouse is elsewhere."""
    mouse = view.viewport().mapFromGlobal(view.cursor().pos())
    room = view.viewport().rect().adjusted(0, 0, -view.covered, 0)
    return view.mapToScene(mouse if room.contains(mouse) else room.center())


def place_around(view: Surface, centre: QPointF) -> Placing:
    """Nodes stand with their middle there, or where that is nearest to it and free."""

    def corner(nodes: Sequence[Node]) -> Point:
        size = box_of(list(nodes)).size()
        middle = QPointF(size.width() / 2, size.height() / 2)
        free = nearest_free(view.drawing, snapped(centre - middle), size)
        return (free.x(), free.y())

    return corner


def place_beside(view: Surface) -> Placing:
    """Nodes stand free below what they are copies of, or to the right of it where that is nearer."""

    def corner(nodes: Sequence[Node]) -> Point:
        nearest = _nearest(box_of(list(nodes)), _covered(view.drawing.nodes.values()), (DOWN, RIGHT))
        return (nearest.x(), nearest.y())

    return corner


def in_middle_of(view: Surface, ids: Sequence[str], size: QSizeF) -> QPointF:
    """Upper left corner of what takes the place of nodes: in their middle, or the nearest free place beside it.

    What lies behind them, as a note around them does, may lie behind it too.
    """
    gone = [view.drawing.nodes[i] for i in ids if i in view.drawing.nodes]
    areas = [item.scene_area() for item in gone]
    middle = box_of([item.node for item in gone]).center()
    corner = snapped(middle - QPointF(size.width() / 2, size.height() / 2))
    apart = (i for i in view.drawing.nodes.values() if not any(i.scene_area().intersects(area) for area in areas))
    return _nearest(QRectF(corner, size), _covered(item for item in apart if item not in gone))


def nearest_free(drawing: CanvasScene, corner: QPointF, size: QSizeF, is_written: bool = False) -> QPointF:
    """Upper left corner of what is let go there: that, or where it is nearest to it and neither lies over nor touches.

    A note that is large enough to hold it may lie behind it. Badges give way to nodes; what ``is_written`` stands free
    of them, and of threads in a drawing that is no thicket.
    """
    box = QRectF(corner, size)
    behind = [
        item for item in drawing.nodes.values() if item.node.kind == NodeKind.NOTE and item.scene_area().contains(box)
    ]
    there = _covered(item for item in drawing.nodes.values() if item not in behind)
    if is_written:
        threads = len(drawing.links) <= CROWDED
        there += [area for item in drawing.links.values() for area in _in_the_way(item, threads)]
    room = box.adjusted(-TOUCHING, -TOUCHING, TOUCHING, TOUCHING)
    return _nearest(box, there) if any(area.intersects(room) for area in there) else corner


def _in_the_way(item: LinkItem, threads: bool) -> list[QRectF]:
    """The areas of a link that would be in the way of words: its badge, and stretches of its thread."""
    badges = [item.badge] if item.face.has_badge else []
    points = [QPointF(x, y) for x, y in item.laid.samples[::STRETCH].tolist()] if threads else []
    return [*badges, *(QRectF(*ends).normalized().adjusted(-1, -1, 1, 1) for ends in pairwise([*points, item.way.tip]))]


def _covered(items: Iterable[NodeItem]) -> list[QRectF]:
    return [area for item in items for area in item.placed.covered]


def _nearest(box: QRectF, there: Sequence[QRectF], ways: Sequence[QPointF] = (DOWN, UP, RIGHT, LEFT)) -> QPointF:
    found = [_pushed(box, there, way) for way in ways]
    return min(found, key=lambda free: (free - box.topLeft()).manhattanLength())


def _pushed(box: QRectF, there: Sequence[QRectF], way: QPointF) -> QPointF:
    """Find where a box stands free that goes one way past all that is there, by whole cells of the grid."""
    for _ in range(MOST_TRIES):
        blocking = _blocking(box, there)
        if not blocking:
            break
        room = _with_gap(box)
        across = [a.right() - room.left() if way.x() > 0 else room.right() - a.left() for a in blocking]
        along = [a.bottom() - room.top() if way.y() > 0 else room.bottom() - a.top() for a in blocking]
        cells = max(1.0, -(-(max(across if way.x() else along) + FREE_GAP / 2) // pitch()))
        box = box.translated(way * cells * pitch())
    return box.topLeft()


def _blocking(box: QRectF, there: Sequence[QRectF]) -> list[QRectF]:
    """The areas that stand where a box is wanted, or too near to it."""
    return [area for area in there if area.intersects(_with_gap(box))]


def _with_gap(box: QRectF) -> QRectF:
    return box.adjusted(-FREE_GAP / 2, -FREE_GAP / 2, FREE_GAP / 2, FREE_GAP / 2)
