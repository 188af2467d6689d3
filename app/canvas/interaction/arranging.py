"""Arranging on the canvas: all nodes in layers, chosen ones into a group or out of it, copies beside."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import reduce
from operator import or_
from pathlib import Path

from PySide6.QtCore import QPointF

from app.canvas.ground.grid import snapped
from app.canvas.interaction.free_place import at_mouse, in_middle_of, nearest_free, place_around, place_beside
from app.canvas.interaction.inline_edit import edit_words
from app.canvas.kinds import PAINTERS
from app.canvas.nodes.inside import box_of
from app.canvas.scene.surface import Surface
from app.commands import intentions
from app.document.elements import Link, Node, NodeKind, Point
from app.document.grouping import members
from app.document.making.layout import layered


def node_sizes(view: Surface) -> dict[str, tuple[float, float]]:
    """Width and height of every node of this level."""
    return {i: (n.area.width(), n.area.height()) for i, n in view.drawing.nodes.items()}


def node_rooms(view: Surface) -> dict[str, tuple[float, float]]:
    """The same with the sliders beneath it."""
    return {i: (n.area.width(), (n.area | n.strip).height()) for i, n in view.drawing.nodes.items()}


def line_up(view: Surface, edge: str) -> None:
    """Align the chosen nodes; they glide there."""
    with _gliding(view):
        intentions.align(view.editor, _chosen(view), edge, node_sizes(view), node_rooms(view))


def spread_evenly(view: Surface, axis: str) -> None:
    """Distribute the chosen nodes; they glide there."""
    with _gliding(view):
        intentions.distribute(view.editor, _chosen(view), axis, node_sizes(view), node_rooms(view))


def _chosen(view: Surface) -> list[str]:
    return [i for i in view.editor.selection.ids if i in view.drawing.nodes]


@contextmanager
def _gliding(view: Surface) -> Iterator[None]:
    before = {i: item.pos() for i, item in view.drawing.nodes.items()}
    yield
    show_nodes(view, _chosen(view))
    view.drawing.gliding.start(before)


def put_in_layers(view: Surface) -> None:
    """Put the nodes into layers from left to right, as one step; they glide there."""
    positions = layered(view.editor.document, node_rooms(view))
    before = {i: item.pos() for i, item in view.drawing.nodes.items()}
    intentions.arrange(view.editor, positions)
    view.fit()
    view.drawing.gliding.start(before)


def paste(view: Surface, text: str, at: QPointF | None = None) -> None:
    """Add what was copied around a point, by default under the mouse. Raises what ``intentions.paste`` does."""
    show_nodes(view, intentions.paste(view.editor, text, place_around(view, at_mouse(view) if at is None else at)))


def duplicate_selected(view: Surface) -> None:
    """Copy the chosen nodes to the next place beside them that is free."""
    show_nodes(view, intentions.duplicate(view.editor, place_beside(view)))


def show_nodes(view: Surface, ids: Sequence[str]) -> None:
    """Go to nodes that are not seen, with the badges of the links between them."""
    area = box_of([view.editor.document.nodes[i] for i in ids])
    badges = [item.badge for item in view.drawing.links.values() if {item.link.source, item.link.target} <= {*ids}]
    if ids:
        view.bring_into_sight(reduce(or_, badges, area))


def show_taken(view: Surface, path: Path, on: Node | Link | None, _count: int) -> None:
    """Go to what a file that fell on the ground has become."""
    if on is None and not intentions.is_weights(path):
        show_nodes(view, [i for i in view.editor.selection.ids if i in view.editor.document.nodes])


def add_note(view: Surface, at: QPointF) -> None:
    """Add a note, its words open for typing, at a point, or where it is nearest to it and lies over nothing."""
    blank = Node("", NodeKind.NOTE, "", "", (0.0, 0.0))
    corner = nearest_free(view.drawing, snapped(at), PAINTERS[NodeKind.NOTE].size(blank), is_written=True)
    note = intentions.add_note(view.editor, (corner.x(), corner.y()))
    show_nodes(view, (note,))
    edit_words(view, note)


def group_selected(view: Surface) -> None:
    """Put the chosen nodes into a group, which stands in their middle or free beside it."""
    chosen = view.editor.selection.ids
    corner = in_middle_of(view, chosen, PAINTERS[NodeKind.GROUP].size(Node("", NodeKind.GROUP, "", "", (0.0, 0.0))))
    intentions.group(view.editor, chosen, (corner.x(), corner.y()))


def ungroup_selected(view: Surface) -> None:
    """Set free what stands in the chosen groups, around where each group stands."""
    shifts: dict[str, Point] = {}
    for i in view.editor.selection.ids:
        item = view.drawing.nodes.get(i)
        if item is not None and item.node.kind == NodeKind.GROUP:
            middle = box_of(members(view.editor.document, i)).center()
            shift = snapped(item.scene_area().center() - middle)
            shifts[i] = (shift.x(), shift.y())
    show_nodes(view, intentions.ungroup(view.editor, shifts))
