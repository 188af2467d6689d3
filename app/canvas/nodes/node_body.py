"""A node's parts in the scene: its body, ports, the plot beside it and the sliders beneath it, and where each is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from math import inf

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainterPath

from app.canvas.kinds import PAINTERS
from app.canvas.nodes.inside import Inside
from app.canvas.nodes.node_geometry import NodeShape, PlacedNode, PortKey
from app.canvas.painting.drawn import DrawnItem
from app.canvas.painting.kind import KindPainter
from app.canvas.painting.ports import HIT_RADIUS, PlacedPort
from app.canvas.painting.slider_strip import row_at, track_of
from app.document.elements import Node
from app.document.meaning.slidable import ShownSlider

CLOSED = Inside()
EARLIER = 2  # stances that are kept, one that an undo goes back to among them


class NodeBody(DrawnItem):
    """The measures of one node; what paints it adds how it looks."""

    def __init__(self, node: Node, inside: Inside) -> None:
        self.node = node
        self._room = inf
        self.placed = PlacedNode(NodeShape.of(node, inside, self._room), QPointF(*node.position))
        super().__init__(self.placed.shape.bounds)
        self._earlier: tuple[PlacedNode, ...] = ()
        self.setPos(self.placed.position)

    def refresh_style(self) -> None:
        """Look up words and colours anew."""
        self.refresh()

    def refresh(self) -> None:
        """Draw everything anew: something of it has changed."""
        self.update()

    def show_node(self, node: Node, inside: Inside = CLOSED) -> None:
        """Take over another state of the same node, of a group with what is ``inside``.

        A place that it had shortly before is taken as it was, also as wide: it may be given other room then.
        """
        now, position = self.placed, QPointF(*node.position)
        placed = next((had for had in self._had_at(position) if had.shape.draws(node, inside)), None)
        if placed is None:
            placed = PlacedNode(self._shape_of(node, inside), position)
        self.node = node
        if placed is now:
            return
        self._stand(placed)
        self._earlier = (now, *(earlier for earlier in self._earlier if earlier is not placed))[:EARLIER]
        if placed.shape is not now.shape:
            self.refresh_style()

    def _had_at(self, position: QPointF) -> Iterator[PlacedNode]:
        """The present and earlier placements of the node that have this position, the last first."""
        return (placed for placed in (self.placed, *self._earlier) if placed.position == position)

    def _shape_of(self, node: Node, inside: Inside) -> NodeShape:
        """One that it had elsewhere, in the room that it has here, or a new one."""
        for placed in (self.placed, *self._earlier):
            if placed.shape.draws(node, inside):
                return placed.shape.within(self._room)
        return NodeShape.of(node, inside, self._room).sharing(self.placed.shape)

    def _stand(self, placed: PlacedNode) -> None:
        if placed.position != self.placed.position:
            self.prepare_geometry_change()
            self.setPos(placed.position)
        self.take_bounds(placed.shape.bounds)
        self.placed = placed

    def forget_before(self) -> None:
        """Words take other room now."""
        self._earlier = ()

    def keep_room(self) -> None:
        """Be as wide as the room that was given last allows."""
        self.set_width_limit(self._room)

    def set_width_limit(self, room: float) -> bool:
        """Let it be so wide at most, for the sake of its words; whether it is as wide as before."""
        self._room = room
        shape = self.placed.shape.within(room)
        if shape is self.placed.shape:
            return True
        inside, position = self.placed.shape.inside, self.placed.position
        had = (had for had in self._had_at(position) if had.shape.area == shape.area)
        same = next((placed for placed in had if placed.shape.draws(self.node, inside)), None)
        self._stand(same or PlacedNode(shape, position))
        self.refresh_style()
        return False

    def set_label_widths(self, rooms: tuple[float, ...]) -> None:
        """Let the words at the ports of a group be so wide at most, port by port."""
        if rooms != tuple(placed.room for placed in self.ports):
            ports = tuple(replace(placed, room=room) for placed, room in zip(self.ports, rooms, strict=True))
            self._stand(PlacedNode(replace(self.placed.shape, ports=ports), self.placed.position))
            self.refresh()

    # ---- in coordinates of its own

    @property
    def area(self) -> QRectF:
        """The body."""
        return self.placed.shape.area

    @property
    def outline(self) -> QPainterPath:
        """The outline that tells its kind."""
        return self.placed.shape.outline

    @property
    def plate(self) -> QRectF:
        """Of a plot beside the body; empty where there is none."""
        return self.placed.shape.plate

    @property
    def strip(self) -> QRectF:
        """Of the sliders beneath the body; empty where there are none."""
        return self.placed.shape.strip

    @property
    def ports(self) -> tuple[PlacedPort, ...]:
        """The ports where links begin and end."""
        return self.placed.shape.ports

    @property
    def sliders(self) -> tuple[ShownSlider, ...]:
        """Beneath the body, from top to bottom."""
        return self.placed.shape.sliders

    @property
    def painter(self) -> KindPainter:
        """The painter of nodes of this kind."""
        return PAINTERS[self.node.kind]

    def port_at(self, point: QPointF) -> PlacedPort | None:
        """The nearest port within reach of a point in scene coordinates."""
        local = point - self.pos()
        near = [(_distance(p.point, local), index) for index, p in enumerate(self.ports)]
        reached = [entry for entry in near if entry[0] <= HIT_RADIUS]
        return self.ports[min(reached)[1]] if reached else None

    def shape(self) -> QPainterPath:
        if self.plate.isEmpty() and self.strip.isEmpty():
            return self.outline
        whole = QPainterPath(self.outline)
        whole.addRect(self.plate)
        whole.addRect(self.strip)
        return whole

    # ---- in scene coordinates

    def scene_area(self) -> QRectF:
        """The body."""
        return QRectF(self.placed.area)

    def scene_body(self) -> QRectF:
        """The body with the sliders beneath it, which links keep clear of."""
        return self.placed.body

    def slider_at(self, point: QPointF) -> ShownSlider | None:
        """The slider in whose row a point lies."""
        row = row_at(self.strip, point - self.pos())
        return self.sliders[row] if row is not None else None

    def track(self, name: str) -> QRectF:
        """The area in which a hand means the track of a slider."""
        return track_of(self.placed.strip, [shown.name for shown in self.sliders].index(name))

    def port_point(self, key: PortKey) -> QPointF:
        """The point where links leave or enter by a port; the middle where there is none of that key."""
        return self.placed.point(key)


def _distance(a: QPointF, b: QPointF) -> float:
    return float(((a.x() - b.x()) ** 2 + (a.y() - b.y()) ** 2) ** 0.5)
