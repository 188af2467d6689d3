"""The face that the view sees of every gesture, and the little of the view that a gesture needs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, TypeAlias

from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QTransform

from app.canvas.hit import Hit
from app.canvas.ports import End
from app.canvas.scene import CanvasScene
from app.commands.editor import Editor
from app.document.elements import Link, Node, Point
from engine.problems import Problem


@dataclass(frozen=True)
class Press:
    """Where and how a mouse button went down."""

    view: QPoint
    scene: QPointF
    button: Qt.MouseButton
    modifiers: Qt.KeyboardModifier
    hit: Hit
    space_held: bool = False

    @property
    def extends(self) -> bool:
        """Whether the press adds to the selection."""
        return bool(self.modifiers & (Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.ControlModifier))


class Surface(Protocol):
    """What a gesture needs of the canvas."""

    @property
    def editor(self) -> Editor: ...

    @property
    def drawing(self) -> CanvasScene: ...

    def mapToScene(self, point: QPoint, /) -> QPointF: ...

    def transform(self) -> QTransform: ...

    def visible_area(self) -> QRectF: ...

    def bring_into_sight(self, area: QRectF) -> None: ...

    def pan_by(self, delta: QPoint) -> None: ...

    def refuse(self, problem: Problem, at: QPointF) -> None: ...

    def take_foreign(self, path: Path, position: Point, at: QPointF, on: Node | Link | None) -> None: ...

    def offer_models(self, at: QPointF, node_id: str, port_name: str) -> None: ...

    def offer_within(self, at: QPointF, held: End, ends: Sequence[End], link: Callable[[End], object]) -> None: ...

    def redraw_overlay(self, area: QRectF | None = None) -> None: ...


class Gesture(Protocol):
    """From press to release. Points are in scene coordinates."""

    def drag(self, view: QPoint, scene: QPointF, modifiers: Qt.KeyboardModifier) -> None: ...

    def release(self, scene: QPointF, modifiers: Qt.KeyboardModifier) -> None: ...

    def cancel(self) -> None: ...

    def paint(self, painter: QPainter) -> None:
        """Draw over the scene, in its coordinates."""

    @property
    def cursor(self) -> Qt.CursorShape: ...


Begin: TypeAlias = Callable[[Surface, Press], Gesture | None]
"""Whether a gesture begins with this press."""

DRAG_DISTANCE = 4
"""Pixels that the mouse must move before a press becomes a drag."""


def is_drag(press: Press, view: QPoint) -> bool:
    """Whether the mouse has moved far enough from where it went down."""
    return (view - press.view).manhattanLength() >= DRAG_DISTANCE
