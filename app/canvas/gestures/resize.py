"""Resize a note, or a plot beside a node, by its lower right corner, on the grid's half steps, as one undo step."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, QRectF, Qt

from app.canvas.ground.grid import pitch
from app.canvas.interaction.gesture import Gesture, Press
from app.canvas.nodes.node_item import NodeItem
from app.canvas.scene.hit import Hit
from app.canvas.scene.surface import Surface
from app.commands import intentions
from app.document.elements import NodeKind
from app.document.mini_plot import LEAST_HEIGHT as LEAST_PLOT_HEIGHT
from app.document.mini_plot import LEAST_WIDTH as LEAST_PLOT_WIDTH

ORDER = 50
CORNER = 18.0
LEAST_WIDTH, LEAST_HEIGHT = 96.0, 40.0


def over_corner(hit: Hit, point: QPointF) -> bool:
    """Tell whether a point in scene coordinates is on the corner by which what was hit is resized."""
    if hit.node is None or not (hit.on_plot or hit.node.node.kind == NodeKind.NOTE):
        return False
    away = _area(hit.node, hit.on_plot).bottomRight() - point
    return 0 <= away.x() <= CORNER and 0 <= away.y() <= CORNER


def _area(item: NodeItem, of_plot: bool) -> QRectF:
    return item.placed.plate if of_plot else item.scene_area()


def begin_resize(surface: Surface, press: Press) -> Resize | None:
    item = press.hit.node
    if press.button != Qt.MouseButton.LeftButton or item is None or not over_corner(press.hit, press.scene):
        return None
    return Resize(surface, press, item)


class Resize(Gesture):
    cursor = Qt.CursorShape.SizeFDiagCursor

    def __init__(self, surface: Surface, press: Press, item: NodeItem) -> None:
        self._surface, self._press = surface, press
        self._id, self._of_plot = item.node.id, press.hit.on_plot
        self._start = _area(item, self._of_plot).size()
        self._least = (LEAST_PLOT_WIDTH, LEAST_PLOT_HEIGHT) if self._of_plot else (LEAST_WIDTH, LEAST_HEIGHT)
        self._merge_key = surface.editor.fresh_merge_key("resize")
        surface.editor.selection.set((self._id,))

    def drag(self, view: QPoint, scene: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        moved = scene - self._press.scene
        step = pitch() / 2
        width = max(self._least[0], round((self._start.width() + moved.x()) / step) * step)
        height = max(self._least[1], round((self._start.height() + moved.y()) / step) * step)
        self._resize(width, height)

    def cancel(self) -> None:
        self._resize(self._start.width(), self._start.height())

    def _resize(self, width: float, height: float) -> None:
        editor = self._surface.editor
        beside = editor.document.nodes[self._id].plot.beside
        if not self._of_plot:
            intentions.resize_note(editor, self._id, width, height, self._merge_key)
        elif beside is not None:
            intentions.place_plot(editor, self._id, (beside[0], beside[1], width, height), self._merge_key)
