"""The part of the canvas that gestures, popups and all that floats over the drawing need."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from PySide6.QtCore import QPointF, QRectF, Signal
from PySide6.QtWidgets import QWidget

from app.canvas.ground.endless_view import EndlessView
from app.canvas.painting.ports import End
from app.canvas.scene.hit import Hit
from app.canvas.scene.landing import Landing
from app.canvas.scene.scene import CanvasScene
from app.commands.actions import Action
from app.commands.editor import Editor
from app.document.elements import Link, Node, Point
from engine.problems import Problem


class Surface(EndlessView):
    """The canvas as its parts see it; ``drawing`` is what lies on it, ``landing`` what nodes may be carried to.

    ``window_actions``, by id, stand in its menus too.
    """

    example_requested = Signal()
    paste_requested = Signal(QPointF)  # at a point of the scene
    command_requested = Signal(str)  # id of an action that belongs to the window, such as "edit.copy"

    drawing: CanvasScene
    landing: Landing
    window_actions: Mapping[str, Action]

    @property
    @abstractmethod
    def editor(self) -> Editor:
        """The editor that changes what is drawn."""

    @property
    @abstractmethod
    def covered(self) -> int:
        """Pixels at the right that a panel lies over."""

    @abstractmethod
    def fit(self) -> None:
        """Show the whole network."""

    @abstractmethod
    def bring_into_sight(self, area: QRectF) -> None:
        """Go to an area of the scene unless it is seen already."""

    @abstractmethod
    def show_element(self, element_id: str) -> None:
        """Go to a node or a link, and choose it."""

    @abstractmethod
    def refuse(self, problem: Problem, at: QPointF) -> None:
        """Say beside a point why something was not done."""

    @abstractmethod
    def take_foreign(self, path: Path, position: Point, at: QPointF, on: Node | Link | None) -> None:
        """Take a file from elsewhere that was dropped."""

    @abstractmethod
    def quick_add(self, at: QPointF | None = None) -> None:
        """Offer what can be added, at a point."""

    @abstractmethod
    def link_selected(self) -> None:
        """Link the chosen nodes in their order."""

    @abstractmethod
    def offer_models(self, at: QPointF, node_id: str, port_name: str) -> None:
        """Offer what may be linked to a port."""

    @abstractmethod
    def offer_within(self, at: QPointF, held: End, ends: Sequence[End], link: Callable[[End], object]) -> None:
        """Offer the members of a group that a thread may end at."""

    @abstractmethod
    def write_in(self, field: Callable[[], QWidget]) -> None:
        """Open a field over the drawing."""

    @abstractmethod
    def editing_ended(self, field: QWidget) -> None:
        """A field over the drawing was left."""

    @abstractmethod
    def let_go(self) -> bool:
        """Give up what the mouse holds; whether it held something."""

    @abstractmethod
    def open_slider(self, node_id: str, name: str, of_range: bool = False) -> None:
        """Open the field of a slider beneath a node, or of its range."""

    @abstractmethod
    def focused_slider(self) -> Hit | None:
        """The slider that keys move."""

    @abstractmethod
    def redraw_overlay(self, area: QRectF | None = None) -> None:
        """Paint anew what lies over the drawing."""
