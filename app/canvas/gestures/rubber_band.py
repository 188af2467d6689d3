"""Rubber band: a drag from empty canvas chooses what it touches; a click on empty canvas chooses nothing."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QPainter

from app.canvas.interaction.gesture import Gesture, Press
from app.canvas.painting import ink
from app.canvas.scene.surface import Surface
from app.widgets.painting import hairline, stroke_and_fill

ORDER = 100  # last: what nothing else has taken is empty canvas


def begin_rubber_band(surface: Surface, press: Press) -> RubberBand | None:
    if press.button != Qt.MouseButton.LeftButton or press.hit.id is not None:
        return None
    return RubberBand(surface, press)


class RubberBand(Gesture):
    def __init__(self, surface: Surface, press: Press) -> None:
        self._surface, self._press = surface, press
        self._before = surface.editor.selection.ids if press.extends else ()
        self._area: QRectF | None = None

    def drag(self, view: QPoint, scene: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        self._area = QRectF(self._press.scene, scene).normalized()
        self._surface.editor.selection.set((*self._before, *self._ids_within(self._area)))
        self._surface.redraw_overlay()

    def _ids_within(self, area: QRectF) -> list[str]:
        """Nodes that a rectangle touches, and links and wires whose whole thread lies within it."""
        drawing = self._surface.drawing
        ids = [i for i, node in drawing.nodes.items() if node.scene_area().intersects(area)]
        return ids + [id for id, thread in drawing.threads() if _holds(area, thread.path.boundingRect())]

    def click(self) -> None:
        self._surface.editor.selection.set(self._before)

    def release(self, scene: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        self._area = None
        self._surface.redraw_overlay()

    def cancel(self) -> None:
        self._area = None
        self._surface.editor.selection.set(self._before)
        self._surface.redraw_overlay()

    def paint(self, painter: QPainter) -> None:
        if self._area is None:
            return
        stroke_and_fill(painter, hairline(ink.look().color("accent")), ink.look().color("accent", 0.1))
        painter.drawRect(self._area)


def _holds(area: QRectF, part: QRectF) -> bool:
    """Tell whether a part lies within an area, a straight line too, which Qt takes for nothing."""
    return area.contains(part.topLeft()) and area.contains(part.bottomRight())
