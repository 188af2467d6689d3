"""The mouse on the canvas: which gesture a press begins, and what lies under a mouse that only moves."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent, QPainter

from app.canvas.gestures import gestures
from app.canvas.gestures.bend import toggle_bend
from app.canvas.gestures.move import Move
from app.canvas.gestures.pan import Pan
from app.canvas.gestures.reconnect import end_under
from app.canvas.gestures.resize import over_corner
from app.canvas.gestures.slide import Slide, slider_under
from app.canvas.ground.edge_pan import EdgePan
from app.canvas.interaction.gesture import Gesture, Press
from app.canvas.interaction.inline_edit import edit_comment, edit_words
from app.canvas.scene.surface import Surface
from app.document.elements import NodeKind


class Pointer:
    """At most one gesture at a time; Space held makes the next press a pan."""

    def __init__(self, view: Surface) -> None:
        self._view = view
        self._gesture: Gesture | None = None
        self._pressed = QPoint()
        self._is_drag = False
        self._last: Gesture | None = None  # that ended, until another press
        self._edge_pan = EdgePan(view, self._pan_at_edge)
        self._last_drag = (QPoint(), Qt.KeyboardModifier.NoModifier)
        self._hovered: object = None
        self.space_held = self._space_used = False

    @property
    def is_busy(self) -> bool:
        """True if a gesture is under way."""
        return self._gesture is not None

    def press(self, event: QMouseEvent) -> None:
        """Begin the first gesture that wants this press; the right button is for the menu."""
        self._last = None
        place = event.position().toPoint()
        scene = self._view.mapToScene(place)
        self._space_used = self.space_held
        self._pressed = place
        hit = self._view.drawing.hit(scene)
        press = Press(place, scene, event.button(), event.modifiers(), hit, self.space_held)
        if event.button() == Qt.MouseButton.RightButton:
            return
        self._gesture = next((g for begin in gestures() if (g := begin(self._view, press)) is not None), None)
        if self._gesture is not None:
            self._is_drag = self._gesture.distance == 0
            self._view.viewport().setCursor(self._gesture.cursor)

    def press_twice(self, scene: QPointF) -> None:
        """Act on a double-click at a point of the scene: write there, go in, bend, or add."""
        view, hit = self._view, self._view.drawing.hit(scene)
        doorway = view.drawing.doorway_at(scene)
        if isinstance(self._last, Slide):
            self._last.cancel()  # the first click meant no value
        if hit.is_at_comment(scene):
            edit_comment(view, hit.id or "")
        elif hit.node is not None and hit.slider:
            view.open_slider(hit.node.node.id, hit.slider)
        elif hit.node is not None and hit.node.node.kind == NodeKind.GROUP:
            view.editor.enter(hit.node.node.id)
        elif hit.node is not None:
            edit_words(view, hit.node.node.id)
        elif doorway is not None:
            view.show_element(doorway.node.id)
        elif hit.id is None:
            view.quick_add(scene)
        elif (
            hit.link is not None
            and not hit.factor
            and (hit.link.bend_at(scene) is not None or not hit.link.badge.contains(scene))
        ):
            toggle_bend(view, hit.link, scene)

    def move(self, event: QMouseEvent) -> None:
        """Go on with the gesture, or light up what lies under the mouse."""
        place = event.position().toPoint()
        if self._gesture is None:
            self._hover(place)
            return
        self._is_drag = self._is_drag or (place - self._pressed).manhattanLength() >= self._gesture.distance
        if not self._is_drag:
            return
        self._last_drag = (place, event.modifiers())
        if self._is_over_landing(place):
            self._edge_pan.stop()
            self._gesture.cancel()  # the node stays where it was
            return
        self._gesture.drag(place, self._view.mapToScene(place), event.modifiers())
        if not isinstance(self._gesture, Pan):
            self._edge_pan.follow(place, self._view.viewport().rect())

    def release(self, event: QMouseEvent) -> None:
        """End the gesture where the mouse is."""
        gesture, self._gesture = self._gesture, None
        self._last = gesture
        self._edge_pan.stop()
        place = event.position().toPoint()
        if (
            isinstance(gesture, Move)
            and gesture.carried
            and self._view.landing.hover(gesture.carried, self._global(place))
        ):
            self._view.landing.leave()
            gesture.cancel()
            self._view.landing.take(gesture.carried, self._global(place))
        elif gesture is not None and self._is_drag:
            gesture.release(self._view.mapToScene(place), event.modifiers())
        elif gesture is not None:
            gesture.click()
        if gesture is not None:
            self._hover(place)

    def cancel(self) -> bool:
        """Take the gesture back; False where there is none."""
        gesture, self._gesture = self._gesture, None
        self._edge_pan.stop()
        self._view.landing.leave()
        if gesture is not None and self._is_drag:
            gesture.cancel()
        return gesture is not None

    def forget(self) -> None:
        """The gesture's document is gone, and the gesture with it."""
        self._gesture = self._last = None
        self._edge_pan.stop()
        self._view.landing.leave()

    def paint(self, painter: QPainter) -> None:
        """Paint what the gesture draws over the scene."""
        if self._gesture is not None:
            self._gesture.paint(painter)

    def hold_space(self) -> None:
        """Space is held: a drag pans from now on."""
        self.space_held, self._space_used = True, False
        self._view.viewport().setCursor(Qt.CursorShape.OpenHandCursor)

    def let_space_go(self) -> bool:
        """Let Space go; tell whether it was only tapped: nothing was pressed while it was held."""
        if self.space_held:
            self._view.viewport().unsetCursor()
        self.space_held = False
        return not self._space_used

    def _global(self, place: QPoint) -> QPoint:
        return self._view.viewport().mapToGlobal(place)

    def _is_over_landing(self, place: QPoint) -> bool:
        """Tell whether a node is carried to where something beside the canvas takes it."""
        carried = self._gesture.carried if isinstance(self._gesture, Move) else ""
        return bool(carried) and self._view.landing.hover(carried, self._global(place))

    def _pan_at_edge(self, by: QPoint) -> None:
        """Move the ground, and let the drag go on where the mouse now is over it."""
        if self._gesture is None:
            self._edge_pan.stop()
            return
        self._view.pan_by(by)
        place, modifiers = self._last_drag
        self._gesture.drag(place, self._view.mapToScene(place), modifiers)

    def _hover(self, place: QPoint) -> None:
        """Light up what would be pressed, and say so by the mouse's shape."""
        drawing, scene = self._view.drawing, self._view.mapToScene(place)
        hit = drawing.hit(scene)
        key = (hit.id, hit.port)
        if key != self._hovered:
            self._hovered = key
            for node_id, item in drawing.nodes.items():
                port = hit.port.key if hit.port and node_id == hit.id else None
                item.set_hovered(node_id == hit.id, port)
            for id, thread in drawing.threads():
                if thread.hovered != (id == hit.id):
                    thread.hovered = id == hit.id
                    thread.update()
        viewport = self._view.viewport()
        if self.space_held:
            viewport.setCursor(Qt.CursorShape.OpenHandCursor)
        elif hit.port is not None or hit.factor or end_under(drawing, hit, scene) is not None:
            viewport.setCursor(Qt.CursorShape.CrossCursor)
        elif hit.link is not None and hit.link.bend_at(scene) is not None:
            viewport.setCursor(Qt.CursorShape.SizeAllCursor)
        elif over_corner(hit, scene):
            viewport.setCursor(Qt.CursorShape.SizeFDiagCursor)
        elif slider_under(hit, scene) is not None:
            viewport.setCursor(Qt.CursorShape.SizeHorCursor)
        elif hit.on_plot:
            viewport.setCursor(Qt.CursorShape.SizeAllCursor)
        else:
            viewport.unsetCursor()
