"""The whole network in a corner, with a frame around what the canvas shows; drag the frame to go there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QMouseEvent, QPainter, QPen

from app.appearance.theme import theme
from app.canvas import ink
from app.canvas.overlay import Overlay
from app.translation import tr

if TYPE_CHECKING:
    from app.canvas.view import CanvasView

MARGIN = 7.0
LEAST_NODE = 4.0


class Minimap(Overlay):
    def __init__(self, view: CanvasView) -> None:
        super().__init__(view)
        self._view = view
        self.setAccessibleName(tr("Map of the network"))
        self.setToolTip(tr("Drag to move over the network"))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._go(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._go(event.position())

    def paint_content(self, painter: QPainter) -> None:
        world, scale, shift = self._frame()
        painter.setPen(QPen(theme().color("thread", 0.6), 1))
        nodes = self._view.drawing.nodes
        for item in self._view.drawing.links.values():
            source, target = nodes[item.link.source].scene_area(), nodes[item.link.target].scene_area()
            painter.drawLine(source.center() * scale + shift, target.center() * scale + shift)
        painter.setPen(ink.NO_PEN)
        for node in nodes.values():
            area = node.scene_area()
            painter.setBrush(theme().color("note") if node.node.kind == "note" else node.face.color)
            place = QRectF(area.topLeft() * scale + shift, area.size() * scale)
            painter.drawRect(place.adjusted(0, 0, max(0, LEAST_NODE - place.width()), 0))
        seen = self._view.visible_area().intersected(world)
        painter.setBrush(ink.NO_BRUSH)
        painter.setPen(QPen(theme().color("text2"), 1.2))
        painter.drawRoundedRect(QRectF(seen.topLeft() * scale + shift, seen.size() * scale), 3, 3)

    def _frame(self) -> tuple[QRectF, float, QPointF]:
        """What is mapped, the scale, and the shift to the plate."""
        content = QRectF()
        for node in self._view.drawing.nodes.values():
            content |= node.scene_area()
        world = content | self._view.visible_area()
        room = QRectF(self.rect()).adjusted(MARGIN, MARGIN, -MARGIN, -MARGIN)
        scale = min(room.width() / max(world.width(), 1), room.height() / max(world.height(), 1))
        return world, scale, room.center() - world.center() * scale

    def _go(self, point: QPointF) -> None:
        _, scale, shift = self._frame()
        self._view.centerOn((point - shift) / scale)
        self._view.redraw_overlay()
        self.update()
