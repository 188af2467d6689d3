"""What a node takes of the scene: its body, ports, the plot beside it and the sliders beneath it, and where each is."""

from __future__ import annotations

from dataclasses import replace
from math import inf
from typing import NamedTuple, TypeAlias

from PySide6.QtCore import QPointF, QRectF, QSizeF
from PySide6.QtGui import QPainterPath

from app.canvas.drawn import Drawn
from app.canvas.inside import Inside
from app.canvas.kinds import PAINTERS
from app.canvas.kinds.kind import KindPainter
from app.canvas.plate import plate_of
from app.canvas.ports import HIT_RADIUS, WORDS_ROOM, PlacedPort, door_words_area, placed_doors, placed_ports
from app.canvas.slider_strip import SPILL, row_at, strip_of
from app.document.connecting import ports
from app.document.document import Node
from app.document.slidable import ShownSlider, shown_sliders
from app.document.vocabulary import NOTE

MARGIN = 16.0
PortKey: TypeAlias = tuple[str, str, bool]
CLOSED = Inside()


class Footing(NamedTuple):
    """How a node ``stand``s, with the ports where links end and what they keep clear of; what is ``covered`` by it; and
    its body, its sliders, its plate and what its words want to reach over in ``rows`` of left, top, right and bottom.
    """

    stand: tuple[object, ...]
    covered: tuple[QRectF, ...]
    rows: tuple[float, ...]


NOWHERE = Footing((), (), ())
NOTHING = (inf, inf, -inf, -inf)  # the row of an empty rectangle


class NodeBody(Drawn):
    """The measures of one node; what paints it adds how it looks."""

    def __init__(self, node: Node, inside: Inside) -> None:
        super().__init__()
        self.node, self.inside = node, inside
        self.area = self.live = QRectF()
        self.outline = QPainterPath()
        self.ports: tuple[PlacedPort, ...] = ()
        self.plate = QRectF()
        self.sliders: tuple[ShownSlider, ...] = ()
        self.strip = QRectF()
        self._points: dict[PortKey, QPointF] = {}
        self._scene_points: dict[PortKey, QPointF] = {}
        self._scene_body: QRectF | None = None
        self._footing: Footing | None = None
        self._covered: tuple[QRectF, ...] | None = None
        self._bounds = self._own_bounds = QRectF()
        self._wanted, self._least, self._room = QSizeF(), 0.0, inf

    def dress(self) -> None:
        """Look up words and colours anew."""
        self.refresh()

    def refresh(self) -> None:
        """Draw everything anew: something of it has changed."""
        self.update()

    def show_node(self, node: Node, inside: Inside = CLOSED) -> None:
        """Take over another state of the same node, of a group with what is ``inside``."""
        is_new = self.area.isEmpty()
        if is_new or node.position != self.node.position:
            self.vacate()
            self.setPos(*node.position)
            self._forget_place()
        if not is_new and node.is_but_for_place(self.node) and inside == self.inside:
            self.node = node
            return
        before = self._measures
        same_ports = (inside.doors, ports(node)) == (self.inside.doors, ports(self.node))
        self.node, self.inside = node, inside
        self.plate = plate_of(node.plot)
        self.sliders = shown_sliders(node)
        self._wanted = self.painter.size(node)
        self._least = self._wanted.width() if node.kind == NOTE else self.painter.least_width(node)
        self._take_size(anew=not same_ports)
        if self._measures != before:
            self._forget_place()
        self.dress()

    def _take_size(self, anew: bool) -> None:
        """Be as wide as the words want, within the room that there is."""
        area = QRectF(QPointF(), self._size())
        if area != self.area or anew:
            self._take_shape(area)
        self.strip = strip_of(area, len(self.sliders))
        beside = WORDS_ROOM if self.inside.doors else 0.0
        self._own_bounds = area.adjusted(-MARGIN - beside, -MARGIN, MARGIN + beside, MARGIN)
        self._own_bounds |= self.strip.adjusted(-SPILL, -SPILL, SPILL, SPILL)
        bounds = self._own_bounds | self.plate.adjusted(-MARGIN, -MARGIN, MARGIN, MARGIN)
        self.take_bounds(bounds)
        self._bounds = bounds

    def _size(self) -> QSizeF:
        width = min(self._wanted.width(), max(self._room, self._least)) if self.grows else self._wanted.width()
        return QSizeF(width, self._wanted.height())

    def _take_shape(self, area: QRectF) -> None:
        """Outline, body and ports of a size."""
        self.area = area
        self.live = self.painter.live(area)
        self.outline = self.painter.outline(area)
        self.ports = placed_doors(self.inside.doors, area) or placed_ports(self.node, area)
        self._points = {placed.key: placed.point for placed in self.ports}

    @property
    def _measures(self) -> tuple[object, ...]:
        return self.area, self.strip, self.plate, self.ports, self._wanted, self._least

    @property
    def grows(self) -> bool:
        """Whether its words want more width than it has at least."""
        return self._wanted.width() > self._least

    def _reach(self) -> QRectF:
        """What it may grow over, in scene coordinates; empty where it has all that its words want."""
        height = (self.area | self.strip).height()
        return QRectF(self.pos() + QPointF(self._least, 0.0), QSizeF(self._wanted.width() - self._least, height))

    def give_room(self, room: float) -> bool:
        """Let it be so wide at most, for the sake of its words; whether it is as wide as before."""
        self._room = room
        if self._size() == self.area.size():
            return True
        self._take_size(anew=True)
        self._forget_place()
        self.dress()
        return False

    def give_words(self, rooms: tuple[float, ...]) -> None:
        """Let the words at the ports of a group be so wide at most, port by port."""
        if rooms != tuple(placed.room for placed in self.ports):
            self.ports = tuple(replace(placed, room=room) for placed, room in zip(self.ports, rooms, strict=True))
            self._forget_place()
            self.refresh()

    @property
    def painter(self) -> KindPainter:
        """Who paints nodes of this kind."""
        return PAINTERS[self.node.kind]

    def scene_area(self) -> QRectF:
        """The body in scene coordinates."""
        return self.area.translated(self.pos())

    def scene_body(self) -> QRectF:
        """The body with the sliders beneath it, which links keep clear of, in scene coordinates."""
        if self._scene_body is None:
            area, strip = self.scene_area(), self.scene_strip()
            if not strip.isEmpty():
                area.setBottom(strip.bottom())
            self._scene_body = area
        return self._scene_body

    def scene_plate(self) -> QRectF:
        """The plate of a plot beside the node in scene coordinates, empty where there is none."""
        return self.plate.translated(self.pos()) if not self.plate.isEmpty() else QRectF()

    def scene_strip(self) -> QRectF:
        """The sliders beneath the body in scene coordinates, empty where there are none."""
        return self.strip.translated(self.pos()) if not self.strip.isEmpty() else QRectF()

    def scene_extent(self) -> QRectF:
        """The rectangle around the body and all that stands with it, in scene coordinates."""
        return self.scene_area() | self.scene_plate() | self.scene_strip()

    def slider_at(self, point: QPointF) -> ShownSlider | None:
        """The slider in whose row a point in scene coordinates lies."""
        row = row_at(self.strip, point - self.pos())
        return self.sliders[row] if row is not None else None

    def covered(self) -> tuple[QRectF, ...]:
        """What it covers of the scene: its body, the plate beside it, its sliders, and the words at a group's ports."""
        if self._covered is None:
            words = (door_words_area(placed) for placed in self.ports)
            beside = (area.translated(self.pos()) for area in (self.plate, self.strip, *words) if not area.isEmpty())
            self._covered = (self.scene_area(), *beside)
        return self._covered

    @property
    def footing(self) -> Footing:
        """How it stands in the scene now."""
        if self._footing is None:
            stand = (self.pos(), self.area, self.strip, self.ports)
            parts = (self.scene_area(), self.scene_strip(), self.scene_plate(), self._reach())
            rows = tuple(edge for part in parts for edge in (NOTHING if part.isEmpty() else _edges(part)))
            self._footing = Footing(stand, self.covered(), rows)
        return self._footing

    def port_at(self, point: QPointF) -> PlacedPort | None:
        """The nearest port within reach of a point in scene coordinates."""
        local = point - self.pos()
        near = [(_distance(p.point, local), index) for index, p in enumerate(self.ports)]
        reached = [entry for entry in near if entry[0] <= HIT_RADIUS]
        return self.ports[min(reached)[1]] if reached else None

    def port_point(self, key: PortKey) -> QPointF:
        """Where links leave or enter by a port, in scene coordinates; the middle where there is none of that key."""
        if key not in self._scene_points:
            self._scene_points[key] = self.pos() + (self._points.get(key) or self.area.center())
        return self._scene_points[key]

    def _forget_place(self) -> None:
        """What lies where is found anew when it is asked for: it stands elsewhere, or is of another size."""
        self._scene_body = self._covered = self._footing = None
        self._scene_points = {}

    def boundingRect(self) -> QRectF:
        return self._bounds

    def shape(self) -> QPainterPath:
        if self.plate.isEmpty() and self.strip.isEmpty():
            return self.outline
        whole = QPainterPath(self.outline)
        whole.addRect(self.plate)
        whole.addRect(self.strip)
        return whole


def _distance(a: QPointF, b: QPointF) -> float:
    return float(((a.x() - b.x()) ** 2 + (a.y() - b.y()) ** 2) ** 0.5)


def _edges(area: QRectF) -> tuple[float, float, float, float]:
    return area.left(), area.top(), area.right(), area.bottom()
