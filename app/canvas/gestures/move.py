"""Select and move: a click chooses a node, a drag moves all that are chosen, on the grid, as one step.

Alt leaves the grid. The nodes keep their distances: the one under the mouse is snapped.
"""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QPainter

from app.canvas.gestures.gesture import Press, Surface, is_drag
from app.canvas.grid import snapped
from app.canvas.node_item import NodeItem
from app.commands import intentions


def begin_move(surface: Surface, press: Press) -> Move | None:
    if press.button != Qt.MouseButton.LeftButton or press.hit.node is None:
        return None
    return Move(surface, press, press.hit.node)


class Move:
    cursor = Qt.CursorShape.ArrowCursor

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

    def drag(self, view: QPoint, scene: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        if not self._moving and not is_drag(self._press, view):
            return
        self._moving = True
        x, y = self._start[self._pressed]
        wanted = QPointF(x, y) + scene - self._press.scene
        if not modifiers & Qt.KeyboardModifier.AltModifier:
            wanted = snapped(wanted)
        self._place(wanted.x() - x, wanted.y() - y)

    def release(self, scene: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        if self._moving:
            return
        selection = self._surface.editor.selection
        if self._press.extends and self._was_selected:
            selection.toggle(self._pressed)
        elif not self._press.extends:
            selection.set((self._pressed,))

    def cancel(self) -> None:
        """Return to where the drag began: the step of this drag is taken back."""
        if self._moving:
            self._place(0, 0)

    def paint(self, painter: QPainter) -> None:
        """The nodes themselves show the move."""

    def _place(self, dx: float, dy: float) -> None:
        nodes = self._surface.editor.document.nodes
        positions = {i: (x + dx, y + dy) for i, (x, y) in self._start.items() if i in nodes}
        if any(nodes[i].position != position for i, position in positions.items()):
            intentions.move(self._surface.editor, positions, self._merge_key)
