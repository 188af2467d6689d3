"""Drop a quantity: on a node that has it, which then shows it, or on the ground, where its own node shows it."""

from __future__ import annotations

from msgspec.structs import replace
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent, QPainter

from app.canvas.ground.grid import snapped
from app.canvas.interaction.canvas_drop import CanvasDrop
from app.canvas.nodes.node_item import NodeItem
from app.canvas.painting.plate import RADIUS
from app.canvas.scene.surface import Surface
from app.commands import intentions
from app.commands.plotting import HEIGHT, WIDTH
from app.document.mini_plot import MiniPlot
from app.document.words.plot_words import plot_choices, shows_words
from app.widgets.painting import rounded_path
from app.widgets.plot_drag import CarriedPlot, carried_plot

SIZE = QRectF(0.0, 0.0, WIDTH, HEIGHT)


class DropPlot(CanvasDrop):
    """A quantity of a node."""

    def __init__(self, surface: Surface) -> None:
        super().__init__(surface)
        self._carried: CarriedPlot | None = None
        self._onto: NodeItem | None = None

    def enter(self, event: QDragEnterEvent) -> None:
        self._carried = carried_plot(event.mimeData())
        if self._carried is None or self._carried.node not in self._surface.drawing.nodes:
            self._carried = None
            event.ignore()
        else:
            event.acceptProposedAction()

    def move(self, event: QDragMoveEvent) -> None:
        hit = self.find(event).node
        self._onto = hit if hit is not None and self._has(hit) else None
        event.setDropAction(Qt.DropAction.CopyAction)
        event.setAccepted(self._carried is not None and (hit is None or self._onto is not None))
        self._surface.redraw_overlay()

    def leave(self) -> None:
        self._carried = self._onto = None
        self._surface.redraw_overlay()

    def drop(self, event: QDropEvent) -> None:
        carried, onto, editor = self._carried, self._onto, self._surface.editor
        corner = self._corner()
        self.leave()
        if carried is None or carried.node not in editor.document.nodes:
            return
        event.acceptProposedAction()
        if onto is not None:
            plot = replace(onto.node.plot, shows=carried.shows, of=carried.of)
            intentions.put_plot(editor, onto.node.id, plot)
            editor.selection.set((onto.node.id,))
            return
        node = editor.document.nodes[carried.node]
        beside = (corner.x() - node.position[0], corner.y() - node.position[1], WIDTH, HEIGHT)
        intentions.put_plot(editor, node.id, MiniPlot(carried.shows, carried.of, node.plot.neuron, beside))

    def paint(self, painter: QPainter) -> None:
        if self._carried is None:
            return
        if self._onto is not None:
            self.paint_frame(painter, self._onto.scene_area())
        elif self._surface.drawing.hit(self._at).node is None:
            words = f"{shows_words(self._carried.shows)} {self._carried.of}".strip()
            self.paint_ghost(painter, self._corner(), rounded_path(SIZE, RADIUS), words)

    def _corner(self) -> QPointF:
        """Upper left corner of a plot whose middle is under the mouse, on the grid."""
        return snapped(self._at - SIZE.center())

    def _has(self, item: NodeItem) -> bool:
        """Tell whether a node can show what is carried."""
        wanted = (self._carried.shows, self._carried.of) if self._carried is not None else None
        return any(choice[:2] == wanted for choice in plot_choices(self._surface.editor.document, item.node))
