"""The canvas as a person sees it: an endless ground that is panned, zoomed and drawn upon."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QGraphicsView, QToolTip, QWidget

from app.appearance.theme import signals as theme_signals
from app.canvas.drops.file import DropFile, dragged_files
from app.canvas.drops.model import Drop
from app.canvas.drops.plot import DropPlot
from app.canvas.fitting import Fitting
from app.canvas.interaction import arranging, keyboard
from app.canvas.interaction.canvas_drop import CanvasDrop
from app.canvas.interaction.free_place import at_mouse, free_place_at_mouse
from app.canvas.interaction.hints import folded, hint_for
from app.canvas.nodes.node_item import SHAPE_UP_TO
from app.canvas.overlay_layout import Overlays
from app.canvas.overlays.foreign_files import ForeignFiles, Taking
from app.canvas.painting.activity import Activity
from app.canvas.painting.ports import End
from app.canvas.pointer import Pointer
from app.canvas.popups.context_menu import menu_for
from app.canvas.popups.group_port_popup import LinkWithin
from app.canvas.popups.quick_add import ModelOffer, QuickAdd
from app.canvas.popups.slider_keys import SliderHand
from app.canvas.popups.wire_popup import WirePopup
from app.canvas.scene.hit import Hit
from app.canvas.scene.landing import Landing
from app.canvas.scene.scene import CanvasScene
from app.canvas.scene.surface import Surface
from app.commands import intentions
from app.commands.actions import Action
from app.commands.editor import Editor
from app.document.elements import Link, Node, Point
from app.document.grouping import level_of
from app.document.third_factors import third_factor
from app.widgets.plot_drag import carried_plot
from engine.problems import Problem

SPILL = 2  # pixels by which smooth strokes reach over their rectangle


class CanvasView(Surface):
    """Mouse and keys become gestures and intentions; the drawing itself is in the scene."""

    space_tapped = Signal()
    sight_changed = Signal()  # panned, zoomed or of another size: other nodes may be seen

    def __init__(self, editor: Editor, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._editor = editor
        self._problems: dict[str, Problem] = {}
        self.drawing = CanvasScene(editor)
        self.setScene(self.drawing)
        self._pointer = Pointer(self)
        self.landing = Landing()
        self.window_actions: Mapping[str, Action] = {}
        self._drop: CanvasDrop = Drop(self)
        self._editing: QWidget | None = None
        self._was_pressed = False  # since this drawing was opened
        self.foreign = ForeignFiles(editor, self)
        self.overlays = Overlays(self, self.foreign)
        self._fitting = Fitting(self, self.overlays)
        self.offered: WirePopup | None = None
        self.sliders = SliderHand(self)
        editor.changed.connect(self._content_changed)
        editor.loaded.connect(self._document_loaded)
        editor.entered.connect(self._entered)
        editor.saved.connect(self.overlays.place)
        editor.selection.changed.connect(partial(keyboard.follow_selection, self))
        theme_signals.theme_changed.connect(self._theme_changed)
        self.moved.connect(self._moved)
        self.moved.connect(self.sight_changed)
        self._content_changed()
        self.set_zoom(1.0)

    # ---- what the window and the gestures call

    @property
    def editor(self) -> Editor:
        return self._editor

    def fit(self) -> None:
        """Show the whole network, until it is panned or zoomed also in a room of another size."""
        self._fitting.fit()

    def bring_into_sight(self, area: QRectF) -> None:
        """Go to an area of the scene unless it is seen already, beside what lies over the canvas."""
        self._fitting.bring(area)

    def show_element(self, element_id: str) -> None:
        """Go to a node, a link or the wire of a third factor, choose it, and let a node light up for a moment."""
        document = self._editor.document
        factor = third_factor(document, element_id)
        link = document.links.get(element_id if factor is None else factor.link_id)
        if element_id in document.nodes:
            self._editor.enter(document.nodes[element_id].group)
        elif link is not None:
            self._editor.enter(level_of(document, link))
        item = self.drawing.nodes.get(element_id)
        thread = dict(self.drawing.threads()).get(element_id)
        if item is not None:
            self.centerOn(item.scene_area().center())
        elif thread is not None:
            self.centerOn(thread.boundingRect().center())
        else:
            return
        self._editor.selection.set((element_id,))
        self.drawing.highlight(element_id)
        self.overlays.minimap.update()

    def nodes_in_sight(self) -> set[str]:
        """Nodes whose activity can be seen now: they reach into the viewport, and are more than filled shapes."""
        if self.zoom < SHAPE_UP_TO:
            return set()
        area, items = self.visible_area(), self.drawing.nodes.items()
        return {node_id for node_id, item in items if area.intersects(item.boundingRect().translated(item.pos()))}

    def set_activity(self, node_id: str, activity: Activity | None) -> None:
        """Show what a node does in the running simulation; None is how it looks before a run."""
        self.drawing.set_activity(node_id, activity, self.zoom >= SHAPE_UP_TO)

    def set_plot(self, node_id: str, activity: Activity | None) -> None:
        """Show what a node does in the plot that stands beside it."""
        self.drawing.set_plot(node_id, activity, self.zoom >= SHAPE_UP_TO)

    def set_problems(self, problems: Sequence[Problem]) -> None:
        """Mark what is wrong; the tooltip of a marked element says it."""
        self.drawing.set_problems(problems)
        self._problems = {problem.place: problem for problem in problems}

    def quick_add(self, at: QPointF | None = None) -> None:
        """Offer every model at a point of the scene, by default under the mouse, beside what stands there."""
        self._open_offer(QuickAdd(self, ModelOffer.everything(), free_place_at_mouse(self) if at is None else at))

    def offer_models(self, at: QPointF, node_id: str, port_name: str) -> None:
        """Offer what a wire from this port can be continued with."""
        self._open_offer(QuickAdd(self, ModelOffer.fitting(self._editor, node_id, port_name), at))

    def offer_within(self, at: QPointF, held: End, ends: Sequence[End], link: Callable[[End], object]) -> None:
        """Offer to ``link`` a wire from a port to one of these within a group."""
        self._open_offer(LinkWithin(self, held, at, ends, link))

    def add_at_centre(self, model_key: str) -> None:
        """Add a model where the person is looking, beside what is there already."""
        keyboard.add_in_free_place(self, model_key)

    def add_note(self) -> None:
        """Add a note under the mouse, or in the middle of what is seen, its words open for typing."""
        arranging.add_note(self, at_mouse(self))

    def link_selected(self) -> None:
        """Link the chosen nodes in the order of their choice; a refusal is shown."""
        try:
            intentions.connect_selected(self._editor)
        except intentions.Refused as refused:
            self.refuse(refused.problem, self.visible_area().center())

    def write_in(self, field: Callable[[], QWidget]) -> None:
        """Open a field over the drawing, in place of another."""
        self._close_popups()
        self._editing = field()

    def let_go(self) -> bool:
        """Take back what is dragged, as Escape does; False where nothing is."""
        return self._pointer.cancel()

    def editing_ended(self, field: QWidget) -> None:
        """The field that was written in closes itself: the keys are the canvas's again, unless they went elsewhere."""
        if self._editing is field:
            self._editing = None
        if self.window().focusWidget() is field:
            self.setFocus()

    def refuse(self, problem: Problem, at: QPointF) -> None:
        """Say beside the mouse why something is not possible."""
        self.overlays.refusal.say(problem, self.mapFromScene(at))

    def take_foreign(self, path: Path, position: Point, at: QPointF, on: Node | Link | None) -> None:
        """Read a file that fell on an element or the ground; why it cannot be taken in is said where it fell."""
        say, taken = partial(self.refuse, at=at), partial(arranging.show_taken, self, path, on)
        self.foreign.take(Taking(path, position, taken, say, on=on, doubted=say))

    def open_slider(self, node_id: str, name: str, of_range: bool = False) -> None:
        self.sliders.open(node_id, name, of_range=of_range)

    def focused_slider(self) -> Hit | None:
        return self.sliders.hit()

    def redraw_overlay(self, area: QRectF | None = None) -> None:
        """Paint anew what a gesture draws, within ``area`` of the scene or everywhere."""
        if area is None:
            self.viewport().update()
        else:
            self.viewport().update(self.mapFromScene(area).boundingRect().adjusted(-SPILL, -SPILL, SPILL, SPILL))

    # ---- painting

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.drawing.still.paint(self, event.region()):
            self.drawing.cover.forget()
            return
        rest = self.drawing.cover.begin(event.region(), self)
        if not rest.isEmpty():
            super().paintEvent(QPaintEvent(rest))
        self.drawing.cover.end(self)

    def drawForeground(self, painter: QPainter, rect: QRectF | QRect) -> None:
        self._drop.paint(painter)
        self._pointer.paint(painter)
        if self.offered is not None:
            self.offered.paint_wire(painter)

    # ---- mouse

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._was_pressed = True
        self._close_popups()
        self.sliders.leave()
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        self.drawing.set_focus(None)
        self._pointer.press(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._pointer.move(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._pointer.release(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            return
        if not self._was_pressed:  # the first click was on what opened this drawing
            self.mousePressEvent(event)
            return
        self._pointer.press_twice(self.mapToScene(event.position().toPoint()))

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        by_mouse = event.reason() == QContextMenuEvent.Reason.Mouse
        place = event.pos() if by_mouse else self.viewport().rect().center()
        scene = self.mapToScene(place)
        hit = self.drawing.hit(scene) if by_mouse else keyboard.hit_of_selection(self)
        menu_for(self, hit, scene).popup(self.viewport().mapToGlobal(place))

    # ---- drags from the palette, from views and from other windows

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        data = event.mimeData()
        makes = DropFile if dragged_files(data) else DropPlot if carried_plot(data) is not None else Drop
        self._drop = makes(self)
        self._drop.enter(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        self._drop.move(event)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._drop.leave()

    def dropEvent(self, event: QDropEvent) -> None:
        self._drop.drop(event)

    # ---- keys

    def event(self, event: QEvent) -> bool:
        overrides = event.type() == QEvent.Type.ShortcutOverride
        if overrides and isinstance(event, QKeyEvent) and (keyboard.wants(event) or self.sliders.wants(event)):
            event.accept()
            return True
        return super().event(event)

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            hit, document = self.drawing.hit(self.mapToScene(event.pos())), self._editor.document
            words = hint_for(hit, self._problems, document, self.overlays.caption.is_needed)
            QToolTip.showText(event.globalPos(), folded(words), self.viewport())
            return True
        return super().viewportEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.let_go():
            return
        if self.sliders.press(event):
            return
        if event.key() == Qt.Key.Key_Space and not event.modifiers():
            if not event.isAutoRepeat():
                self._pointer.hold_space()
        elif not keyboard.press(self, event):
            super(QGraphicsView, self).keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space and not event.isAutoRepeat() and self._pointer.space_held:
            if self._pointer.let_space_go():
                self.space_tapped.emit()
            return
        super().keyReleaseEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        by_keyboard = event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
        if by_keyboard:
            keyboard.focus_something(self)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._pointer.let_space_go()
        if event.reason() is not Qt.FocusReason.PopupFocusReason:
            self.sliders.leave()
        self.drawing.set_focus(None)

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab goes through the sliders beneath nodes before it leaves the canvas."""
        return self.sliders.go_on(forward) or super().focusNextPrevChild(forward)

    # ---- what changes around

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._suit_room()
        self.sight_changed.emit()

    @property
    def covered(self) -> int:
        """Pixels at the right that a panel lies over."""
        return self._fitting.covered

    def set_covered_right(self, pixels: int) -> None:
        """A panel lies over so much of the right side: what floats, and all of the drawing, stands beside it."""
        if pixels != self.covered:
            self._fitting.covered = pixels
            self._suit_room()

    def _suit_room(self) -> None:
        self.overlays.place()
        if not (self._pointer.is_busy or self._editing is not None or self.offered is not None):
            self._fitting.keep()

    def _moved(self) -> None:
        self._fitting.end()
        self.overlays.minimap.update()
        if self._editing is not None or self.offered is not None:
            self._close_popups()

    def _content_changed(self, change: object = None) -> None:
        if self.offered is not None and self.offered.is_orphaned:
            self._close_popups()
        self.overlays.show_content()

    def _document_loaded(self, document: object) -> None:
        self._was_pressed = False
        self._pointer.forget()
        self.sliders.leave()
        self._problems = {}
        self._close_popups()
        self._content_changed()
        self.fit()

    def _entered(self, level: str) -> None:
        self._pointer.forget()
        self._close_popups()
        self._content_changed()
        self.fit()

    def _theme_changed(self) -> None:
        self.set_zoom(self.zoom)
        self.overlays.show_content()
        self.viewport().update()

    def _open_offer(self, offer: WirePopup) -> None:
        self._close_popups()
        self.offered = offer
        offer.open_at(self.mapFromScene(offer.at))

    def _close_popups(self) -> None:
        if self.offered is not None:
            self.offered.close()
            self.offered = None
        if self._editing is not None:
            self._editing.close()
            self._editing = None
        self.overlays.refusal.hide()
