"""From link to link of one node by keys; the keyboard stays at the node."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF

from app.canvas.interaction import keyboard
from app.document.place_words import thread_words
from app.document.third_factors import ends_of

if TYPE_CHECKING:
    from app.canvas.scene.scene import CanvasScene
    from app.canvas.view import CanvasView

HALF = 0.5


def go_to_link(view: CanvasView, step: int) -> None:
    """Choose the first link of the node where the keyboard is, or the one ``step`` links on from the one chosen."""
    scene, chosen = view.drawing, view.editor.selection.ids
    last = chosen[-1] if chosen else ""
    ends, here = ends_of(view.editor.document, last), scene.focus_id
    if ends and here not in ends:
        here = ends[0]
    if last in scene.nodes:
        here = last
    if here is None:
        keyboard.focus_something(view)
        here = scene.focus_id
    order = links_of(view, here) if here is not None else []
    if here is None or not order:
        return
    first = 0 if step > 0 else -1
    there = order[(order.index(last) + step) % len(order) if last in order else first]
    scene.set_focus(here)
    view.editor.selection.set((there,))
    view.setAccessibleDescription(thread_words(view.editor.document, there))
    item = scene.links.get(there)
    view.bring_into_sight(item.badge if item is not None and item.face.has_badge else _around(_middle(scene, there)))


def links_of(view: CanvasView, node_id: str) -> list[str]:
    """Links and wires as they are drawn at a node: those that leave it, then those that arrive, from top to bottom."""
    scene = view.drawing
    found: list[tuple[bool, float, float, str]] = []
    for id, _ in scene.threads():
        ends = ends_of(view.editor.document, id)
        if node_id in ends:
            middle = _middle(scene, id)
            found.append((node_id != ends[0], middle.y(), middle.x(), id))
    return [id for *_, id in sorted(found)]


def _middle(scene: CanvasScene, id: str) -> QPointF:
    """A point on a link or wire that is away from its ends."""
    link = scene.links.get(id)
    return link.way.anchor if link is not None else scene.factors.items[id].path.pointAtPercent(HALF)


def _around(point: QPointF) -> QRectF:
    return QRectF(point, point).adjusted(-1, -1, 1, 1)
