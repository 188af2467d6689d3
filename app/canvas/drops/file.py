"""Drop a file from elsewhere: on a link, on a node or on the ground. What it cannot be is said beside the pointer."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData, QPointF, QRectF, Qt
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent, QPainter

from app.canvas.ground.grid import snapped
from app.canvas.interaction.canvas_drop import CORNER, CanvasDrop
from app.canvas.interaction.free_place import USUAL_SIZE, nearest_free
from app.canvas.scene.surface import Surface
from app.commands import intentions
from app.document.elements import Link, Node
from app.document.file.file_format import EXTENSION
from app.i18n.translation import tr
from app.widgets.painting import rounded_path
from engine.problems import Problem, declare

GHOST = QRectF(0.0, 0.0, 168.0, 36.0)  # of the file's name beneath the pointer

SEVERAL = declare(
    "files at once", "{count} files were dropped at once.", "Drop one of them, or the folder that holds them."
)


def dragged_files(data: QMimeData) -> list[Path]:
    """The files that are dragged; a project is opened by the window instead."""
    paths = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
    return [] if any(path.suffix == EXTENSION for path in paths) else paths


class DropFile(CanvasDrop):
    """One file, or what is read with all of several."""

    def __init__(self, surface: Surface) -> None:
        super().__init__(surface)
        self._paths: list[Path] = []
        self._node: QRectF | None = None

    def enter(self, event: QDragEnterEvent) -> None:
        self._paths = dragged_files(event.mimeData())
        event.acceptProposedAction()

    def move(self, event: QDragMoveEvent) -> None:
        hit = self.find(event)
        self.aim(None if hit.node else hit.link)
        self._node = hit.node.scene_area() if hit.node else None
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
        self._surface.redraw_overlay()

    def leave(self) -> None:
        self._paths, self._node = [], None
        self.aim(None)
        self._surface.redraw_overlay()

    def drop(self, event: QDropEvent) -> None:
        paths, hit = self._paths, self.find(event)
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
        if self._node is not None:
            self.paint_frame(painter, self._node)
            return
        words = self._paths[0].name if len(self._paths) == 1 else tr("{count} files", count=len(self._paths))
        self.paint_ghost(painter, self._corner(), rounded_path(GHOST, CORNER), words)

    def _corner(self) -> QPointF:
        """Upper left corner of what the file may become, on the grid and free beside what is there."""
        return nearest_free(self._surface.drawing, snapped(self._at - GHOST.center()), USUAL_SIZE)
