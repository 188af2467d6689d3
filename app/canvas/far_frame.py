"""A whole frame from far away, where much is seen, and little of each: painted item by item in one loop.

Qt goes from item to item through Python, which takes nearly as long as all strokes together.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect
from PySide6.QtGui import QPainter, QRegion
from PySide6.QtWidgets import QStyleOptionGraphicsItem

from app.canvas.link_item import LinkItem
from app.canvas.node_item import SHAPE_UP_TO
from app.canvas.still import BENEATH_FIRST, TOUCHING

if TYPE_CHECKING:
    from app.canvas.view import CanvasView

WHOLE = 0.5  # of the viewport, from which Qt would have to look at most items


def paint_far_frame(view: CanvasView, region: QRegion) -> bool:
    """Paint ``region`` of the viewport; False where it has to be painted as always."""
    drawing = view.drawing
    if view.zoom >= SHAPE_UP_TO or drawing.gliding.is_under_way or _share(region, view.viewport().rect()) < WHOLE:
        return False
    area, transform, option = view.visible_area(), view.viewportTransform(), QStyleOptionGraphicsItem()
    painter = QPainter(view.viewport())
    painter.setRenderHints(view.renderHints())
    painter.setWorldTransform(transform)
    view.drawBackground(painter, area)
    for item in drawing.items(area, TOUCHING, BENEATH_FIRST):
        if isinstance(item, LinkItem):  # which lies in the coordinates of the scene
            item.paint(painter, option)
        else:
            painter.translate(item.pos())
            item.paint(painter, option)
            painter.setWorldTransform(transform)
        painter.setOpacity(1.0)  # what is dimmed has changed it
    view.drawForeground(painter, area)
    painter.end()
    return True


def _share(region: QRegion, whole: QRect) -> float:
    parts: list[QRect] = list(region)  # type: ignore[call-overload]  # it can; the stubs do not say so
    return sum(part.width() * part.height() for part in parts) / max(whole.width() * whole.height(), 1)
