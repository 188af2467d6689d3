"""Connect: drag from a port to a port, in either direction.

Nodes that cannot take the wire fade; a refusal says why. Let go over empty canvas, and only what can be
linked there is offered.
"""

from __future__ import annotations

from PySide6.QtCore import QPointF, Qt

from app.canvas.interaction.gesture import Press
from app.canvas.interaction.loose_end import LooseEnd, WireGesture
from app.canvas.nodes.node_item import NodeItem
from app.canvas.painting.ports import End, PlacedPort
from app.canvas.scene.hit import Hit
from app.canvas.scene.surface import Surface
from app.commands import intentions

ORDER = 30


def begin_connect(surface: Surface, press: Press) -> Connect | None:
    if press.button != Qt.MouseButton.LeftButton or press.hit.node is None or press.hit.port is None:
        return None
    return Connect(surface, press.hit.node, press.hit.port)


class Connect(WireGesture):
    def __init__(self, surface: Surface, item: NodeItem, port: PlacedPort) -> None:
        end = LooseEnd(surface, item, port, item.face.color, surface.editor.document)
        super().__init__(surface, item.node.id, end)

    def fall(self, scene: QPointF, hit: Hit) -> None:
        if hit.link is None:
            self._surface.offer_models(scene, self._end.node_id, self._end.port_name)

    def join(self, source: End, target: End) -> None:
        intentions.connect(self._surface.editor, *source, *target)
