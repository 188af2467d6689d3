"""Select and move: a click chooses a node, a drag moves all that are chosen, as one step.

The node under the mouse is snapped to guides, else to the grid; Alt leaves both. The others keep their distances.
"""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QPainter

from app.canvas.ground.grid import snapped
from app.canvas.interaction.gesture import Gesture, Press
from app.canvas.interaction.guides import Guided, boxes_of, guided, paint_guides, painted, touching
from app.canvas.nodes.node_item import NodeItem
from app.canvas.scene.surface import Surface
from app.commands import intentions
from app.document.elements import NodeKind

ORDER = 70
REACH = 6.0
"""Pixels from a guide within which it is taken."""


def begin_move(surface: Surface, press: Press) -> Move | None:
    if press.button != Qt.MouseButton.LeftButton or press.hit.node is None:
        return None
    return Move(surface, press, press.hit.node)


class Move(Gesture):
    def __init__(self, surface: Surface, press: Press, item: NodeItem) -> None:
        self._surface, self._press = surface, press
        self._pressed = item.node.id
        self._was_selected = self._pressed in surface.editor.selection
        selection = surface.editor.selection
        if press.extends:
            selection.add((self._pressed,))
        elif not self._was_selected:
            selection.set((self._pressed,))
        nodes = surface.editor.document.nodes
        self._start = {i: nodes[i].position for i in selection.ids if i in nodes}
        self._merge_key = surface.editor.fresh_merge_key("move")
        self._moving = False
        self._guides: Guided | None = None
        self._others = boxes_of(())

    @property
    def carried(self) -> str:
        """The node under the mouse, once it moves."""
        return self._pressed if self._moving else ""

    def drag(self, view: QPoint, scene: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        if not self._moving:
            self._lift()
        self._moving = True
        x, y = self._start[self._pressed]
        wanted = QPointF(x, y) + scene - self._press.scene
        self._show(None if modifiers & Qt.KeyboardModifier.AltModifier else self._guided(wanted))
        if self._guides is not None:
            wanted = self._guides.corner
        self._place(wanted.x() - x, wanted.y() - y)

    def click(self) -> None:
        selection = self._surface.editor.selection
        if self._press.extends and self._was_selected:
            selection.toggle(self._pressed)
        elif not self._press.extends:
            selection.set((self._pressed,))

    def release(self, scene: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        self._surface.drawing.still.end()
        self._show(None)

    def cancel(self) -> None:
        """Return to where the drag began: the step of this drag is taken back."""
        self._surface.drawing.still.end()
        self._show(None)
        self._place(0, 0)

    def paint(self, painter: QPainter) -> None:
        """The nodes themselves show the move; the guides say why they lie well."""
        if self._guides is not None:
            paint_guides(painter, self._guides)

    def _lift(self) -> None:
        """Paint what is dragged, and the links that follow, over all else; but a note lies beneath the links."""
        drawing, document = self._surface.drawing, self._surface.editor.document
        nodes = [drawing.nodes[i] for i in self._start if i in drawing.nodes]
        self._others = boxes_of([item.scene_area() for i, item in drawing.nodes.items() if i not in self._start])
        follows = {link.id for i in self._start for link in document.links_of(i)}
        if not drawing.doorways and all(item.node.kind != NodeKind.NOTE for item in nodes):
            links = (item for i, item in drawing.links.items() if i in follows)
            drawing.still.begin([*nodes, *links, *drawing.factors.items.values()])

    def _guided(self, corner: QPointF) -> Guided:
        """Find where the pressed node comes to lie among those that are seen and stay."""
        wanted = QRectF(corner, self._surface.drawing.nodes[self._pressed].area.size())
        reach = REACH / self._surface.transform().m11()
        seen = touching(self._others, self._surface.visible_area())
        return guided(wanted, snapped(corner), seen, reach)

    def _show(self, guides: Guided | None) -> None:
        for shown in (self._guides, guides):
            for area in [] if shown is None else painted(shown):
                self._surface.redraw_overlay(area)
        self._guides = guides

    def _place(self, dx: float, dy: float) -> None:
        nodes = self._surface.editor.document.nodes
        positions = {i: (x + dx, y + dy) for i, (x, y) in self._start.items() if i in nodes}
        if any(nodes[i].position != position for i, position in positions.items()):
            intentions.move(self._surface.editor, positions, self._merge_key)
