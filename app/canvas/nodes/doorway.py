"""A doorway: at the edge of an entered group, a node outside that is linked with one within, and what goes between."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce
from operator import or_

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter, QPainterPath
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from app.canvas.painting import ink
from app.canvas.painting.drawn import DrawnItem
from app.canvas.painting.ports import carried_words
from app.document.connecting import ports
from app.document.document import Document
from app.document.elements import Link, Node
from app.i18n.translation import tr
from app.widgets.painting import dashed, stroke_and_fill

HEIGHT, PADDING, MOST_WIDTH = 28.0, 12.0, 200.0
DASHES = (3.0, 3.0)
AWAY = 216.0  # from the nodes of the group, room for a badge between
APART = 12.0


class Doorway(DrawnItem):
    """``leads_in`` where links come from the node outside; a double-click goes to it."""

    def __init__(self, node: Node, leads_in: bool) -> None:
        super().__init__(QRectF())
        self.node, self.leads_in, self.words = node, leads_in, ""
        self.area = QRectF()
        self.show_node(node, ())

    def show_node(self, node: Node, carried: Sequence[str]) -> None:
        """Take over another state of the node outside, and words for what goes between it and the group."""
        self.node, self.words = node, carried_words(node.title, carried)
        width = min(ink.text_width(self.words, 12, 500) + 2 * PADDING, MOST_WIDTH)
        self.area = QRectF(0, 0, width, HEIGHT)
        self.take_bounds(self.area.adjusted(-2, -2, 2, 2))
        self.update()

    def place_end_at(self, point: QPointF) -> None:
        """Put the end of its links at a point."""
        self.prepare_geometry_change()
        self.setPos(point - self._end())

    def _end(self) -> QPointF:
        return QPointF(self.area.right() if self.leads_in else self.area.left(), self.area.center().y())

    def port_point(self, key: object = None) -> QPointF:
        """The point where its links begin or end, whatever port they say, in scene coordinates."""
        return self.pos() + self._end()

    def scene_area(self) -> QRectF:
        return self.area.translated(self.pos())

    def scene_body(self) -> QRectF:
        """The area that links keep clear of: all of it."""
        return self.scene_area()

    @property
    def placed(self) -> tuple[float, ...]:
        """The place where it stands, and its width."""
        return *self.pos().toTuple(), self.area.width()

    def shape(self) -> QPainterPath:
        path = QPainterPath()
        path.addRect(self.area)
        return path

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        look = ink.look()
        stroke_and_fill(painter, dashed(look.identity(self.node.identity), 1, DASHES), look.color("surface0"))
        painter.drawRoundedRect(self.area, HEIGHT / 2, HEIGHT / 2)
        room = self.area.width() - 2 * PADDING
        ink.draw_text(painter, PADDING, 18, room, self.words, "text2", 12, 500, ink.CENTRE)


@dataclass
class WantedDoorway:
    """A doorway at the height of what it is linked with first, and words for all that is ``carried``, in order."""

    height: float
    carried: dict[str, None] = field(default_factory=dict)


def wanted_doorways(
    document: Document,
    ends: Callable[[Link], tuple[str | None, str | None] | None],
    height_of: Callable[[str], float],
) -> dict[tuple[str, bool], WantedDoorway]:
    """One for every node outside that is linked with one within, by its id and whether it leads in.

    ``ends`` names what stands for both ends of a link, None for one outside; ``height_of`` is where that stands.
    """
    found: dict[tuple[str, bool], WantedDoorway] = {}
    for link in document.links.values():
        match ends(link):
            case (None, str(within)):
                key = link.source, True
            case (str(within), None):
                key = link.target, False
            case _:
                continue
        wanted = found.setdefault(key, WantedDoorway(height_of(within)))
        port = ports(document.nodes[link.source]).output(link.source_port)
        if port is not None:
            wanted.carried[tr(port.payload.value)] = None
    return found


def place_doorways(
    drawn: dict[tuple[str, bool], Doorway],
    wanted: Mapping[tuple[str, bool], WantedDoorway],
    document: Document,
    within: Iterable[QRectF],
) -> Iterator[Doorway]:
    """Show what is wanted beside the nodes that lie ``within``; gives the doorways that were not ``drawn`` before."""
    for key, one in wanted.items():
        node = document.nodes[key[0]]
        if key not in drawn:
            drawn[key] = Doorway(node, key[1])
            yield drawn[key]
        drawn[key].show_node(node, tuple(one.carried))
    content = reduce(or_, within, QRectF())
    _columns(content, {drawn[key]: one.height for key, one in wanted.items()})


def _columns(content: QRectF, wanted: dict[Doorway, float]) -> None:
    """Stand doorways left and right of the nodes, each at the height that it wants or below the one before."""
    for leads_in in (True, False):
        x = content.left() - AWAY if leads_in else content.right() + AWAY
        taken = float("-inf")
        for doorway in sorted((d for d in wanted if d.leads_in is leads_in), key=lambda d: (wanted[d], d.node.id)):
            y = max(wanted[doorway], taken)
            doorway.place_end_at(QPointF(x, y))
            taken = y + HEIGHT + APART
