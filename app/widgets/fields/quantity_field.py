"""One number with its unit inside the field: typed, stepped or dragged."""

from __future__ import annotations

import itertools
from collections.abc import Callable

from PySide6.QtCore import QPoint, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QFont,
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QApplication, QWidget

from app.appearance.theme import theme
from app.i18n.translation import tr
from app.widgets import quantities
from app.widgets.fields.value_edit import ValueEdit
from app.widgets.painting import LEFT, RIGHT, field_ground, take_font
from app.widgets.quantities import Bounds, NotAQuantity
from app.widgets.text import BASE, SECONDARY, SMALL
from app.widgets.themed import Role, apply_and_follow

SEVERAL = "—"
WIDTH, WIDEST = 98, 130
SIZES = (BASE, SECONDARY, SMALL, SMALL - 1)  # of a number of which every digit counts: the largest that fits
USUAL = 9  # digits that have room beside a unit
HEIGHT = 26
UNIT_COLUMN = 29
PADDING = 8
COARSE = 10.0
FINE = 0.1
PIXELS_PER_STEP = 4  # of a drag
FEWEST_DIGITS = 3
NOTCH = 120  # angle delta of one wheel notch
BURST_MS = 800  # key presses or notches closer than this are one undo step

BARE = "QLineEdit { background: transparent; border: none; padding: 0; }"
"""The field paints its own ground, outline and unit."""

_gestures = itertools.count(1)


class QuantityField(ValueEdit):
    """A value in the coherent unit of ``bounds``; ``None`` while many different values are selected.

    ``edited(value, gesture)`` tells a wanted value; equal gestures belong to one undo step and an empty one
    stands alone. ``also_objects(value)`` may refuse what the bounds allow, with a sentence.
    """

    edited = Signal(object, str)  # as a C++ double, a large integer would lose its last digits
    menu_wanted = Signal(QPoint)

    def __init__(self, bounds: Bounds, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.bounds = bounds
        self.also_objects: Callable[[float], str] = lambda value: ""
        self.value: float | None = None
        self._unit = ""
        self._unit_visible = True
        self._gesture = ""
        self._press: QPoint | None = None
        self._drag_start: float | None = None
        self._burst = QTimer(self, singleShot=True, interval=BURST_MS)
        self._burst.timeout.connect(self._end_gesture)
        self.setFrame(False)
        self.setStyleSheet(BARE)
        self.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.DefaultContextMenu)
        self.setAcceptDrops(False)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a press may become a drag: only a click takes the focus
        self.textEdited.connect(lambda _text: self._text_edited())
        apply_and_follow(self, self._restyle)

    def set_value(self, value: float | None) -> None:
        """Show ``value``; what a person is typing stays until it is finished, what is refused until another value."""
        is_another, self.value = value != self.value, value
        is_typed = self.hasFocus() and (self.isModified() or self.is_wrong)
        if is_typed or (self.is_wrong and not is_another):
            return
        self.clear_refusal()
        self._show_value()

    def set_bounds(self, bounds: Bounds) -> None:
        """Use other limits or another unit; what a person is typing stays, and what is refused."""
        self.bounds = bounds
        if not self.is_wrong and not (self.hasFocus() and self.isModified()):
            self._show_value()

    def type_anew(self, text: str) -> None:
        """Take a text as if a person had typed it and gone on."""
        self.setText(text)
        self.setModified(True)
        self._text_edited()
        self.take()

    def sizeHint(self) -> QSize:
        """Wider only where even the fewest digits and the unit ask for it."""
        look, wanted = theme(), 0
        if self._is_long:
            return QSize(self._width_in(look.font(tabular=True)), look.px(HEIGHT))
        if self.value is not None:
            text, unit = self._parts(self.value, FEWEST_DIGITS)
            wanted = QFontMetrics(self.font()).horizontalAdvance(text) + self._around(unit)
        return QSize(max(look.px(WIDTH), min(wanted, look.px(WIDEST))), look.px(HEIGHT))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme().px(64), theme().px(HEIGHT))

    # typing

    def _text_edited(self) -> None:
        self._unit_visible = _is_bare(self.text())
        self.update()

    def take(self) -> None:
        if not self.isModified():
            return
        text = self.text().strip()
        if not text or text == SEVERAL:
            self.give_up()
            return
        try:
            value = self._read(text)
        except NotAQuantity as reason:
            self.refuse(str(reason))
            return
        objection = self._objection(value)
        if objection:
            self.refuse(objection)
            return
        self.setModified(False)
        self.clear_refusal()
        is_another, self.value = value != self.value, value
        self._show_value()
        if is_another:
            self.edited.emit(value, "")

    def _read(self, text: str) -> float:
        if self.bounds.is_beyond_floats and (whole := quantities.read_integer(text)) is not None:
            return whole
        return quantities.parse_quantity(text, self.bounds.unit, bare=self._unit)

    def _objection(self, value: float) -> str:
        return self.bounds.objection(value) or self.also_objects(value)

    def give_up(self) -> None:
        """Show the value again that was there before something was typed."""
        self.setModified(False)
        self.clear_refusal()
        self._show_value()

    # stepping

    def _step(self, count: float) -> None:
        if self.value is None or self.isReadOnly() or not count:
            return
        self._gesture = self._gesture or f"step {next(_gestures)}"
        self._burst.start()
        self._offer(self.value + count * quantities.stepping(self.value, self.bounds.integer))

    def _offer(self, value: float) -> None:
        step = quantities.stepping(value, self.bounds.integer)
        value = self.bounds.nearest(float(f"{value:.12g}"), step)
        if value == self.value or self._objection(value):
            return
        self.clear_refusal()
        self.value = value
        self.setModified(False)
        self._show_value()
        self.edited.emit(value, self._gesture)

    def _end_gesture(self) -> None:
        self._gesture = ""

    # events

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, modifiers = event.key(), event.modifiers()
        if key in (Qt.Key.Key_Up, Qt.Key.Key_Down) and not modifiers & Qt.KeyboardModifier.AltModifier:
            self.take()
            self._step(_factor(modifiers) * (1 if key == Qt.Key.Key_Up else -1))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.take()
            self.end_editing()
        elif key == Qt.Key.Key_Escape and (self.isModified() or self.is_wrong):
            self.give_up()
            self.end_editing()
        elif key == Qt.Key.Key_Space and self.is_chosen_whole:
            event.ignore()  # a space is no value
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if not self.hasFocus():
            event.ignore()
            return
        self.take()
        self._step(_factor(event.modifiers()) * event.angleDelta().y() / NOTCH)
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and not self.hasFocus():
            self._press = event.position().toPoint()
            self._drag_start = None
            event.accept()
        else:
            super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._press is None:
            super().mouseMoveEvent(event)
            return
        moved = event.position().toPoint().x() - self._press.x()
        if self._drag_start is None:
            if abs(moved) < QApplication.startDragDistance() or self.value is None or self.isReadOnly():
                return
            self._drag_start = self.value
            self._gesture = f"drag {next(_gestures)}"
            self._burst.stop()
        step = quantities.stepping(self._drag_start, self.bounds.integer) * _factor(event.modifiers())
        self._offer(self._drag_start + round(moved / PIXELS_PER_STEP) * step)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._press is None:
            super().mouseReleaseEvent(event)
            return
        self._press = None
        if self._drag_start is None:
            self.setFocus(Qt.FocusReason.MouseFocusReason)
            self.end_editing()
            self._is_entered = True
        self._drag_start = None
        self._end_gesture()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if not self.is_wrong:
            self._show_value()
        self.choose()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.take()
        super().focusOutEvent(event)
        self._end_gesture()
        if not self.is_wrong:
            self._show_value()
        self.deselect()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.menu_wanted.emit(event.globalPos())

    # looks

    def _show_value(self) -> None:
        text, unit = (SEVERAL, "") if self.value is None else self._fitting(self.value)
        if self.value is not None and self.hasFocus():
            text = self._exact(self.value)
        is_as_before = (text, unit, self._unit_visible) == (self.text(), self._unit, True)
        if unit != self._unit or self.bounds.is_beyond_floats:
            self._unit = unit
            self._fit_font()
        self._unit_visible = True
        self.setToolTip(tr("several values") if self.value is None else "")
        if text != self.text():
            self.setText(text)
        self.setModified(False)
        self.end_editing() if self.hasFocus() else self.setCursorPosition(0)
        if not is_as_before:
            self.updateGeometry()
            self.update()

    @property
    def _is_long(self) -> bool:
        """True if every digit counts and they are many, as of a seed of 64 bits."""
        return self.bounds.is_beyond_floats and self.value is not None and len(self._exact(self.value)) > USUAL

    def _exact(self, value: float) -> str:
        return quantities.exact(value, self.bounds.unit, self.bounds.integer)

    def _width_in(self, font: QFont) -> int:
        """Pixels of a field in which all of it is written so."""
        return QFontMetrics(font).horizontalAdvance(self._exact(self.value or 0)) + 2 * theme().px(PADDING) + 2

    def _fit_font(self) -> None:
        """Write all digits of a long number, smaller where there is less room."""
        fonts = [theme().font(size, tabular=True) for size in (SIZES if self._is_long else SIZES[:1])]
        self.setFont(next((font for font in fonts if self._width_in(font) <= self.width()), fonts[-1]))
        self._make_room()

    def _fitting(self, value: float) -> tuple[str, str]:
        """Number and unit with as many digits as there is room for, three at least."""
        if self._is_long:
            return self._exact(value), ""
        metrics = QFontMetrics(self.font())
        for digits in range(quantities.SIGNIFICANT_DIGITS, FEWEST_DIGITS - 1, -1):
            text, unit = self._parts(value, digits)
            if metrics.horizontalAdvance(text) <= self.width() - self._around(unit):
                break
        return text, unit

    def _parts(self, value: float, digits: int) -> tuple[str, str]:
        return quantities.number_and_unit(value, self.bounds.unit, self.bounds.integer, digits)

    def _around(self, unit: str) -> int:
        """Pixels that the number cannot have."""
        return self._column(unit) + theme().px(PADDING) + 8

    def _column(self, unit: str) -> int:
        """Pixels for the unit: the same for all short ones, so that numbers align."""
        return max(theme().px(UNIT_COLUMN), QFontMetrics(self.font()).horizontalAdvance(f" {unit}") + theme().px(4))

    def _make_room(self) -> None:
        right = theme().px(PADDING) - 4 if self._is_long else self._column(self._unit) + 2
        self.setTextMargins(theme().px(PADDING) - 4, 0, right, 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._is_long:
            self._fit_font()
        if not self.hasFocus() and not self.is_wrong:
            self._show_value()

    def _restyle(self) -> None:
        look = theme()
        self.setFont(look.font(tabular=True))
        self._make_room()
        palette = QPalette(self.palette())
        palette.setColor(Role.Base, Qt.GlobalColor.transparent)
        palette.setColor(Role.Text, look.color("text1"))
        palette.setColor(QPalette.ColorGroup.Disabled, Role.Text, look.color("text2"))
        palette.setColor(Role.Highlight, look.color("accent"))
        palette.setColor(Role.HighlightedText, look.color("onAccent"))
        self.setPalette(palette)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        look = theme()
        painter = QPainter(self)
        outline = "error" if self.is_wrong else "line"
        field_ground(painter, self, "field" if self.isEnabled() else "surface0", outline)
        if self._unit and self._unit_visible:
            take_font(painter, self.font(), look.color("text3"))
            gap = QFontMetrics(self.font()).horizontalAdvance(" ")
            column = self.rect().adjusted(self.width() - self._column(self._unit) - 4 + gap, 0, 0, 0)
            painter.drawText(column, LEFT, self._unit)
        if self.isEnabled():
            painter.end()
            super().paintEvent(event)
            return
        take_font(painter, self.font(), look.color("text2"))  # fixed, but still readable
        painter.drawText(self.rect().adjusted(0, 0, -self._column(self._unit) - 4, 0), RIGHT, self.text())


def _is_bare(text: str) -> bool:
    """Tell whether only a number is written, which then counts in the unit that is shown."""
    return not quantities.usual(text).lower().strip("0123456789.,+-e ")


def _factor(modifiers: Qt.KeyboardModifier) -> float:
    if modifiers & Qt.KeyboardModifier.ShiftModifier:
        return COARSE
    if modifiers & Qt.KeyboardModifier.ControlModifier:
        return FINE
    return 1.0
