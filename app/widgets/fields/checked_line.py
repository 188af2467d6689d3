"""A line of text that means something: what cannot be read stays and is marked, with a sentence that says why."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from app.appearance.theme import theme
from app.widgets.fields.quantity_field import BARE, HEIGHT
from app.widgets.fields.value_edit import ValueEdit
from app.widgets.painting import field_ground
from app.widgets.themed import Role, apply_and_follow, recolour

PADDING, WIDTH = 8, 98


class CheckedLine(ValueEdit):
    """``finished(text)`` tells a text that ``check`` has taken; it raises ValueError, whose words are told, for others.

    Enter, Tab and a click elsewhere finish it; Esc gives it up. Of several numbers a double click chooses one.
    """

    finished = Signal(str)

    def __init__(self, check: Callable[[str], object], hint: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._check, self._shown = check, ""
        self.setFrame(False)
        self.setStyleSheet(BARE)
        self.setPlaceholderText(hint)
        self.textEdited.connect(lambda _text: self.clear_refusal())
        apply_and_follow(self, self._restyle)

    def set_value(self, text: str) -> None:
        """Show a text; what is being typed stays, and what is refused until there is another text."""
        is_another, self._shown = text != self._shown, text
        if (self.hasFocus() and self.isModified()) or (self.is_wrong and not is_another):
            return
        self.clear_refusal()
        if self.text() != text:
            self.setText(text)
            self.setCursorPosition(0)

    def type_anew(self, text: str) -> None:
        """Take a text as if a person had typed it and gone on."""
        self.setText(text)
        self.setModified(True)
        self.take()

    def take(self) -> None:
        if not self.isModified():
            return
        if self.text() == self._shown:
            self.give_up()
            return
        try:
            self._check(self.text())
        except ValueError as problem:
            self.refuse(str(problem))
            return
        self.clear_refusal()
        self.setModified(False)
        self._shown = self.text()
        self.finished.emit(self.text())

    def give_up(self) -> None:
        """Show what was there before."""
        self.clear_refusal()
        self.setText(self._shown)
        self.setModified(False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.take()
        elif event.key() == Qt.Key.Key_Escape and (self.isModified() or self.is_wrong):
            self.give_up()
            return
        super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.take()
        super().focusOutEvent(event)
        self.deselect()

    def sizeHint(self) -> QSize:
        return QSize(theme().px(WIDTH), theme().px(HEIGHT))

    def _restyle(self) -> None:
        look = theme()
        self.setFont(look.font(tabular=True))
        self.setTextMargins(look.px(PADDING), 0, look.px(PADDING), 0)
        recolour(self, {Role.Text: "text1", Role.PlaceholderText: "text3"})

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        field_ground(painter, self, "field" if self.isEnabled() else "surface0", "error" if self.is_wrong else "line")
        painter.end()
        super().paintEvent(event)
