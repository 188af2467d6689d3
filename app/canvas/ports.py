"""Where the ports of a node lie and how they look."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from app.canvas import ink
from app.canvas.kinds.kind import LOW
from app.document.connecting import Port, ports
from app.document.document import Node
from engine.model.declaration import Payload

RADIUS = 5.0
LEGAL_RADIUS = 7.0
HIT_RADIUS = 12.0
SECOND_PORT = 28.0  # height of a second port above the foot


@dataclass(frozen=True)
class PlacedPort:
    """A port and its point in the node's own coordinates."""

    port: Port
    point: QPointF
    is_output: bool


def placed_ports(node: Node, area: QRectF) -> tuple[PlacedPort, ...]:
    """The first port of each side at the middle of its edge, the second near the foot."""
    of_node = ports(node)
    placed = [
        PlacedPort(port, QPointF(_input_edge(node, area, y), y), False)
        for port, y in zip(of_node.inputs, _heights(area), strict=False)
    ]
    placed += [
        PlacedPort(port, QPointF(area.right(), y), True)
        for port, y in zip(of_node.outputs, _heights(area), strict=False)
    ]
    return tuple(placed)


def _heights(area: QRectF) -> tuple[float, float]:
    second = area.bottom() - SECOND_PORT if area.height() > LOW else area.bottom()
    return area.center().y(), second


def _input_edge(node: Node, area: QRectF, y: float) -> float:
    """The left edge at height ``y``; a decoder's is notched."""
    if node.kind != "decoder":
        return area.left()
    notch = ink.look().size("node", "decoder_notch")
    depth = 1 - abs(y - area.center().y()) / (area.height() / 2)
    return area.left() + 2 + (notch - 2) * depth


def paint_port(painter: QPainter, placed: PlacedPort, color: QColor, radius: float, ground: QColor) -> None:
    """Disc for spikes, square for a current, ring for values, diamond for labels."""
    point, pen = placed.point, ink.look().size("node", "port_ring")
    match placed.port.payload:
        case Payload.SPIKES:
            painter.setPen(QPen(ground, pen))
            painter.setBrush(color)
            painter.drawEllipse(point, radius, radius)
        case Payload.CURRENT:
            painter.setPen(QPen(ground, pen))
            painter.setBrush(color)
            painter.drawRect(QRectF(point.x() - radius, point.y() - radius, 2 * radius, 2 * radius))
        case Payload.VALUES:
            painter.setPen(QPen(color, pen))
            painter.setBrush(ground)
            painter.drawEllipse(point, radius - 1, radius - 1)
        case Payload.LABELS:
            painter.setPen(QPen(color, pen * 0.9))
            painter.setBrush(ground)
            far = radius + 0.5
            painter.drawPolygon(QPolygonF([point + QPointF(x, y) * far for x, y in _DIAMOND]))


_DIAMOND = ((1, 0), (0, 1), (-1, 0), (0, -1))


def placed(ports: tuple[PlacedPort, ...], name: str, is_output: bool) -> PlacedPort:
    """A port of a node by its name; raises StopIteration where the node has no such port."""
    return next(p for p in ports if p.port.name == name and p.is_output == is_output)


def by_name(placed: tuple[PlacedPort, ...], name: str, is_output: bool) -> QPointF | None:
    """The point of a port, None where the node has no such port."""
    return next((p.point for p in placed if p.port.name == name and p.is_output == is_output), None)
