"""Drop from the palette: a node onto the ground, what a link carries onto a link, positions onto a population."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent, QPainter

from app.canvas.ground.grid import snapped
from app.canvas.interaction.canvas_drop import CanvasDrop
from app.canvas.interaction.free_place import nearest_free
from app.canvas.interaction.keyboard import misplaced
from app.canvas.kinds import PAINTERS
from app.canvas.scene.surface import Surface
from app.commands import intentions
from app.document.elements import Node, NodeKind
from app.document.networks.modules import ghost as ghost_of
from app.document.networks.modules import module_named
from app.document.vocabulary import is_arrangement, link_part, node_kind
from app.widgets.model_drag import model_key_of


class Drop(CanvasDrop):
    """A model, or a module."""

    def __init__(self, surface: Surface) -> None:
        super().__init__(surface)
        self._key: str | None = None
        self._ghost: Node | None = None
        self._placed = ""  # the population that positions would be given

    def enter(self, event: QDragEnterEvent) -> None:
        key = model_key_of(event.mimeData())
        becomes_node = key is not None and (node_kind(key) is not None or module_named(key) is not None)
        if key is None or not (becomes_node or link_part(key) or is_arrangement(key)):
            event.ignore()
            return
        self._key = key
        if becomes_node:
            self._ghost = ghost_of(self._surface.editor.document, key)
        event.acceptProposedAction()

    def move(self, event: QDragMoveEvent) -> None:
        if self._key is None:
            event.ignore()
            return
        hit = self.find(event)
        if self._ghost is None and not is_arrangement(self._key):
            self.aim(hit.link if hit.link is not None and hit.link.link.synapses is not None else None)
        self._placed = hit.node.node.id if hit.node and is_arrangement(self._key) else ""
        if self._placed and self._surface.editor.document.nodes[self._placed].kind != NodeKind.POPULATION:
            self._placed = ""
        event.setAccepted(True)  # also where it is refused: what is let go there is told why
        event.setDropAction(Qt.DropAction.CopyAction)
        self._surface.redraw_overlay()

    def leave(self) -> None:
        self._key, self._ghost, self._placed = None, None, ""
        self.aim(None)
        self._surface.redraw_overlay()

    def drop(self, event: QDropEvent) -> None:
        key, ghost, placed = self._key, self._ghost, self._placed
        target = self.find(event).link
        corner, size = self._corner(), self._size()
        self.leave()
        if key is None:
            return
        try:
            if ghost is not None:
                intentions.add_by_key(self._surface.editor, key, (corner.x(), corner.y()))
                if not QRectF(corner, size).contains(self._at):
                    self._surface.bring_into_sight(QRectF(corner, size))
            elif placed:
                intentions.set_arrangement(self._surface.editor, (placed,), key)
                self._surface.editor.selection.set((placed,))
            elif target is not None and not is_arrangement(key):
                intentions.drop_on_link(self._surface.editor, target.link.id, key)
                self._surface.editor.selection.set((target.link.id,))
            else:
                self._surface.refuse(misplaced(key), self._at)
        except intentions.Refused as refused:
            self._surface.refuse(refused.problem, self._at)
        event.acceptProposedAction()

    def paint(self, painter: QPainter) -> None:
        if self._ghost is not None:
            outline = PAINTERS[self._ghost.kind].outline(QRectF(QPointF(), self._size()))
            self.paint_ghost(painter, self._corner(), outline, self._ghost.title)

    def _corner(self) -> QPointF:
        """Upper left corner of a node whose middle is under the mouse, on the grid, or free beside what is there."""
        size = self._size()
        corner = snapped(self._at - QPointF(size.width() / 2, size.height() / 2))
        return self._at if self._ghost is None else nearest_free(self._surface.drawing, corner, size)

    def _size(self) -> QSizeF:
        return QSizeF() if self._ghost is None else PAINTERS[self._ghost.kind].size(self._ghost)
