"""Bend: drag a link by a point of its thread, or a bend that it has, as one step; Alt leaves the grid.

A double-click makes a bend or takes it away. Let go where it makes no corner, and it is gone.
"""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import QLineF, QPoint, QPointF, Qt

from app.canvas.ground.grid import snapped
from app.canvas.interaction.gesture import Gesture, Press
from app.canvas.links.link_item import LinkItem
from app.canvas.scene.surface import Surface
from app.commands import intentions
from app.document.elements import Point

ORDER = 80
STRAIGHT = 5.0
"""Scene units from the line between its neighbours within which a bend makes no corner."""


def begin_bend(surface: Surface, press: Press) -> Bend | None:
    item = press.hit.link
    if press.button != Qt.MouseButton.LeftButton or press.extends or item is None:
        return None
    if item.badge.contains(press.scene) and item.bend_at(press.scene) is None:
        return None
    if not surface.drawing.routing.is_bare(item.link):
        return None  # it begins or ends within a group, or outside this one
    return Bend(surface, press, item)


def toggle_bend(surface: Surface, item: LinkItem, point: QPointF) -> None:
    """Take the bend under a point away, or make one there."""
    if not surface.drawing.routing.is_bare(item.link):
        return
    bends, index = list(item.link.bends), item.bend_at(point)
    if index is None:
        here = snapped(point)
        bends.insert(place_for(item, point), (here.x(), here.y()))
    else:
        del bends[index]
    intentions.bend(surface.editor, item.link.id, bends)


def place_for(item: LinkItem, point: QPointF) -> int:
    """Number that a bend at this point would have: between the two corners that it lies nearest to."""
    distances = [_distance(point, *stretch) for stretch in pairwise(_corners(item))]
    return distances.index(min(distances))


def _corners(item: LinkItem) -> list[QPointF]:
    return [item.way.path.pointAtPercent(0), *item.way.bends, item.way.tip]


def _distance(point: QPointF, start: QPointF, end: QPointF) -> float:
    """From a point to the nearest of a stretch."""
    along = end - start
    length = QPointF.dotProduct(along, along)
    share = QPointF.dotProduct(point - start, along) / length if length else 0.0
    return QLineF(point, start + along * max(0.0, min(1.0, share))).length()


class Bend(Gesture):
    cursor = Qt.CursorShape.SizeAllCursor

    def __init__(self, surface: Surface, press: Press, item: LinkItem) -> None:
        self._surface, self._id = surface, item.link.id
        self._before = item.link.bends
        index = item.bend_at(press.scene)
        self._bends = list(self._before)
        self._index = place_for(item, press.scene) if index is None else index
        if index is None:
            self._bends.insert(self._index, (press.scene.x(), press.scene.y()))
        self._merge_key = surface.editor.fresh_merge_key("bend")
        surface.editor.selection.set((self._id,))

    def drag(self, view: QPoint, scene: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        here = scene if modifiers & Qt.KeyboardModifier.AltModifier else snapped(scene)
        self._bends[self._index] = (here.x(), here.y())
        self._take(self._bends)

    def release(self, scene: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        item = self._surface.drawing.links.get(self._id)
        if item is None:
            return
        before, here, after = _corners(item)[self._index : self._index + 3]
        if _distance(here, before, after) < STRAIGHT:
            del self._bends[self._index]
            self._take(self._bends)

    def cancel(self) -> None:
        self._take(self._before)

    def _take(self, bends: list[Point] | tuple[Point, ...]) -> None:
        if self._id in self._surface.editor.document.links:
            intentions.bend(self._surface.editor, self._id, bends, self._merge_key)
