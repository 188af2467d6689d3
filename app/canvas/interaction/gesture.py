"""The face that the view sees of every gesture, and the little of the view that a gesture needs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QPainter

from app.canvas.scene.hit import Hit
from app.canvas.scene.surface import Surface


@dataclass(frozen=True)
class Press:
    """The place and circumstances of a mouse button going down."""

    view: QPoint
    scene: QPointF
    button: Qt.MouseButton
    modifiers: Qt.KeyboardModifier
    hit: Hit
    space_held: bool = False

    @property
    def extends(self) -> bool:
        """True if the press adds to the selection."""
        return bool(self.modifiers & (Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.ControlModifier))


class Gesture:
    """From press to release. Points are in scene coordinates; what a gesture does not say changes nothing.

    It becomes a drag once the mouse has moved by so many pixels as ``distance`` says.
    """

    cursor = Qt.CursorShape.ArrowCursor
    distance = 4

    def drag(self, view: QPoint, scene: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        """The mouse has moved."""

    def click(self) -> None:
        """The button goes up where it went down."""

    def release(self, scene: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        """The button goes up at the end of a drag: what the last one has done stays."""

    def cancel(self) -> None:
        """Take back what a drag has done."""

    def paint(self, painter: QPainter) -> None:
        """Draw over the scene, in its coordinates."""


Begin: TypeAlias = Callable[[Surface, Press], Gesture | None]
"""Whether a gesture begins with this press."""
