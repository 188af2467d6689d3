"""The places and the looks of a node's ports."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from app.canvas.painting import ink
from app.canvas.painting.kind import LOW
from app.document.connecting import Port, ports
from app.document.elements import Node, NodeKind
from app.document.grouping import Door
from app.i18n.translation import listed, tr
from app.widgets.painting import dot, round_rect, stroke_and_fill
from engine.model.declaration import Payload

End: TypeAlias = tuple[str, str]
"""Id of a node and name of one of its ports."""
RADIUS = 5.0
LEGAL_RADIUS = 7.0
HIT_RADIUS = 12.0
WORDS_ROOM, WORDS_GAP, WORDS_RISE, WORDS_EDGE, WORDS_SIZE = 112.0, 9.0, 7.0, 3.0, 11
"""Of the words at a port of a group: their width at most, from the port, above its middle, ground around, font."""
LEAST_WORDS = 32.0  # scene units; in less nothing is said that one could read
SECOND_PORT = 28.0  # height of a second port above the foot


@dataclass(frozen=True)
class PlacedPort:
    """A port and its point in the coordinates of what is drawn; ``owner`` is its node, of a group one within.

    ``words`` say of a port of a group what goes through it, in a ``room`` of so many scene units.
    """

    port: Port
    point: QPointF
    is_output: bool
    owner: str
    words: str = ""
    room: float = WORDS_ROOM

    @property
    def end(self) -> End:
        """The name by which a link that begins or ends here calls it: owner and port."""
        return self.owner, self.port.name

    @property
    def key(self) -> tuple[str, str, bool]:
        """The key that tells it from the other ports that are drawn with it."""
        return self.owner, self.port.name, self.is_output


def placed_ports(node: Node, area: QRectF) -> tuple[PlacedPort, ...]:
    """The first port of each side at the middle of its edge, the second near the foot."""
    of_node = ports(node)
    placed = [
        PlacedPort(port, QPointF(_input_edge(node, area, y), y), False, node.id)
        for port, y in zip(of_node.inputs, _heights(area), strict=False)
    ]
    placed += [
        PlacedPort(port, QPointF(area.right(), y), True, node.id)
        for port, y in zip(of_node.outputs, _heights(area), strict=False)
    ]
    return tuple(placed)


def placed_doors(doors: Sequence[Door], area: QRectF) -> tuple[PlacedPort, ...]:
    """The doors of a group, evenly along its left and its right edge."""
    placed: list[PlacedPort] = []
    for is_output, x in ((False, area.left()), (True, area.right())):
        side = [door for door in doors if door.is_output is is_output]
        step = area.height() / (len(side) + 1)
        placed += [
            PlacedPort(door.port, QPointF(x, area.top() + step * place), is_output, door.owner, door_words(door))
            for place, door in enumerate(side, 1)
        ]
    return tuple(placed)


def door_words(door: Door) -> str:
    """The words for what goes through a port of a group: of or for which node within, and what."""
    return carried_words(door.title, (tr(door.port.payload.value),))


def carried_words(title: str, carried: Sequence[str]) -> str:
    """``Input: spikes``: a node beyond the edge of a group, and what goes between."""
    return tr("{title}: {what}", title=title, what=listed(carried))


def door_words_area(placed: PlacedPort) -> QRectF:
    """The area of the words at a port of a group: outside it, above the port; nothing where there are none."""
    words = _shown_words(placed)
    return _words_area(placed, ink.text_width(words, WORDS_SIZE)) if words else QRectF()


def door_words_band(placed: PlacedPort) -> QRectF:
    """The area that they may take where nothing stands beside the group."""
    return _words_area(placed, WORDS_ROOM)


def _words_area(placed: PlacedPort, taken: float) -> QRectF:
    metrics = ink.metrics(WORDS_SIZE)
    left = placed.point.x() + (WORDS_GAP if placed.is_output else -WORDS_GAP - taken)
    top = placed.point.y() - WORDS_RISE - metrics.ascent()
    return QRectF(left, top, taken, metrics.height()).adjusted(-WORDS_EDGE, 0, WORDS_EDGE, 0)


def paint_door_words(painter: QPainter, placed: PlacedPort) -> None:
    """On a ground that keeps threads from striking them through."""
    look, area = ink.look(), door_words_area(placed)
    if area.isEmpty():
        return
    round_rect(painter, area, WORDS_EDGE, None, look.color("canvas"))
    left, baseline = area.left() + WORDS_EDGE, placed.point.y() - WORDS_RISE
    ink.draw_text(painter, left, baseline, area.width(), _shown_words(placed), "text2", WORDS_SIZE)


def _shown_words(placed: PlacedPort) -> str:
    return ink.elided(placed.words, WORDS_SIZE, 400, placed.room) if placed.room >= LEAST_WORDS else ""


def _heights(area: QRectF) -> tuple[float, float]:
    second = area.bottom() - SECOND_PORT if area.height() > LOW else area.bottom()
    return area.center().y(), second


def _input_edge(node: Node, area: QRectF, y: float) -> float:
    """The left edge at height ``y``; a decoder's is notched."""
    if node.kind != NodeKind.DECODER:
        return area.left()
    notch = ink.look().size("node", "decoder_notch")
    depth = 1 - abs(y - area.center().y()) / (area.height() / 2)
    return area.left() + 2 + (notch - 2) * depth


def paint_port(painter: QPainter, placed: PlacedPort, color: QColor, radius: float, ground: QColor) -> None:
    """Disc for spikes, square for a current, ring for values, diamond for labels."""
    point, pen = placed.point, ink.look().size("node", "port_ring")
    match placed.port.payload:
        case Payload.SPIKES:
            dot(painter, point, radius, color, QPen(ground, pen))
        case Payload.CURRENT:
            stroke_and_fill(painter, QPen(ground, pen), color)
            painter.drawRect(QRectF(point.x() - radius, point.y() - radius, 2 * radius, 2 * radius))
        case Payload.VALUES:
            dot(painter, point, radius - 1, ground, QPen(color, pen))
        case Payload.LABELS:
            stroke_and_fill(painter, QPen(color, pen * 0.9), ground)
            far = radius + 0.5
            painter.drawPolygon(QPolygonF([point + QPointF(x, y) * far for x, y in _DIAMOND]))


_DIAMOND = ((1, 0), (0, 1), (-1, 0), (0, -1))


def find_port(ports: tuple[PlacedPort, ...], owner: str, name: str, is_output: bool) -> PlacedPort | None:
    """A port by its node and name; None where it is not drawn."""
    return next((p for p in ports if p.key == (owner, name, is_output)), None)
