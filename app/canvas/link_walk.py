"""From link to link of one node by keys; the keyboard stays at the node."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF

from app.canvas.interaction import keyboard
from app.document.place_words import link_words

if TYPE_CHECKING:
    from app.canvas.view import CanvasView


def go_to_link(view: CanvasView, step: int) -> None:
    """Choose the first link of the node where the keyboard is, or the one ``step`` links on from the one chosen."""
    scene, chosen = view.drawing, view.editor.selection.ids
    link = scene.links.get(chosen[-1]) if chosen else None
    here = scene.focus_id
    if link is not None and here not in (link.link.source, link.link.target):
        here = link.link.source
    if link is None and chosen and chosen[-1] in scene.nodes:
        here = chosen[-1]
    if here is None:
        keyboard.focus_something(view)
        here = scene.focus_id
    order = links_of(view, here) if here is not None else []
    if here is None or not order:
        return
    if link is not None and link.link.id in order:
        there = order[(order.index(link.link.id) + step) % len(order)]
    else:
        there = order[0 if step > 0 else -1]
    scene.set_focus(here)
    view.editor.selection.set((there,))
    item = scene.links[there]
    view.setAccessibleDescription(link_words(view.editor.document, view.editor.document.links[there]))
    view.bring_into_sight(item.badge if not item.badge.isEmpty() else _around(item.way.anchor))


def links_of(view: CanvasView, node_id: str) -> list[str]:
    """Links as they are drawn at a node: those that leave it, then those that arrive, each from top to bottom."""
    scene = view.drawing
    found: list[tuple[bool, float, float, str]] = []
    for link_id, item in scene.links.items():
        leaves = item.link.source == node_id
        if leaves or item.link.target == node_id:
            found.append((not leaves, item.way.anchor.y(), item.way.anchor.x(), link_id))
    return [link_id for *_, link_id in sorted(found)]


def _around(point: QPointF) -> QRectF:
    return QRectF(point, point).adjusted(-1, -1, 1, 1)
