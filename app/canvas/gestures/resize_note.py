"""Resize a note by its folded corner, on the grid's half steps, as one undo step."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QPainter

from app.canvas.gestures.gesture import Press, Surface
from app.canvas.grid import pitch
from app.canvas.node_item import NodeItem
from app.commands import intentions

CORNER = 18.0
LEAST_WIDTH, LEAST_HEIGHT = 96.0, 40.0


def over_corner(item: NodeItem, point: QPointF) -> bool:
    """Whether a point in scene coordinates is on the corner by which a note is resized."""
    if item.node.kind != "note":
        return False
    away = item.scene_area().bottomRight() - point
    return 0 <= away.x() <= CORNER and 0 <= away.y() <= CORNER


def begin_resize(surface: Surface, press: Press) -> ResizeNote | None:
    item = press.hit.node
    if press.button != Qt.MouseButton.LeftButton or item is None or not over_corner(item, press.scene):
        return None
    return ResizeNote(surface, press, item)


class ResizeNote:
    cursor = Qt.CursorShape.SizeFDiagCursor

    def __init__(self, surface: Surface, press: Press, item: NodeItem) -> None:
        self._surface, self._press = surface, press
        self._id = item.node.id
        self._start = item.area.size()
        self._merge_key = surface.editor.fresh_merge_key("resize note")
        surface.editor.selection.set((self._id,))

    def drag(self, view: QPoint, scene: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        moved = scene - self._press.scene
        step = pitch() / 2
        width = max(LEAST_WIDTH, round((self._start.width() + moved.x()) / step) * step)
        height = max(LEAST_HEIGHT, round((self._start.height() + moved.y()) / step) * step)
        self._resize(width, height)

    def release(self, scene: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        """The last drag has the size."""

    def cancel(self) -> None:
        self._resize(self._start.width(), self._start.height())

    def paint(self, painter: QPainter) -> None:
        """The note itself shows its size."""

    def _resize(self, width: float, height: float) -> None:
        intentions.resize_note(self._surface.editor, self._id, width, height, self._merge_key)
