"""Connect: drag from a port to a port, in either direction.

Nodes that cannot take the wire fade; a refusal says why. Let go over empty canvas, and only what can be
linked there is offered.
"""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QPainter

from app.canvas.gestures.gesture import Press, Surface, is_drag
from app.canvas.node_item import NodeItem
from app.canvas.ports import PlacedPort
from app.canvas.wire import paint_wire
from app.commands import intentions
from app.document.connecting import legal_sources, legal_targets, may_connect, ports


def begin_connect(surface: Surface, press: Press) -> Connect | None:
    if press.button != Qt.MouseButton.LeftButton or press.hit.node is None or press.hit.port is None:
        return None
    return Connect(surface, press, press.hit.node, press.hit.port)


class Connect:
    cursor = Qt.CursorShape.CrossCursor

    def __init__(self, surface: Surface, press: Press, item: NodeItem, port: PlacedPort) -> None:
        self._surface, self._press = surface, press
        self._id, self._port = item.node.id, port
        self._from = item.pos() + port.point
        self._color = item.face.color
        self._to: QPointF | None = None
        document = surface.editor.document
        legal = legal_targets if port.is_output else legal_sources
        self._legal = legal(document, self._id, port.port.name)

    def drag(self, view: QPoint, scene: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        if self._to is None:
            if not is_drag(self._press, view):
                return
            self._dim(True)
        self._to = scene
        hit = self._surface.drawing.hit(scene)
        if hit.node is not None and hit.node.node.id in self._legal:
            self._to = self._port_of(hit.node, hit.port)[1]
        self._surface.redraw_overlay()

    def release(self, scene: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        started = self._to is not None
        self.cancel()
        if self._id not in self._surface.editor.document.nodes:
            return  # an undo took it away while the wire was dragged
        if not started:
            self._surface.editor.selection.set((self._id,))
            return
        hit = self._surface.drawing.hit(scene)
        if hit.node is None:
            if hit.link is None:
                self._surface.offer_models(scene, self._id, self._port.port.name)
            return
        self._join(hit.node, hit.port, scene)

    def cancel(self) -> None:
        self._to = None
        self._dim(False)
        self._surface.redraw_overlay()

    def paint(self, painter: QPainter) -> None:
        if self._to is None:
            return
        paint_wire(painter, self._from, self._to, self._color, self._port.is_output)

    def _join(self, item: NodeItem, under: PlacedPort | None, at: QPointF) -> None:
        """Link with the port under the mouse, else with the one that fits; say why where none does."""
        name, _ = self._port_of(item, under)
        here, there = (self._id, self._port.port.name), (item.node.id, name)
        source, target = (here, there) if self._port.is_output else (there, here)
        if source == target:
            return
        refusal = may_connect(self._surface.editor.document, *source, *target)
        if refusal is not None:
            self._surface.refuse(refusal, at)
            return
        intentions.connect(self._surface.editor, *source, *target)

    def _port_of(self, item: NodeItem, under: PlacedPort | None) -> tuple[str, QPointF]:
        """Name and point of the port of a node at which the wire would end."""
        if under is not None and under.is_output != self._port.is_output:
            return under.port.name, item.pos() + under.point
        own = ports(item.node)
        side = own.inputs if self._port.is_output else own.outputs
        name = self._legal.get(item.node.id) or (side[0].name if side else "")
        point = next(
            (p.point for p in item.ports if p.port.name == name and p.is_output != self._port.is_output),
            item.area.center(),
        )
        return name, item.pos() + point

    def _dim(self, dims: bool) -> None:
        for node_id, item in self._surface.drawing.nodes.items():
            legal = node_id in self._legal
            fades = dims and not legal and node_id != self._id
            ends = frozenset({(self._legal[node_id], not self._port.is_output)}) if legal else frozenset()
            item.set_wiring(fades, ends if dims else frozenset())
