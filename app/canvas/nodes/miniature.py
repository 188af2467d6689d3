"""A network in a few strokes: the outlines of its nodes in their colours, and threads between them."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from app.appearance.icons import paint_icon
from app.appearance.theme import theme
from app.canvas.kinds import PAINTERS
from app.canvas.painting import ink
from app.document.document import Document
from app.document.elements import NodeKind
from app.document.grouping import TOP, members, representative_of
from app.widgets.painting import stroke_and_fill

NODE_PEN, THREAD_PEN = 1.6, 1.4  # px, whatever the scale
FILL = 0.22  # of the colour, within an outline
LARGEST = 0.5  # of a node's own size
ICON, LEAST_ICON, ICON_SHARE = 22, 8, 0.45  # px, px, and of the shorter side of a node
LOOP = 0.55  # of a node's height, above it


@dataclass(frozen=True)
class MiniatureShape:
    """The outline of a node with the icon of what it is; ``identity`` is None of a note."""

    outline: QPainterPath
    icon: str
    identity: int | None


@dataclass(frozen=True)
class Miniature:
    """In scene coordinates; ``area`` holds all."""

    shapes: tuple[MiniatureShape, ...]
    threads: tuple[QPainterPath, ...]
    area: QRectF


def miniature(document: Document) -> Miniature:
    """A miniature of what stands on the outermost level; groups are one shape each."""
    areas, shapes = dict[str, QRectF](), []
    for node in members(document, TOP):
        painter = PAINTERS[node.kind]
        area = QRectF(QPointF(*node.position), painter.size(node))
        areas[node.id] = area
        identity = None if node.kind == NodeKind.NOTE else node.identity
        shapes.append(MiniatureShape(painter.outline(area), painter.icon_of(node), identity))
    threads = {}
    for link in document.links.values():
        ends = tuple(representative_of(document, end, TOP) for end in (link.source, link.target))
        if ends[0] in areas and ends[1] in areas and (ends[0] != ends[1] or link.source == link.target):
            threads[ends] = _thread(areas[ends[0]], areas[ends[1]])
    whole = QRectF()
    for path in (*(shape.outline for shape in shapes), *threads.values()):
        whole = whole.united(path.boundingRect())
    return Miniature(tuple(shapes), tuple(threads.values()), whole)


def _thread(source: QRectF, target: QRectF) -> QPainterPath:
    """From the right of the one to the left of the other, as threads on the canvas go."""
    start, end = QPointF(source.right(), source.center().y()), QPointF(target.left(), target.center().y())
    path = QPainterPath(start)
    if source == target:
        rise = LOOP * source.height()
        over = source.top() - rise
        path.cubicTo(start.x() + rise, over, end.x() - rise, over, end.x(), end.y())
        return path
    bow = max(abs(end.x() - start.x()) / 2, source.height() / 2)
    path.cubicTo(start + QPointF(bow, 0), end - QPointF(bow, 0), end)
    return path


def paint_miniature(painter: QPainter, drawn: Miniature, place: QRectF) -> None:
    """Paint it as large as fits into ``place``, in its middle; never nearly as large as on the canvas."""
    if drawn.area.isEmpty():
        return
    scale = min(place.width() / drawn.area.width(), place.height() / drawn.area.height(), LARGEST * theme().px(1.0))
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(place.center())
    painter.scale(scale, scale)
    painter.translate(-drawn.area.center())
    stroke_and_fill(painter, _pen(theme().color("thread"), THREAD_PEN), None)
    for thread in drawn.threads:
        painter.drawPath(thread)
    for shape in drawn.shapes:
        color = theme().color("note") if shape.identity is None else theme().identity(shape.identity)
        painter.fillPath(shape.outline, theme().color("surface1"))
        stroke_and_fill(painter, _pen(color, NODE_PEN), ink.faint(color, FILL))
        painter.drawPath(shape.outline)
    painter.restore()
    for shape in drawn.shapes:
        area = shape.outline.boundingRect()
        side = min(ICON_SHARE * scale * min(area.width(), area.height()), theme().px(ICON))
        if shape.icon and side >= LEAST_ICON:
            middle = place.center() + (area.center() - drawn.area.center()) * scale
            square = QRectF(middle.x() - side / 2, middle.y() - side / 2, side, side)
            paint_icon(painter, shape.icon, square, "text1")


def _pen(color: QColor, width: float) -> QPen:
    pen = QPen(color, width)
    pen.setCosmetic(True)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    return pen
