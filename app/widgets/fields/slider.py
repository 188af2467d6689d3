"""A slider for a quantity: a thin track from the lowest to the highest value, with a round grip."""

from __future__ import annotations

import itertools

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.appearance.theme import theme
from app.widgets.painted_widget import PaintedWidget
from app.widgets.painting import dot, round_rect

GRIP = 6
TRACK = 3
STEPS = 100  # from end to end: values fall on the grid of one step
PAGE = 10

_gestures = itertools.count(1)


def nearest_step(value: float, low: float, high: float) -> float:
    """The nearest step of a slider from ``low`` to ``high``."""
    step = (high - low) / STEPS or 1.0
    return float(f"{low + round((value - low) / step) * step:.6g}")


class Slider(PaintedWidget):
    """``edited(value, gesture)`` follows the drag; one drag or one key press has one gesture."""

    natural = (120, 22)

    edited = Signal(float, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.low, self.high = 0.0, 1.0
        self.value = 0.0
        self._gesture = ""
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @property
    def step(self) -> float:
        """The least by which it moves a value."""
        return (self.high - self.low) / STEPS

    def show_value(self, value: float, low: float, high: float) -> None:
        """Show a value; the ends stay where they are during a drag."""
        before = self.low, self.high, self.value
        if not self._gesture:
            self.low, self.high = low, high
        self.value = value
        if before != (self.low, self.high, value):
            self.update()

    def place_of(self, value: float) -> float:
        """The place of the grip's middle for ``value``, in pixels."""
        grip = theme().px(GRIP) + 1
        share = (value - self.low) / ((self.high - self.low) or 1.0)
        return grip + max(0.0, min(1.0, share)) * (self.width() - 2 * grip)

    def _value_at(self, x: float) -> float:
        grip = theme().px(GRIP) + 1
        share = max(0.0, min(1.0, (x - grip) / max(self.width() - 2 * grip, 1)))
        return nearest_step(self.low + share * (self.high - self.low), self.low, self.high)

    def _offer(self, value: float) -> None:
        value = max(self.low, min(self.high, value))
        if value != self.value:
            self.value = value
            self.update()
            self.edited.emit(value, self._gesture)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._gesture = f"slide {next(_gestures)}"
            self._offer(self._value_at(event.position().x()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._gesture:
            self._offer(self._value_at(event.position().x()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._gesture = ""
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = self.step
        moves = {
            Qt.Key.Key_Left: -step,
            Qt.Key.Key_Right: step,
            Qt.Key.Key_PageDown: -PAGE * step,
            Qt.Key.Key_PageUp: PAGE * step,
        }
        if event.key() not in moves:
            super().keyPressEvent(event)
            return
        self._offer(nearest_step(self.value + moves[Qt.Key(event.key())], self.low, self.high))

    def paint(self, painter: QPainter) -> None:
        look = theme()
        middle, thick, grip = self.height() / 2, look.px(TRACK), look.px(GRIP)
        place = self.place_of(self.value)
        round_rect(painter, QRectF(1, middle - thick / 2, self.width() - 2, thick), 1.5, None, look.color("lineStrong"))
        color = look.color("accent" if self.isEnabled() else "disabled")
        zero = self.place_of(max(self.low, min(self.high, 0.0)))
        round_rect(painter, QRectF(min(zero, place), middle - thick / 2, abs(place - zero), thick), 1.5, None, color)
        dot(painter, QPointF(place, middle), grip, look.color("surface0"), QPen(color, 2))
        if self.hasFocus():
            dot(painter, QPointF(place, middle), grip + 2.5, None, QPen(look.color("focus", 0.5), 2))
