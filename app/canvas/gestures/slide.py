"""Drag a slider beneath a node: the value follows, as one undo step; a press on its track brings the grip there."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, QRectF, Qt

from app.canvas.interaction.gesture import Gesture, Press
from app.canvas.painting.slider_strip import GRIP, RING, grip_of, track_of, value_at
from app.canvas.scene.hit import Hit
from app.canvas.scene.surface import Surface
from app.commands import intentions
from app.document.elements import Value
from app.document.meaning.slidable import slider_of

ORDER = 40
NEAR = GRIP + RING


def over_track(hit: Hit, point: QPointF) -> bool:
    """Tell whether a scene point is on the track of the slider that was hit, whose value can be changed."""
    return hit.slider != "" and _track(hit).contains(point - _corner(hit)) and _value(hit) is not None


def begin_slide(surface: Surface, press: Press) -> Slide | None:
    if press.button != Qt.MouseButton.LeftButton or press.extends or not over_track(press.hit, press.scene):
        return None
    return Slide(surface, press)


class Slide(Gesture):
    cursor = Qt.CursorShape.SizeHorCursor

    def __init__(self, surface: Surface, press: Press) -> None:
        assert press.hit.node is not None
        self._surface, self._name = surface, press.hit.slider
        self._id = press.hit.node.node.id
        self._track, self._left = _track(press.hit), _corner(press.hit).x()
        self._before: Value | None = press.hit.node.node.parameters.get(self._name)
        self._merge_key = surface.editor.fresh_merge_key("slide")
        self._has_moved = False
        shown = slider_of(press.hit.node.node, self._name)
        away = press.scene.x() - self._left - grip_of(self._track, shown).x() if shown is not None else 0.0
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
        value = value_at(self._track, shown, scene.x() - self._left - self._held_at)
        if value != shown.value:
            self._has_moved = True
            self._set(value)

    def _set(self, value: Value | None) -> None:
        intentions.set_parameter(self._surface.editor, (self._id,), self._name, value, self._merge_key)


def _corner(hit: Hit) -> QPointF:
    return hit.node.pos() if hit.node is not None else QPointF()


def _track(hit: Hit) -> QRectF:
    names = [shown.name for shown in hit.node.sliders] if hit.node is not None else []
    return track_of(hit.node.strip, names.index(hit.slider)) if hit.node is not None else QRectF()


def _value(hit: Hit) -> float | None:
    shown = slider_of(hit.node.node, hit.slider) if hit.node is not None else None
    return shown.value if shown is not None else None
