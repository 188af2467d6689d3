"""Move a plot beside its node, on the grid's half steps, as one undo step; let go over its node it stands inside."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QPainter, QPen

from app.canvas.ground.grid import pitch
from app.canvas.interaction.gesture import Gesture, Press
from app.canvas.nodes.node_item import NodeItem
from app.canvas.painting import ink
from app.canvas.scene.surface import Surface
from app.commands import intentions
from app.document.mini_plot import Rectangle
from app.widgets.painting import stroke_and_fill

ORDER = 60


def begin_move_plot(surface: Surface, press: Press) -> MovePlot | None:
    item = press.hit.node
    if press.button != Qt.MouseButton.LeftButton or press.extends or item is None or not press.hit.on_plot:
        return None
    start = item.node.plot.beside
    return MovePlot(surface, press, item, start) if start is not None else None


class MovePlot(Gesture):
    cursor = Qt.CursorShape.SizeAllCursor

    def __init__(self, surface: Surface, press: Press, item: NodeItem, start: Rectangle) -> None:
        self._surface, self._press, self._start = surface, press, start
        self._id = item.node.id
        self._merge_key = surface.editor.fresh_merge_key("move plot")
        self._goes_inside = False
        surface.editor.selection.set((self._id,))

    def drag(self, view: QPoint, scene: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        moved, step = scene - self._press.scene, pitch() / 2
        left, top = (round((start + by) / step) * step for start, by in zip(self._start, moved.toTuple(), strict=False))
        self._goes_inside = self._surface.drawing.nodes[self._id].scene_area().contains(scene)
        self._place((left, top, *self._start[2:]))
        self._surface.redraw_overlay()

    def release(self, scene: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        if self._goes_inside:
            self._place(self._start)
            intentions.stand_plots_inside(self._surface.editor, (self._id,))

    def cancel(self) -> None:
        self._place(self._start)

    def paint(self, painter: QPainter) -> None:
        """A frame around the node that would take the plot in."""
        if self._goes_inside:
            stroke_and_fill(painter, QPen(ink.look().color("accent"), 2), None)
            painter.drawRect(self._surface.drawing.nodes[self._id].scene_area())

    def _place(self, beside: Rectangle) -> None:
        intentions.place_plot(self._surface.editor, self._id, beside, self._merge_key)
