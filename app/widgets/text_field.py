"""Words in a field, one line or several; finished by Enter or by leaving."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from app.appearance.theme import theme
from app.widgets.painting import well
from app.widgets.quantity_field import BARE
from app.widgets.themed import follow

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
        follow(self, self._restyle)
        self._restyle()

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
        palette = QPalette(self.palette())
        palette.setColor(QPalette.ColorRole.Text, look.color("text1"))
        palette.setColor(QPalette.ColorRole.PlaceholderText, look.color("text3"))
        self.setPalette(palette)

    def paintEvent(self, event: QPaintEvent) -> None:
        look = theme()
        painter = QPainter(self)
        focused = self.hasFocus()
        well(
            painter,
            QRectF(self.rect()),
            look.color("field"),
            look.color("focus" if focused else "line"),
            2.0 if focused else 1.0,
        )
        painter.end()
        super().paintEvent(event)


class TextArea(QWidget):
    """Several lines; ``finished(text)`` when the focus leaves, or at Ctrl+Enter."""

    finished = Signal(str)

    def __init__(self, hint: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown = ""
        self.editor = _Area(self)
        self.editor.setPlaceholderText(hint)
        self.editor.left.connect(self._commit)
        body = QVBoxLayout(self)
        body.setContentsMargins(0, 0, 0, 0)
        body.addWidget(self.editor)
        self.setFocusProxy(self.editor)
        self.setFixedHeight(theme().px(TALL))

    def set_value(self, text: str) -> None:
        """Show ``text``; what is being typed stays."""
        self._shown = text
        typing = self.editor.hasFocus() and self.editor.document().isModified()
        if not typing and self.editor.toPlainText() != text:
            self.editor.setPlainText(text)

    def _commit(self) -> None:
        text = self.editor.toPlainText()
        if text != self._shown:
            self._shown = text
            self.editor.document().setModified(False)
            self.finished.emit(text)


class _Area(QPlainTextEdit):
    left = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setTabChangesFocus(True)
        follow(self, self._restyle)
        self._restyle()

    def _restyle(self) -> None:
        self.setFont(theme().font())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if control and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.left.emit()
