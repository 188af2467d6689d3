"""Sliders by keys and by typing: Tab goes from one to the next, arrows move its value, Home and End go to its ends."""

from __future__ import annotations

from time import monotonic

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from app.canvas.painting.slider_strip import spoken, stepped_value
from app.canvas.popups.slider_popup import SliderPopup
from app.canvas.scene.hit import Hit
from app.canvas.scene.surface import Surface
from app.commands import intentions
from app.document.meaning.slidable import ShownSlider
from app.widgets.fields.slider import PAGE, STEPS

BURST = 0.8  # seconds: presses closer than this are one undo step
MOVES = {
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_Down: -1,
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_Up: 1,
    Qt.Key.Key_PageDown: -PAGE,
    Qt.Key.Key_PageUp: PAGE,
    Qt.Key.Key_Home: -STEPS,
    Qt.Key.Key_End: STEPS,
}


class SliderHand:
    """The hand of a person on the sliders of a canvas, but for the mouse; none has the keyboard at first."""

    def __init__(self, view: Surface) -> None:
        self._view = view
        self._at: tuple[str, str] | None = None
        self._merge_key, self._pressed = "", 0.0

    @property
    def shown(self) -> ShownSlider | None:
        """The slider that has the keyboard, as it is now."""
        if self._at is None:
            return None
        item = self._view.drawing.nodes.get(self._at[0])
        sliders = item.sliders if item is not None else ()
        return next((shown for shown in sliders if shown.name == self._at[1]), None)

    def hit(self) -> Hit | None:
        """The hit that a menu opened by the keyboard is about, where a slider has it."""
        if self._at is None or self.shown is None:
            return None
        return Hit(node=self._view.drawing.nodes[self._at[0]], slider=self._at[1])

    def go_on(self, forward: bool) -> bool:
        """Go to the next slider, or to the one before; False where there is none, and the keyboard goes elsewhere."""
        nodes = self._view.drawing.nodes
        order = sorted((id for id, item in nodes.items() if item.sliders), key=lambda id: nodes[id].pos().toTuple())
        stops = [(id, shown.name) for id in order for shown in nodes[id].sliders]
        if self._at in stops:
            place = stops.index(self._at) + (1 if forward else -1)
        elif forward:
            here = self._view.drawing.focus_id
            place = next((index for index, (id, _) in enumerate(stops) if id == here), 0)
        else:
            return False
        self.leave()
        if not 0 <= place < len(stops):
            return False
        self._enter(*stops[place])
        return True

    def _enter(self, node_id: str, name: str) -> None:
        self._at, self._merge_key = (node_id, name), ""
        item = self._view.drawing.nodes[node_id]
        self._view.drawing.set_focus(node_id)
        item.focus_slider(name)
        self._say()
        self._view.bring_into_sight(item.placed.strip)

    def leave(self) -> None:
        """No slider has the keyboard."""
        if self._at is not None and (item := self._view.drawing.nodes.get(self._at[0])) is not None:
            item.focus_slider("")
        self._at = None

    def open(self, node_id: str, name: str, of_range: bool = False) -> None:
        """Type the value of a slider, or its range."""
        view, track = self._view, self._view.drawing.nodes[node_id].track(name)
        popup = SliderPopup(view, view.editor, node_id, name)
        place = view.viewport().mapToGlobal(view.mapFromScene(track.bottomLeft()))
        popup.open_at(place, popup.low if of_range else popup.value)

    def wants(self, event: QKeyEvent) -> bool:
        """Keys that a slider takes before a shortcut of the window does."""
        return self.shown is not None and event.key() in MOVES and not event.modifiers() & ~_KEYPAD

    def press(self, event: QKeyEvent) -> bool:
        """Act on a key; False when it has no meaning for a slider, or none has the keyboard."""
        shown = self.shown
        if shown is None or self._at is None or event.modifiers() & ~_KEYPAD:
            return False
        key = Qt.Key(event.key())
        if key in MOVES:
            self._move(shown, MOVES[key])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.open(*self._at)
        elif key == Qt.Key.Key_Escape:
            self.leave()
        else:
            return False
        return True

    def _move(self, shown: ShownSlider, steps: int) -> None:
        assert self._at is not None
        if shown.value is None:
            return
        if not self._merge_key or monotonic() - self._pressed > BURST:
            self._merge_key = self._view.editor.fresh_merge_key("slide by keys")
        self._pressed = monotonic()
        value = stepped_value(shown, shown.value, steps)
        if value != shown.value:
            intentions.set_parameter(self._view.editor, (self._at[0],), shown.name, value, self._merge_key)
            self._say()

    def _say(self) -> None:
        shown = self.shown
        if shown is not None and self._at is not None:
            title = self._view.editor.document.nodes[self._at[0]].title
            self._view.setAccessibleDescription(spoken(title, shown))


_KEYPAD = Qt.KeyboardModifier.KeypadModifier
