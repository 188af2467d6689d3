"""The loose end of a wire, and what drags it: it follows the mouse and jumps to a port that it may be linked with."""

from __future__ import annotations

from abc import abstractmethod

from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter

from app.canvas.interaction.gesture import Gesture
from app.canvas.links.wire import paint_wire, wire_area
from app.canvas.nodes.node_item import NodeItem
from app.canvas.painting.ports import End, PlacedPort
from app.canvas.scene.hit import Hit
from app.canvas.scene.surface import Surface
from app.document.connecting import legal_sources, legal_targets, may_connect
from app.document.document import Document
from app.document.elements import NodeKind
from app.document.grouping import nodes_within
from engine.problems import Problem


class LooseEnd:
    """``held`` is the port at the other end; ``document`` says what is legal."""

    def __init__(self, surface: Surface, item: NodeItem, held: PlacedPort, color: QColor, document: Document) -> None:
        self._surface, self._document = surface, document
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

    def follow(self, scene: QPointF) -> None:
        """The mouse has moved with the wire."""
        if self._to is None:
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

    def landing(self, item: NodeItem, under: PlacedPort | None) -> tuple[End, End]:
        """Source and target of a link that ends at the port under the mouse, else at the one that fits."""
        return self.link_to(self._port_of(item, under)[0])

    def refusal(self, source: End, target: End) -> Problem | None:
        """The reason why such a link may not be made; None where it may."""
        return may_connect(self._document, *source, *target)

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


class WireGesture(Gesture):
    """Drags a loose end to a port, or to one of several within a closed group; a click chooses ``element_id``."""

    cursor = Qt.CursorShape.CrossCursor

    def __init__(self, surface: Surface, element_id: str, end: LooseEnd) -> None:
        self._surface, self._id, self._end = surface, element_id, end

    def drag(self, view: QPoint, scene: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        self._end.follow(scene)

    def click(self) -> None:
        if self._surface.editor.document.element(self._id) is not None:
            self._surface.editor.selection.set((self._id,))

    def release(self, scene: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        self.cancel()
        end, document, hit = self._end, self._surface.editor.document, self._surface.drawing.hit(scene)
        if document.element(self._id) is None or end.node_id not in document.nodes:
            return  # an undo took it away while the wire was dragged
        if hit.node is None:
            self.fall(scene, hit)
        elif choices := end.choices(hit.node, hit.port):
            held = (end.node_id, end.port_name)
            self._surface.offer_within(scene, held, choices, lambda to: self.join(*end.link_to(to)))
        else:
            self._end_at(*end.landing(hit.node, hit.port), scene)

    def _end_at(self, source: End, target: End, scene: QPointF) -> None:
        if source == target:
            return  # where the wire begins
        refusal = self._end.refusal(source, target)
        if refusal is not None:
            self._surface.refuse(refusal, scene)
        else:
            self.join(source, target)

    def fall(self, scene: QPointF, hit: Hit) -> None:
        """The wire was let go over no node."""

    @abstractmethod
    def join(self, source: End, target: End) -> None:
        """Link two ports."""

    def cancel(self) -> None:
        self._end.let_go()

    def paint(self, painter: QPainter) -> None:
        self._end.paint(painter)
