"""Words in a field, one line or several; finished by Enter or by leaving."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QTextCursor,
)
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget

from app.appearance.theme import theme
from app.widgets.fields.quantity_field import BARE
from app.widgets.fields.value_edit import MARK
from app.widgets.layout import column
from app.widgets.painting import field_ground, inset_rect
from app.widgets.quantities import number_at
from app.widgets.themed import Role, apply_and_follow, recolour

HEIGHT = 26
TALL = 76


class TextField(QLineEdit):
    """``finished(text)`` tells the words once they are complete and new, ``entered`` of Enter."""

    finished = Signal(str)
    entered = Signal()

    def __init__(self, hint: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown = ""
        self.setFrame(False)
        self.setStyleSheet(BARE)
        self.setPlaceholderText(hint)
        apply_and_follow(self, self._restyle)

    def set_value(self, text: str) -> None:
        """Show ``text``; what is being typed stays."""
        self._shown = text
        if not (self.hasFocus() and self.isModified()) and self.text() != text:
            self.setText(text)
            self.setCursorPosition(0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._commit()
            self.entered.emit()
        elif event.key() == Qt.Key.Key_Escape and self.isModified():
            self.setText(self._shown)
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._commit()
        super().focusOutEvent(event)

    def _commit(self) -> None:
        if self.isModified() and self.text() != self._shown:
            self.setModified(False)
            self.finished.emit(self.text())

    def sizeHint(self) -> QSize:
        return QSize(theme().px(98), theme().px(HEIGHT))

    def _restyle(self) -> None:
        look = theme()
        self.setFont(look.font())
        self.setTextMargins(look.px(8), 0, look.px(8), 0)
        recolour(self, {Role.Text: "text1", Role.PlaceholderText: "text3"})

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        field_ground(painter, self, "field")
        painter.end()
        super().paintEvent(event)


class TextArea(QWidget):
    """Several lines; ``finished(text)`` when the focus leaves, or at Ctrl+Enter.

    What is refused stays and is marked until it is mended or Esc is pressed; ``objected(sentence)`` says why.
    """

    finished = Signal(str)
    objected = Signal(str)

    def __init__(self, hint: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown = self._before = ""
        self.is_wrong = False
        self.editor = _Area(self)
        self.editor.setPlaceholderText(hint)
        self.editor.left.connect(self._commit)
        self.editor.given_up.connect(self.give_up)
        column(self).addWidget(self.editor)
        self.setFocusProxy(self.editor)
        self.setFixedHeight(theme().px(TALL))

    def set_value(self, text: str) -> None:
        """Show ``text``; what is being typed stays, and what is refused until there is another text."""
        is_another, self._shown = text != self._shown, text
        typing = self.editor.hasFocus() and self.editor.document().isModified()
        if typing or (self.is_wrong and not is_another):
            return
        self._clear_refusal()
        if self.editor.toPlainText() != text:
            self.editor.setPlainText(text)

    def refuse(self, sentence: str) -> None:
        """Mark what was finished as wrong for a reason: it was not taken; "" clears the mark."""
        if sentence:
            self._shown = self._before
        self.is_wrong = bool(sentence)
        self.editor.mark(self.is_wrong)
        self.objected.emit(sentence)

    @property
    def refused(self) -> str:
        """The finished text that was not taken; "" where nothing is wrong."""
        return self.editor.toPlainText() if self.is_wrong else ""

    def type_anew(self, text: str) -> None:
        """Take a text as if a person had typed it and gone on."""
        self.editor.setPlainText(text)
        self._commit()

    def _commit(self) -> None:
        text = self.editor.toPlainText()
        if text != self._shown:
            self._before, self._shown = self._shown, text
            self.editor.document().setModified(False)
            self.is_wrong = False
            self.finished.emit(text)
            if not self.is_wrong:
                self.editor.mark(False)
        else:
            self._clear_refusal()

    def _clear_refusal(self) -> None:
        if self.is_wrong:
            self.refuse("")

    def give_up(self) -> None:
        """Show what was there before."""
        self._clear_refusal()
        self.editor.setPlainText(self._shown)


class _Area(QPlainTextEdit):
    left = Signal()
    given_up = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._is_marked = False
        self.setTabChangesFocus(True)
        apply_and_follow(self, self._restyle)

    def _restyle(self) -> None:
        self.setFont(theme().font())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if control and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.left.emit()
        elif event.key() == Qt.Key.Key_Escape and self._is_marked:
            self.given_up.emit()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.left.emit()

    def mark(self, wrong: bool) -> None:
        """Have the outline of what is refused, or none."""
        self._is_marked = wrong
        self.viewport().update()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Choose a number whole, as a word is chosen."""
        cursor = self.cursorForPosition(event.position().toPoint())
        number = number_at(cursor.block().text(), cursor.positionInBlock())
        if number is None:
            super().mouseDoubleClickEvent(event)
            return
        first, length = cursor.block().position() + number[0], number[1]
        cursor.setPosition(first)
        cursor.setPosition(first + length, QTextCursor.MoveMode.KeepAnchor)
        self.setTextCursor(cursor)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._is_marked:
            painter = QPainter(self.viewport())
            inset_rect(painter, QRectF(self.viewport().rect()), QColor(0, 0, 0, 0), theme().color("error"), MARK)
