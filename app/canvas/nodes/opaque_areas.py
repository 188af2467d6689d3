"""Opaque areas that are drawn anew within nodes: painted by themselves, above all else.

So new activity draws no link that runs beneath it, and Qt seeks no items for the many small parts of such a frame.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, TypeAlias

from PySide6.QtCore import QRect, QRectF
from PySide6.QtGui import QPainter, QRegion, QTransform
from PySide6.QtWidgets import QGraphicsItem

from app.canvas.ground.drag_pictures import paint_items
from app.canvas.painting import ink
from app.canvas.painting.drawn import SPILL

if TYPE_CHECKING:
    from app.canvas.ground.endless_view import EndlessView
    from app.canvas.nodes.node_item import NodeItem

FEW = 32
"""Rectangles of a region, as a pan leaves beside all that floats, up to which it is looked up in scene coordinates."""

Opaque: TypeAlias = "Callable[[NodeItem], QRectF]"
"""Which part of a node nothing shines through, in scene coordinates; empty where there is none."""


# A live update of many plots took 56 ms without: decision 0152.
class OpaqueAreas:
    """Collects the opaque areas that changed since the last frame.

    ``nodes`` lie above all else, the last on top, but for notes, which lie beneath the others.
    """

    def __init__(self, nodes: Mapping[str, NodeItem]) -> None:
        self._nodes = nodes
        self._changed: list[tuple[str, Opaque]] = []
        self._opaque = QRegion()
        self._rest: QRegion | None = None
        self._shown: QRegion | None = None  # of the scene by the rest, where that is of few rectangles
        self._transform = QTransform()

    def changed(self, node_id: str, opaque: Opaque) -> None:
        """Take note that what is ``opaque`` of a node has changed; where it is then is asked when it is painted."""
        self._changed.append((node_id, opaque))

    def forget(self) -> None:
        """A frame was painted by itself."""
        self._changed.clear()

    def begin(self, region: QRegion, view: EndlessView) -> QRegion:
        """Before ``region`` of the viewport is painted; the part of it in which something else is drawn anew."""
        self._transform = view.viewportTransform()
        self._opaque, self._rest = QRegion(), region
        if self._changed and region != QRegion(view.viewport().rect()):
            opaque = QRegion()
            for area in (area_of(self._nodes[i]) for i, area_of in self._changed if i in self._nodes):
                if not area.isEmpty():
                    opaque += self._transform.mapRect(area).toAlignedRect().adjusted(-SPILL, -SPILL, SPILL, SPILL)
            self._opaque, self._rest = opaque & region, region - opaque
        self._changed.clear()
        self._shown = _in_scene(self._rest, self._transform) if self._rest.rectCount() <= FEW else None
        return self._rest

    def leaves(self, area: QRect) -> bool:
        """Tell whether any of an area of the scene, in whole units, is drawn anew beside what is opaque."""
        if self._rest is None:
            return True
        if self._shown is not None:
            return self._shown.intersects(area)
        return self._rest.intersects(self._transform.mapRect(QRectF(area)).toAlignedRect())

    def end(self, view: EndlessView) -> None:
        """Paint what is opaque over what has been painted."""
        self._rest = None
        if self._opaque.isEmpty():
            return
        seen = self._transform.mapRect
        painter = QPainter(view.viewport())
        painter.setRenderHints(view.renderHints())
        painter.setClipRegion(self._opaque)
        painter.fillRect(self._opaque.boundingRect(), ink.look().color("canvas"))
        shown = [item for item in self._nodes.values()
                 if self._opaque.intersects(seen(item.sceneBoundingRect()).toAlignedRect())]  # fmt: skip
        paint_items(painter, self._transform, sorted(shown, key=QGraphicsItem.zValue))
        painter.setWorldTransform(self._transform)
        view.drawForeground(painter, view.visible_area())
        painter.end()


def _in_scene(region: QRegion, transform: QTransform) -> QRegion:
    """The whole units of the scene that a region of the viewport shows any of."""
    inverted, _ = transform.inverted()
    shown = QRegion()
    for rect in region:  # type: ignore[attr-defined]  # it can; the stubs do not say so
        shown += inverted.mapRect(QRectF(rect)).toAlignedRect()
    return shown
