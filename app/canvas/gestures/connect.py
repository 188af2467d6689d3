"""Connect: drag from a port to a port, in either direction.

Nodes that cannot take the wire fade; a refusal says why. Let go over empty canvas, and only what can be
linked there is offered; over a link, and its rule hears what the wire comes from as a third factor.
"""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, Qt

from app.canvas.interaction.gesture import Press
from app.canvas.interaction.loose_end import LooseEnd, WireGesture
from app.canvas.links.link_item import LinkItem
from app.canvas.nodes.node_item import NodeItem
from app.canvas.painting.ports import End, PlacedPort
from app.canvas.scene.hit import Hit
from app.canvas.scene.surface import Surface
from app.commands import intentions
from app.document.third_factors import factor_id, may_hear, next_factor

ORDER = 30


def begin_connect(surface: Surface, press: Press) -> Connect | None:
    if press.button != Qt.MouseButton.LeftButton or press.hit.node is None or press.hit.port is None:
        return None
    return Connect(surface, press.hit.node, press.hit.port)


class Connect(WireGesture):
    def __init__(self, surface: Surface, item: NodeItem, port: PlacedPort) -> None:
        end = LooseEnd(surface, item, port, item.face.color, surface.editor.document)
        super().__init__(surface, item.node.id, end)
        self._is_output = port.is_output
        self._lit: LinkItem | None = None

    def drag(self, view: QPoint, scene: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        super().drag(view, scene, modifiers)
        under = self._surface.drawing.hit(scene).link
        self._light(under if under is not None and under.face.hears and self._is_output else None)

    def cancel(self) -> None:
        super().cancel()
        self._light(None)

    def fall(self, scene: QPointF, hit: Hit) -> None:
        if hit.link is None:
            self._surface.offer_models(scene, self._end.node_id, self._end.port_name)
        elif self._is_output:
            self._let_hear(hit.link.link.id, hit.factor, scene)

    def _let_hear(self, link_id: str, factor: str, scene: QPointF) -> None:
        """Let the rule of a link hear the node, by the port under the mouse or the first that is free."""
        editor, node_id = self._surface.editor, self._end.node_id
        factor = factor or next_factor(editor.document, editor.document.links[link_id])
        refusal = may_hear(editor.document, link_id, factor, node_id)
        if refusal is not None:
            self._surface.refuse(refusal, scene)
            return
        intentions.set_third_factor(editor, link_id, factor, node_id)
        editor.selection.set((factor_id(link_id, factor),))

    def _light(self, item: LinkItem | None) -> None:
        """Show the link whose rule would hear the wire."""
        for one, is_lit in ((self._lit, False), (item, True)):
            if one is not None and one.drop_target != is_lit:
                one.drop_target = is_lit
                one.update()
        self._lit = item

    def join(self, source: End, target: End) -> None:
        intentions.connect(self._surface.editor, *source, *target)
