"""Connect: drag from a port to a port, in either direction.

Nodes that cannot take the wire fade; a refusal says why. Let go over empty canvas, and only what can be
linked there is offered.
"""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QPainter

from app.canvas.interaction.gesture import Gesture, Press
from app.canvas.interaction.loose_end import LooseEnd
from app.canvas.nodes.node_item import NodeItem
from app.canvas.painting.ports import End, PlacedPort
from app.canvas.scene.surface import Surface
from app.commands import intentions

ORDER = 30


def begin_connect(surface: Surface, press: Press) -> Connect | None:
    if press.button != Qt.MouseButton.LeftButton or press.hit.node is None or press.hit.port is None:
        return None
    return Connect(surface, press, press.hit.node, press.hit.port)


class Connect(Gesture):
    cursor = Qt.CursorShape.CrossCursor

    def __init__(self, surface: Surface, press: Press, item: NodeItem, port: PlacedPort) -> None:
        self._surface, self._id = surface, item.node.id
        self._end = LooseEnd(surface, press, item, port, item.face.color, surface.editor.document)

    def drag(self, view: QPoint, scene: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        self._end.follow(view, scene)

    def release(self, scene: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        end, editor = self._end, self._surface.editor
        pulled = end.pulled
        end.let_go()
        if end.node_id not in editor.document.nodes:
            return  # an undo took it away while the wire was dragged
        if not pulled:
            editor.selection.set((self._id,))
            return
        hit = self._surface.drawing.hit(scene)
        if hit.node is None:
            if hit.link is None:
                self._surface.offer_models(scene, end.node_id, end.port_name)
            return
        if choices := end.choices(hit.node, hit.port):
            self._surface.offer_within(scene, (end.node_id, end.port_name), choices, self._link)
            return
        landing = end.landing(hit.node, hit.port)
        if landing is None:
            return
        if landing.refusal is not None:
            self._surface.refuse(landing.refusal, scene)
            return
        intentions.connect(editor, *landing.source, *landing.target)

    def _link(self, to: End) -> None:
        source, target = self._end.link_to(to)
        intentions.connect(self._surface.editor, *source, *target)

    def cancel(self) -> None:
        self._end.let_go()

    def paint(self, painter: QPainter) -> None:
        self._end.paint(painter)
