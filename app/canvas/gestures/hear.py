"""Hear: drag from the port of a third factor at a badge to the node that the rule shall hear.

Nodes that it cannot hear fade; a refusal says why. Let go over empty canvas, and it hears what it heard before.
"""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QPainter

from app.canvas.interaction.gesture import Gesture, Press
from app.canvas.links.link_item import LinkItem
from app.canvas.links.wire import paint_wire
from app.canvas.nodes.node_item import NodeItem
from app.canvas.scene.hit import Hit
from app.canvas.scene.surface import Surface
from app.commands import intentions
from app.document.elements import NodeKind
from app.document.grouping import nodes_within
from app.document.third_factors import factor_id, may_hear, third_factors
from engine.problems import Problem, declare

ORDER = 15
SEVERAL_WITHIN = declare(
    "several within",
    "Not just one node of {group} can be heard.",
    "Drag the wire from the port of the one that is meant, or choose it in the menu of the link.",
)


def begin_hear(surface: Surface, press: Press) -> Hear | None:
    if press.button != Qt.MouseButton.LeftButton or press.hit.link is None or not press.hit.factor:
        return None
    return Hear(surface, press.hit.link, press.hit.factor)


class Hear(Gesture):
    cursor = Qt.CursorShape.CrossCursor

    def __init__(self, surface: Surface, item: LinkItem, factor: str) -> None:
        self._surface, self._item, self._factor = surface, item, factor
        self._to: QPointF | None = None

    def drag(self, view: QPoint, scene: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        if self._to is None and self._is_there:
            for item in self._surface.drawing.nodes.values():
                item.set_wiring(not self._nodes_of(item), frozenset())
        self._to = scene
        self._surface.redraw_overlay()

    def click(self) -> None:
        """Choose the wire that ends here, or the link where none does."""
        if self._is_there:
            link_id, selection = self._item.link.id, self._surface.editor.selection
            wire = factor_id(link_id, self._factor)
            selection.set((wire if wire in self._surface.drawing.factors.items else link_id,))

    def release(self, scene: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        self.cancel()
        hit = self._surface.drawing.hit(scene)
        if hit.node is None or not self._is_there:
            return
        node_id, refusal = self._meant(hit.node, hit)
        if refusal is not None:
            self._surface.refuse(refusal, scene)
            return
        intentions.set_third_factor(self._surface.editor, self._item.link.id, self._factor, node_id)
        self.click()

    def cancel(self) -> None:
        self._to = None
        for item in self._surface.drawing.nodes.values():
            item.set_wiring(False, frozenset())
        self._surface.redraw_overlay()

    def paint(self, painter: QPainter) -> None:
        start = self._item.laid.factor_points.get(self._factor)
        if self._to is not None and start is not None:
            paint_wire(painter, start, self._to, self._item.face.color, from_output=False)

    @property
    def _is_there(self) -> bool:
        """False where an undo took the port away while the wire was dragged."""
        link = self._surface.editor.document.links.get(self._item.link.id)
        return link is not None and self._factor in third_factors(link)

    def _refusal(self, node_id: str) -> Problem | None:
        return may_hear(self._surface.editor.document, self._item.link.id, self._factor, node_id)

    def _nodes_of(self, item: NodeItem) -> list[str]:
        """Ids of what can be heard: a node, or nodes within a closed group."""
        within = [item.node.id]
        if item.node.kind == NodeKind.GROUP:
            within = nodes_within(self._surface.editor.document, within)
        return [i for i in within if self._refusal(i) is None]

    def _meant(self, item: NodeItem, hit: Hit) -> tuple[str, Problem | None]:
        """The node that is to be heard, and why it cannot be."""
        if item.node.kind != NodeKind.GROUP:
            return item.node.id, self._refusal(item.node.id)
        if hit.port is not None and hit.port.is_output:
            return hit.port.owner, self._refusal(hit.port.owner)
        match self._nodes_of(item):
            case [one]:
                return one, None
        return "", Problem(item.node.id, SEVERAL_WITHIN, {"group": item.node.title})
