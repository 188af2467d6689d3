"""Reconnect: drag an end of a link to another port; its synapses stay, and it is one step to undo.

An end is taken by the thread near it, or by an input port that has room for one link only. Nodes that cannot take
it fade; a refusal says why. Let go over empty canvas, and the link stays as it was.
"""

from __future__ import annotations

from PySide6.QtCore import QLineF, QPoint, QPointF, Qt

from app.canvas.interaction.gesture import Press
from app.canvas.interaction.loose_end import LooseEnd, WireGesture
from app.canvas.links.link_item import LinkItem
from app.canvas.nodes.node_item import NodeItem
from app.canvas.painting.ports import End, PlacedPort, find_port
from app.canvas.scene.hit import Hit
from app.canvas.scene.scene import CanvasScene
from app.canvas.scene.surface import Surface
from app.commands import intentions
from app.document.elements import NodeKind

ORDER = 20
REACH = 36.0
"""Scene units from an end within which the thread is taken by it."""


def begin_reconnect(surface: Surface, press: Press) -> Reconnect | None:
    if press.button != Qt.MouseButton.LeftButton or press.extends:
        return None
    grasp = end_under(surface.drawing, press.hit, press.scene)
    if grasp is None:
        return None
    item, moves_target = grasp
    link, fixed = item.link, surface.drawing.routing.bodies(item.link)[0 if moves_target else 1]
    if not isinstance(fixed, NodeItem):
        return None  # its other end is outside of the group
    held = (link.source, link.source_port) if moves_target else (link.target, link.target_port)
    port = find_port(fixed.ports, *held, is_output=moves_target)
    return Reconnect(surface, item, fixed, port) if port is not None else None


def end_under(drawing: CanvasScene, hit: Hit, point: QPointF) -> tuple[LinkItem, bool] | None:
    """The link of which an end lies under the mouse, and whether it is the one at its target."""
    if hit.port is not None and hit.node is not None:
        if hit.port.is_output or drawing.editor.document.nodes[hit.port.owner].kind == NodeKind.POPULATION:
            return None  # such a port begins another link
        here = hit.port.end
        taken = (item for item in drawing.links.values() if (item.link.target, item.link.target_port) == here)
        arriving = next(taken, None)
        return (arriving, True) if arriving is not None else None
    if hit.link is None or hit.link.badge.contains(point):
        return None
    to_start = QLineF(point, hit.link.way.path.pointAtPercent(0)).length()
    to_tip = QLineF(point, hit.link.way.tip).length()
    return (hit.link, to_tip <= to_start) if min(to_start, to_tip) <= REACH else None


class Reconnect(WireGesture):
    def __init__(self, surface: Surface, item: LinkItem, fixed: NodeItem, port: PlacedPort) -> None:
        document = surface.editor.document
        rest = document.part({*document.nodes, *document.links} - {item.link.id})  # what is legal where it is not drawn
        super().__init__(surface, item.link.id, LooseEnd(surface, fixed, port, item.face.color, rest))
        self._item = item

    def drag(self, view: QPoint, scene: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        super().drag(view, scene, modifiers)
        self._item.set_dimmed(True)

    def release(self, scene: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        self.click()
        super().release(scene, modifiers)

    def join(self, source: End, target: End) -> None:
        editor = self._surface.editor
        link = editor.document.links.get(self._id)
        if link is not None and (source, target) != ((link.source, link.source_port), (link.target, link.target_port)):
            intentions.reconnect(editor, self._id, *source, *target)
            editor.selection.set((self._id,))

    def cancel(self) -> None:
        super().cancel()
        self._item.set_dimmed(False)
