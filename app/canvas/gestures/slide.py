"""Drag a slider beneath a node: the value follows, as one undo step; a press on its track brings the grip there."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, Qt

from app.canvas.interaction.gesture import Gesture, Press
from app.canvas.nodes.node_item import NodeItem
from app.canvas.painting.slider_strip import GRIP, RING, grip_of, value_at
from app.canvas.scene.hit import Hit
from app.canvas.scene.surface import Surface
from app.commands import intentions
from app.document.elements import Value
from app.document.meaning.slidable import ShownSlider, slider_of

ORDER = 40
NEAR = GRIP + RING


def slider_under(hit: Hit, point: QPointF) -> ShownSlider | None:
    """The slider that was hit, where a scene point is on its track and its value can be changed."""
    shown = hit.node.slider_at(point) if hit.node is not None and hit.slider else None
    if hit.node is None or shown is None or shown.value is None:
        return None
    return shown if hit.node.track(shown.name).contains(point) else None


def begin_slide(surface: Surface, press: Press) -> Slide | None:
    shown = slider_under(press.hit, press.scene)
    if press.button != Qt.MouseButton.LeftButton or press.extends or press.hit.node is None or shown is None:
        return None
    return Slide(surface, press, press.hit.node, shown)


class Slide(Gesture):
    cursor = Qt.CursorShape.SizeHorCursor
    distance = 0

    def __init__(self, surface: Surface, press: Press, item: NodeItem, shown: ShownSlider) -> None:
        self._surface, self._id, self._name = surface, item.node.id, shown.name
        self._track = item.track(shown.name)
        self._before: Value | None = item.node.parameters.get(self._name)
        self._merge_key = surface.editor.fresh_merge_key("slide")
        self._has_moved = False
        away = press.scene.x() - grip_of(self._track, shown).x()
        self._held_at = away if abs(away) <= NEAR else 0.0  # from the middle of the grip
        if abs(away) > NEAR:
            self._go(press.scene)

    def drag(self, view: QPoint, scene: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        self._go(scene)

    def cancel(self) -> None:
        if self._has_moved and self._id in self._surface.editor.document.nodes:
            self._set(self._before)

    def _go(self, scene: QPointF) -> None:
        node = self._surface.editor.document.nodes.get(self._id)
        shown = slider_of(node, self._name) if node is not None else None
        if shown is None:
            return
        value = value_at(self._track, shown, scene.x() - self._held_at)
        if value != shown.value:
            self._has_moved = True
            self._set(value)

    def _set(self, value: Value | None) -> None:
        intentions.set_parameter(self._surface.editor, (self._id,), self._name, value, self._merge_key)
