"""Drop from the palette: a node onto the ground, what a link carries onto a link, positions onto a population."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent, QPainter

from app.canvas.ground.grid import snapped
from app.canvas.interaction.free_place import nearest_free
from app.canvas.interaction.keyboard import misplaced
from app.canvas.kinds import PAINTERS
from app.canvas.links.link_item import LinkItem
from app.canvas.painting import ink
from app.canvas.scene.surface import Surface
from app.commands import intentions
from app.document.elements import Node, NodeKind
from app.document.networks.modules import ghost as ghost_of
from app.document.networks.modules import module_named
from app.document.vocabulary import is_arrangement, link_part, node_kind
from app.widgets.model_drag import model_key_of
from app.widgets.painting import dashed, stroke_and_fill

GHOST_DASHES = (4.0, 3.0)


class Drop:
    """From entering the canvas to leaving it or letting go."""

    def __init__(self, surface: Surface) -> None:
        self._surface = surface
        self._key: str | None = None
        self._ghost: Node | None = None
        self._at = QPointF()
        self._target: LinkItem | None = None
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
        self._at = self._surface.mapToScene(event.position().toPoint())
        hit = self._surface.drawing.hit(self._at)
        if self._ghost is None and not is_arrangement(self._key):
            self._aim(hit.link)
        self._placed = hit.node.node.id if hit.node and is_arrangement(self._key) else ""
        if self._placed and self._surface.editor.document.nodes[self._placed].kind != NodeKind.POPULATION:
            self._placed = ""
        event.setAccepted(True)  # also where it is refused: what is let go there is told why
        event.setDropAction(Qt.DropAction.CopyAction)
        self._surface.redraw_overlay()

    def leave(self) -> None:
        self._key, self._ghost, self._placed = None, None, ""
        self._aim(None)
        self._surface.redraw_overlay()

    def drop(self, event: QDropEvent) -> None:
        key, ghost, placed = self._key, self._ghost, self._placed
        self._at = self._surface.mapToScene(event.position().toPoint())
        target = self._surface.drawing.hit(self._at).link
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
        if self._ghost is None:
            return
        painter.save()
        painter.translate(self._corner())
        look = ink.look()
        stroke_and_fill(painter, dashed(look.color("accent"), 1.5, GHOST_DASHES), look.color("surface1", 0.6))
        shape = PAINTERS[self._ghost.kind]
        size = self._size()
        painter.drawPath(shape.outline(QRectF(QPointF(0, 0), size)))
        ink.draw_text(painter, 14, 22, size.width() - 28, self._ghost.title, "text1", 13, 600)
        painter.restore()

    def _corner(self) -> QPointF:
        """Upper left corner of a node whose middle is under the mouse, on the grid, or free beside what is there."""
        size = self._size()
        corner = snapped(self._at - QPointF(size.width() / 2, size.height() / 2))
        return self._at if self._ghost is None else nearest_free(self._surface.drawing, corner, size)

    def _size(self) -> QSizeF:
        return QSizeF() if self._ghost is None else PAINTERS[self._ghost.kind].size(self._ghost)

    def _aim(self, target: LinkItem | None) -> None:
        if target is not None and target.link.synapses is None:
            target = None
        if self._target is not target:
            for item, aimed in ((self._target, False), (target, True)):
                if item is not None:
                    item.drop_target = aimed
                    item.update()
            self._target = target
