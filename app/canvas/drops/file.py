"""Drop a file from elsewhere: on a link, on a node or on the ground. What it cannot be is said beside the pointer."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData, QPointF, QRectF, Qt
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent, QPainter, QPen

from app.canvas.drops.model import GHOST_DASHES
from app.canvas.ground.grid import snapped
from app.canvas.interaction.free_place import USUAL_SIZE, nearest_free
from app.canvas.links.link_item import LinkItem
from app.canvas.painting import ink
from app.canvas.scene.surface import Surface
from app.commands import intentions
from app.document.elements import Link, Node
from app.document.file.file_format import EXTENSION
from app.i18n.translation import tr
from app.widgets.painting import round_rect, stroke_and_fill
from engine.problems import Problem, declare

GHOST = (168.0, 40.0)  # of the file's name beneath the pointer
AROUND = 5.0  # between a node and the outline that says that it takes the file
CORNER = 12.0

SEVERAL = declare(
    "files at once", "{count} files were dropped at once.", "Drop one of them, or the folder that holds them."
)


def dragged_files(data: QMimeData) -> list[Path]:
    """The files that are dragged; a project is opened by the window instead."""
    paths = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
    return [] if any(path.suffix == EXTENSION for path in paths) else paths


class DropFile:
    """From entering the canvas to leaving it or letting go."""

    def __init__(self, surface: Surface) -> None:
        self._surface = surface
        self._paths: list[Path] = []
        self._at = QPointF()
        self._link: LinkItem | None = None
        self._node: QRectF | None = None

    def enter(self, event: QDragEnterEvent) -> None:
        self._paths = dragged_files(event.mimeData())
        event.acceptProposedAction()

    def move(self, event: QDragMoveEvent) -> None:
        self._at = self._surface.mapToScene(event.position().toPoint())
        hit = self._surface.drawing.hit(self._at)
        self._aim(None if hit.node else hit.link)
        self._node = hit.node.scene_area() if hit.node else None
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
        self._surface.redraw_overlay()

    def leave(self) -> None:
        self._paths, self._node = [], None
        self._aim(None)
        self._surface.redraw_overlay()

    def drop(self, event: QDropEvent) -> None:
        self._at = self._surface.mapToScene(event.position().toPoint())
        paths, hit = self._paths, self._surface.drawing.hit(self._at)
        on: Node | Link | None = hit.node.node if hit.node else hit.link.link if hit.link else None
        self.leave()
        if not paths:
            return
        event.acceptProposedAction()
        chosen = paths[0] if len(paths) == 1 else intentions.read_with_all(paths)
        if chosen is None:
            self._surface.refuse(Problem("", SEVERAL, {"count": len(paths)}), self._at)
            return
        corner = self._corner()
        self._surface.take_foreign(chosen, (corner.x(), corner.y()), self._at, on)

    def paint(self, painter: QPainter) -> None:
        if not self._paths or self._link is not None:
            return
        painter.save()
        pen = QPen(ink.look().color("accent"), 1.5 if self._node is None else 2.0)
        if self._node is not None:
            round_rect(painter, self._node.adjusted(-AROUND, -AROUND, AROUND, AROUND), CORNER, pen, None)
        else:
            pen.setDashPattern(list(GHOST_DASHES))
            stroke_and_fill(painter, pen, ink.look().color("surface1", 0.6))
            painter.translate(self._corner())
            painter.drawRoundedRect(QRectF(0, 0, *GHOST), CORNER, CORNER)
            words = self._paths[0].name if len(self._paths) == 1 else tr("{count} files", count=len(self._paths))
            ink.draw_text(painter, 14, 25, GHOST[0] - 28, words, "text1", 13, 600)
        painter.restore()

    def _corner(self) -> QPointF:
        """Upper left corner of what the file may become, on the grid and free beside what is there."""
        corner = snapped(self._at - QPointF(GHOST[0] / 2, GHOST[1] / 2))
        return nearest_free(self._surface.drawing, corner, USUAL_SIZE)

    def _aim(self, link: LinkItem | None) -> None:
        if self._link is not link:
            for item, aimed in ((self._link, False), (link, True)):
                if item is not None:
                    item.drop_target = aimed
                    item.update()
            self._link = link
