"""A note: no outline, a folded corner; the first line is bright, the others quiet."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPolygonF

from app.canvas.painting import ink
from app.canvas.painting.kind import PADDING, Face, KindPainter
from app.document.elements import Node, Value
from app.i18n.translation import tr
from app.widgets.painting import line_path, rounded_path, stroke_and_fill, take_font
from app.widgets.text import breakable

WIDTH, HEIGHT = 288.0, 54.0
FOLD = 11.0
LINE_HEIGHT = 18.0
TOP = 9.0
UNLIMITED = 10_000.0


def _number(value: Value | None, otherwise: float) -> float:
    return float(value) if isinstance(value, int | float) else otherwise


@lru_cache(maxsize=256)  # asked for by every stance of a note (decision 0218)
def text_height(text: str, width: float) -> float:
    """Height that wrapped words take."""
    room = QRectF(0, 0, width, UNLIMITED)
    return ink.metrics(13).boundingRect(room, int(Qt.TextFlag.TextWordWrap), breakable(text)).height()


def _fold(area: QRectF) -> tuple[QPointF, QPointF]:
    """The ends of the edge along which the corner is folded."""
    return area.bottomRight() - QPointF(FOLD, 0), area.bottomRight() - QPointF(0, FOLD)


class NotePainter(KindPainter):
    icon = "note"

    def size(self, node: Node) -> QSizeF:
        width = _number(node.parameters.get("width"), WIDTH)
        needed = text_height(node.text, width - 2 * PADDING) + 2 * TOP
        return QSizeF(width, max(_number(node.parameters.get("height"), HEIGHT), needed))

    def outline(self, area: QRectF) -> QPainterPath:
        across, down = _fold(area)
        whole = rounded_path(area, ink.look().size("radius", "badge"))
        return whole.subtracted(line_path([area.bottomRight(), across, down]))

    def paint_title(self, painter: QPainter, face: Face, area: QRectF) -> None:
        """A note has no title row."""

    def paint_body(self, painter: QPainter, face: Face, area: QRectF) -> None:
        look = ink.look()
        stroke_and_fill(painter, None, look.color("lineStrong"))
        across, down = _fold(area)
        painter.drawPolygon(QPolygonF([across, across - QPointF(0, FOLD), down]))
        inner = area.adjusted(PADDING, TOP, -PADDING, -TOP)
        first, _, rest = breakable(face.node.text).partition("\n")
        painter.setClipRect(inner, Qt.ClipOperation.IntersectClip)
        if not first:
            first = tr("Double-click to write")
        take_font(painter, ink.font(13), look.color("text1" if face.node.text else "text2"))
        flags = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignTop
        used = painter.boundingRect(inner, int(flags), first)
        painter.drawText(inner, int(flags), first)
        painter.setPen(look.color("text2"))
        painter.drawText(inner.adjusted(0, max(used.height(), LINE_HEIGHT), 0, 0), int(flags), rest)

    def paint_small_title(self, painter: QPainter, face: Face, area: QRectF) -> None:
        """A note has no title row."""

    def paint_small_body(self, painter: QPainter, face: Face, area: QRectF) -> None:
        self.paint_body(painter, face, area)
