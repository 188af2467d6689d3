"""The loose end of a wire: it follows the mouse and jumps to a port that it may be linked with."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPoint, QPointF, QRectF
from PySide6.QtGui import QColor, QPainter

from app.canvas.gestures.gesture import Press, Surface, is_drag
from app.canvas.node_item import NodeItem
from app.canvas.ports import PlacedPort
from app.canvas.wire import paint_wire, wire_area
from app.document.connecting import legal_sources, legal_targets, may_connect, ports
from app.document.document import Document
from engine.problems import Problem

End = tuple[str, str]
"""Id of a node and name of one of its ports."""


@dataclass(frozen=True)
class Landing:
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
        self.node_id, self.port_name, self._is_output = item.node.id, held.port.name, held.is_output
        self._from, self._color = item.pos() + held.point, color
        self._to: QPointF | None = None
        self._painted = QRectF()
        legal = legal_targets if held.is_output else legal_sources
        self._legal = legal(document, self.node_id, self.port_name)

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
        if hit.node is not None and hit.node.node.id in self._legal:
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

    def landing(self, item: NodeItem, under: PlacedPort | None) -> Landing | None:
        """At the port under the mouse, else at the one that fits; None where the wire begins."""
        name, _ = self._port_of(item, under)
        here, there = (self.node_id, self.port_name), (item.node.id, name)
        source, target = (here, there) if self._is_output else (there, here)
        if source == target:
            return None
        return Landing(source, target, may_connect(self._document, *source, *target))

    def _port_of(self, item: NodeItem, under: PlacedPort | None) -> tuple[str, QPointF]:
        """Name and point of the port of a node at which the wire would end."""
        if under is not None and under.is_output != self._is_output:
            return under.port.name, item.pos() + under.point
        own = ports(item.node)
        side = own.inputs if self._is_output else own.outputs
        name = self._legal.get(item.node.id) or (side[0].name if side else "")
        point = next(
            (p.point for p in item.ports if p.port.name == name and p.is_output != self._is_output),
            item.area.center(),
        )
        return name, item.pos() + point

    def _dim(self, dims: bool) -> None:
        for node_id, item in self._surface.drawing.nodes.items():
            legal = node_id in self._legal
            fades = dims and not legal and node_id != self.node_id
            ends = frozenset({(self._legal[node_id], not self._is_output)}) if legal else frozenset()
            item.set_wiring(fades, ends if dims else frozenset())

    def _redraw(self) -> None:
        """Only where the wire was and where it is now."""
        now = wire_area(self._from, self._to, self._is_output) if self._to is not None else QRectF()
        self._surface.redraw_overlay(self._painted | now)
        self._painted = now
