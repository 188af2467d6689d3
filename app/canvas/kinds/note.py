"""A note: no outline, a folded corner; the first line is bright, the others quiet."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPolygonF

from app.canvas import ink
from app.canvas.kinds.kind import PADDING, Face, KindPainter
from app.document.document import Node
from app.translation import tr

WIDTH, HEIGHT = 288.0, 54.0
FOLD = 11.0
LINE_HEIGHT = 18.0
TOP = 9.0


class NotePainter(KindPainter):
    icon = "note"

    def size(self, node: Node) -> QSizeF:
        width, height = node.parameters.get("width", WIDTH), node.parameters.get("height", HEIGHT)
        return QSizeF(
            width if isinstance(width, int | float) else WIDTH,
            height if isinstance(height, int | float) else HEIGHT,
        )

    def outline(self, area: QRectF) -> QPainterPath:
        radius = ink.look().size("radius", "badge")
        path = QPainterPath()
        path.addRoundedRect(area, radius, radius)
        corner = QPainterPath()
        corner.addPolygon(
            QPolygonF(
                [
                    area.bottomRight(),
                    area.bottomRight() - QPointF(FOLD, 0),
                    area.bottomRight() - QPointF(0, FOLD),
                ]
            )
        )
        return path.subtracted(corner)

    def paint_title(self, painter: QPainter, face: Face, area: QRectF) -> None:
        """A note has no title row."""

    def paint_body(self, painter: QPainter, face: Face, area: QRectF) -> None:
        look = ink.look()
        painter.setPen(ink.NO_PEN)
        painter.setBrush(look.color("lineStrong"))
        painter.drawPolygon(
            QPolygonF(
                [
                    area.bottomRight() - QPointF(FOLD, 0),
                    area.bottomRight() - QPointF(FOLD, FOLD),
                    area.bottomRight() - QPointF(0, FOLD),
                ]
            )
        )
        inner = area.adjusted(PADDING, TOP, -PADDING, -TOP)
        first, _, rest = face.node.text.partition("\n")
        painter.setClipRect(inner, Qt.ClipOperation.IntersectClip)
        if not first:
            first = tr("Double-click to write")
        painter.setFont(ink.font(13))
        painter.setPen(look.color("text1" if face.node.text else "text2"))
        flags = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignTop
        used = painter.boundingRect(inner, int(flags), first)
        painter.drawText(inner, int(flags), first)
        painter.setPen(look.color("text2"))
        painter.drawText(inner.adjusted(0, max(used.height(), LINE_HEIGHT), 0, 0), int(flags), rest)

    def paint_small(self, painter: QPainter, face: Face, area: QRectF) -> None:
        self.paint_body(painter, face, area)
