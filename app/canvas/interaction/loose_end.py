"""The loose end of a wire: it follows the mouse and jumps to a port that it may be linked with."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPoint, QPointF, QRectF
from PySide6.QtGui import QColor, QPainter

from app.canvas.interaction.gesture import Press, is_drag
from app.canvas.links.wire import paint_wire, wire_area
from app.canvas.nodes.node_item import NodeItem
from app.canvas.painting.ports import End, PlacedPort
from app.canvas.scene.surface import Surface
from app.document.connecting import legal_sources, legal_targets, may_connect
from app.document.document import Document
from app.document.elements import NodeKind
from app.document.grouping import nodes_within
from engine.problems import Problem


@dataclass(frozen=True)
class LandedLink:
    """The link that a wire let go here would make, and why it may not be made; None when it may."""

    source: End
    target: End
    refusal: Problem | None


class LooseEnd:
    """``held`` is the port at the other end; ``document`` says what is legal, ``pulled`` whether a drag began."""

    def __init__(
        self, surface: Surface, press: Press, item: NodeItem, held: PlacedPort, color: QColor, document: Document
    ) -> None:
        self._surface, self._press = surface, press
        self._document = document
        (self.node_id, self.port_name), self._is_output, self._item = held.end, held.is_output, item
        self._from, self._color = item.pos() + held.point, color
        self._to: QPointF | None = None
        self._painted = QRectF()
        legal = legal_targets if held.is_output else legal_sources
        self._legal = legal(document, self.node_id, self.port_name)

    def link_to(self, end: End) -> tuple[End, End]:
        """Source and target of a link from the port that is held to this one."""
        here = (self.node_id, self.port_name)
        return (here, end) if self._is_output else (end, here)

    @property
    def pulled(self) -> bool:
        return self._to is not None

    def follow(self, view: QPoint, scene: QPointF) -> None:
        """The mouse has moved with the wire."""
        if self._to is None:
            if not is_drag(self._press, view):
                return
            self._dim(True)
        self._to = scene
        hit = self._surface.drawing.hit(scene)
        if hit.node is not None and self._legal_ports(hit.node):
            self._to = self._port_of(hit.node, hit.port)[1]
        self._redraw()

    def let_go(self) -> None:
        """The wire is gone and every node as bright as before."""
        self._to = None
        self._dim(False)
        self._redraw()

    def paint(self, painter: QPainter) -> None:
        if self._to is not None:
            paint_wire(painter, self._from, self._to, self._color, self._is_output)

    def landing(self, item: NodeItem, under: PlacedPort | None) -> LandedLink | None:
        """At the port under the mouse, else at the one that fits; None where the wire begins."""
        source, target = self.link_to(self._port_of(item, under)[0])
        if source == target:
            return None
        return LandedLink(source, target, may_connect(self._document, *source, *target))

    def choices(self, item: NodeItem, under: PlacedPort | None) -> list[End]:
        """Ports within a closed group, where the wire was let go over none of its own and not just one fits."""
        if item.node.kind != NodeKind.GROUP or (under is not None and under.is_output != self._is_output):
            return []
        return self._within(item) if len(self._legal_ports(item)) != 1 else []

    def _within(self, item: NodeItem) -> list[End]:
        """The ends that the wire may have within a group, at any depth."""
        within = nodes_within(self._document, (item.node.id,)) if item.node.kind == NodeKind.GROUP else []
        return [(i, self._legal[i]) for i in within if i in self._legal] if self.node_id not in within else []

    def _legal_ports(self, item: NodeItem) -> list[PlacedPort]:
        """The ports where the wire may end at what is drawn of a node or a group."""
        facing = (port for port in item.ports if port.is_output != self._is_output)
        return [port for port in facing if self._legal.get(port.owner) == port.port.name]

    def _port_of(self, item: NodeItem, under: PlacedPort | None) -> tuple[End, QPointF]:
        """The port at which the wire would end, and its point."""
        if under is not None and under.is_output != self._is_output:
            return under.end, item.pos() + under.point
        facing = [port for port in item.ports if port.is_output != self._is_output]
        port = next(iter(self._legal_ports(item) or facing), None)
        if port is None:
            return (item.node.id, ""), item.pos() + item.area.center()
        return port.end, item.pos() + port.point

    def _dim(self, dims: bool) -> None:
        for item in self._surface.drawing.nodes.values():
            legal = self._legal_ports(item)
            fades = dims and not legal and not self._within(item) and item is not self._item
            item.set_wiring(fades, frozenset(port.key for port in legal) if dims else frozenset())

    def _redraw(self) -> None:
        """Only where the wire was and where it is now."""
        now = wire_area(self._from, self._to, self._is_output) if self._to is not None else QRectF()
        self._surface.redraw_overlay(self._painted | now)
        self._painted = now
