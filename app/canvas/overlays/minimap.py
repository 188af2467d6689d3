"""The whole network in a corner, with a frame around what the canvas shows; drag the frame to go there."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import ceil, floor
from typing import TYPE_CHECKING

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt, QTimer
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPen, QPixmap, QResizeEvent

from app.appearance.blank_picture import blank_picture
from app.appearance.theme import theme
from app.canvas.overlays.overlay import Overlay
from app.canvas.scene.surface import Surface
from app.document.elements import NodeKind
from app.i18n.translation import tr
from app.widgets.painting import hairline, stroke_and_fill

if TYPE_CHECKING:
    from app.canvas.scene.scene import CanvasScene

MARGIN = 7.0
LEAST_NODE = 4.0
FRAME_PEN = 1.2
LINE_STRENGTH = 0.6
REDRAW_AFTER = 80  # ms
ROUNDING = 600.0  # scene units by which the mapped area grows, so that a pan seldom changes it
MANY_LINKS = 150


@dataclass(frozen=True)
class MinimapContent:
    """Links as ``lines`` and ``nodes`` as rectangles by their colour, in scene coordinates."""

    lines: list[QLineF] = field(default_factory=list)
    nodes: list[tuple[QColor, list[QRectF]]] = field(default_factory=list)


def minimap_content(drawing: CanvasScene) -> MinimapContent:
    """The content of the minimap for what is drawn now."""
    starts = [(item.way.path.elementAt(0), item.way.tip) for item in drawing.links.values()]
    lines = [QLineF(start.x, start.y, tip.x(), tip.y()) for start, tip in starts]
    places: dict[int, tuple[QColor, list[QRectF]]] = {}
    for node in drawing.nodes.values():
        color = theme().color("note") if node.node.kind == NodeKind.NOTE else node.face.color
        places.setdefault(color.rgba(), (color, []))[1].append(node.scene_area())
    return MinimapContent(lines, list(places.values()))


class Minimap(Overlay):
    """The whole drawing, small, and what of it is in view; a press or a drag goes there."""

    def __init__(self, view: Surface) -> None:
        super().__init__(view.viewport())
        self._view = view
        self._drawn: QPixmap | None = None
        self._world = QRectF()
        self._content = MinimapContent()
        self._waiting = QTimer(self, singleShot=True, interval=REDRAW_AFTER)
        self._waiting.timeout.connect(self._redraw)
        self.setAccessibleName(tr("Map of the network"))
        self.setToolTip(tr("Drag to move over the network"))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._go(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._go(event.position())

    def content_changed(self) -> None:
        """Draw the network anew, a moment later: a drag changes it many times in a row."""
        self._waiting.start()

    def _redraw(self) -> None:
        self._content = minimap_content(self._view.drawing)
        self._outgrown()

    def _outgrown(self) -> None:
        self._drawn = None
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._outgrown()

    def paint_content(self, painter: QPainter) -> None:
        seen = self._view.visible_area()
        world = self._mapped()
        if self._drawn is None or self._world != world:
            self._world, self._drawn = world, self._network(world)
        painter.drawPixmap(0, 0, self._drawn)
        scale, shift = self._scaling(world)
        stroke_and_fill(painter, QPen(theme().color("text2"), FRAME_PEN), None)
        painter.drawRoundedRect(QRectF(seen.topLeft() * scale + shift, seen.size() * scale), 3, 3)

    def _network(self, world: QRectF) -> QPixmap:
        """Nodes as rectangles in their identity, links as lines; kept while only the frame moves."""
        picture = blank_picture(self.width(), self.height(), self.devicePixelRatioF())
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        scale, shift = self._scaling(world)
        painter.translate(shift)
        painter.scale(scale, scale)
        painter.setPen(hairline(theme().color("thread", LINE_STRENGTH)))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, len(self._content.lines) < MANY_LINKS)
        painter.drawLines(self._content.lines)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        least = LEAST_NODE / scale
        for color, places in self._content.nodes:
            painter.setBrush(color)
            painter.drawRects([place.adjusted(0, 0, max(0, least - place.width()), 0) for place in places])
        painter.end()
        return picture

    def _mapped(self) -> QRectF:
        """The network and what is seen; the latter in large steps."""
        seen = self._view.visible_area()
        content = self._view.drawing.content_area()
        if len(self._view.drawing.links) < MANY_LINKS:
            return content | seen
        left, top = (floor(edge / ROUNDING) * ROUNDING for edge in (seen.left(), seen.top()))
        right, bottom = (ceil(edge / ROUNDING) * ROUNDING for edge in (seen.right(), seen.bottom()))
        if content.contains(seen):
            return content
        return content | QRectF(left, top, right - left, bottom - top)

    def _scaling(self, world: QRectF) -> tuple[float, QPointF]:
        """From the scene to the plate: the scale and the shift."""
        room = QRectF(self.rect()).adjusted(MARGIN, MARGIN, -MARGIN, -MARGIN)
        scale = min(room.width() / max(world.width(), 1), room.height() / max(world.height(), 1))
        return scale, room.center() - world.center() * scale

    def _go(self, point: QPointF) -> None:
        scale, shift = self._scaling(self._mapped())
        self._view.centerOn((point - shift) / scale)
        self._view.redraw_overlay()
        self.update()
