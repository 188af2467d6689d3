"""The whole network in a corner, with a frame around what the canvas shows; drag the frame to go there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QMouseEvent, QPainter, QPen, QPixmap, QResizeEvent

from app.appearance.theme import theme
from app.canvas import ink
from app.canvas.overlay import Overlay
from app.translation import tr

if TYPE_CHECKING:
    from app.canvas.view import CanvasView

MARGIN = 7.0
LEAST_NODE = 4.0
FRAME_PEN = 1.2
LINE_STRENGTH = 0.6


class Minimap(Overlay):
    def __init__(self, view: CanvasView) -> None:
        super().__init__(view)
        self._view = view
        self._drawn: QPixmap | None = None
        self._world = QRectF()
        self.setAccessibleName(tr("Map of the network"))
        self.setToolTip(tr("Drag to move over the network"))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._go(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._go(event.position())

    def content_changed(self) -> None:
        """Draw the network anew at the next paint."""
        self._drawn = None
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self.content_changed()

    def paint_content(self, painter: QPainter) -> None:
        seen = self._view.visible_area()
        world = self._content() | seen
        if self._drawn is None or self._world != world:
            self._world, self._drawn = world, self._network(world)
        painter.drawPixmap(0, 0, self._drawn)
        scale, shift = self._scaling(world)
        painter.setBrush(ink.NO_BRUSH)
        painter.setPen(QPen(theme().color("text2"), FRAME_PEN))
        painter.drawRoundedRect(QRectF(seen.topLeft() * scale + shift, seen.size() * scale), 3, 3)

    def _network(self, world: QRectF) -> QPixmap:
        """Nodes as rectangles in their identity, links as lines; kept while only the frame moves."""
        picture = QPixmap(self.size() * self.devicePixelRatioF())
        picture.setDevicePixelRatio(self.devicePixelRatioF())
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        scale, shift = self._scaling(world)
        painter.setPen(QPen(theme().color("thread", LINE_STRENGTH), 1))
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
        painter.end()
        return picture

    def _content(self) -> QRectF:
        content = QRectF()
        for node in self._view.drawing.nodes.values():
            content |= node.scene_area()
        return content

    def _scaling(self, world: QRectF) -> tuple[float, QPointF]:
        """From the scene to the plate: the scale and the shift."""
        room = QRectF(self.rect()).adjusted(MARGIN, MARGIN, -MARGIN, -MARGIN)
        scale = min(room.width() / max(world.width(), 1), room.height() / max(world.height(), 1))
        return scale, room.center() - world.center() * scale

    def _go(self, point: QPointF) -> None:
        scale, shift = self._scaling(self._content() | self._view.visible_area())
        self._view.centerOn((point - shift) / scale)
        self._view.redraw_overlay()
        self.update()
