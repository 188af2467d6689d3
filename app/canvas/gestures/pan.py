"""Pan: drag with the middle button, or with the left one while Space is held."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, Qt

from app.canvas.interaction.gesture import Gesture, Press
from app.canvas.scene.surface import Surface

ORDER = 10  # first: Space and the middle button mean nothing else


def begin_pan(surface: Surface, press: Press) -> Pan | None:
    with_space = press.button == Qt.MouseButton.LeftButton and press.space_held
    return Pan(surface, press) if with_space or press.button == Qt.MouseButton.MiddleButton else None


class Pan(Gesture):
    cursor = Qt.CursorShape.ClosedHandCursor
    distance = 0

    def __init__(self, surface: Surface, press: Press) -> None:
        self._surface = surface
        self._last = press.view

    def drag(self, view: QPoint, scene: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        self._surface.pan_by(view - self._last)
        self._last = view
