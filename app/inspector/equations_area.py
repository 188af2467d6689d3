"""The field in which equations are written: monospaced, coloured, a mistake underlined at its place."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QFontDatabase,
    QFontMetrics,
    QKeyEvent,
    QPalette,
    QTextCharFormat,
    QTextCursor,
)
from PySide6.QtWidgets import QPlainTextEdit, QTextEdit, QWidget

from app.appearance.theme import theme
from app.inspector.equations_colours import EquationsColours
from app.widgets.themed import follow
from engine.model.typed.mistakes import Mistake

FEWEST, MOST = 6, 16  # lines that are shown without scrolling
FONT = 12


class EquationsArea(QPlainTextEdit):
    """``left`` tells that the keyboard has gone, or Ctrl+Enter."""

    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTabChangesFocus(True)
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.WidgetWidth)
        self._colours = EquationsColours(self.document())
        self._mistake: Mistake | None = None
        self.document().documentLayout().documentSizeChanged.connect(self._fit)
        follow(self, self._restyle)
        self._restyle()

    def show_mistake(self, mistake: Mistake | None) -> None:
        """Underline where the text is wrong; None takes the line away."""
        self._mistake = mistake
        self._underline()

    def go_to_mistake(self) -> None:
        """Put the cursor where the text is wrong."""
        if self._mistake is not None:
            self.setTextCursor(self._cursor(self._mistake, select=False))
            self.ensureCursorVisible()

    def _cursor(self, mistake: Mistake, select: bool) -> QTextCursor:
        block = self.document().findBlockByNumber(min(mistake.place.line, self.blockCount()) - 1)
        cursor = QTextCursor(block)
        length = max(block.length() - 1, 0)
        start = min(mistake.place.column - 1, length)
        end = min(start + mistake.place.length, length)
        if start >= end:  # something is missing behind the last character
            start, end = max(end - 1, 0), max(end, 1 if length else 0)
        cursor.setPosition(block.position() + start)
        if select:
            cursor.setPosition(block.position() + end, QTextCursor.MoveMode.KeepAnchor)
        return cursor

    def _underline(self) -> None:
        if self._mistake is None:
            self.setExtraSelections([])
            return
        mark = QTextEdit.ExtraSelection()
        form = QTextCharFormat()
        form.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
        form.setUnderlineColor(theme().color("error"))
        form.setBackground(theme().color("errorSoft"))
        mark.format = form
        mark.cursor = self._cursor(self._mistake, select=True)
        self.setExtraSelections([mark])

    def _fit(self) -> None:
        """As high as the lines need, wrapped ones counted, within limits."""
        lines = min(max(int(self.document().size().height()), FEWEST), MOST) + 1
        height = QFontMetrics(self.font()).lineSpacing() * lines + 2 * theme().px(6)
        self.setFixedHeight(height)

    def _restyle(self) -> None:
        look = theme()
        font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        font.setPixelSize(look.px(FONT))
        self.setFont(font)
        palette = QPalette(self.palette())
        palette.setColor(QPalette.ColorRole.Base, look.color("field"))
        palette.setColor(QPalette.ColorRole.Text, look.color("text1"))
        palette.setColor(QPalette.ColorRole.PlaceholderText, look.color("text3"))
        self.setPalette(palette)
        self.document().setDocumentMargin(look.px(8))
        self._colours.restyle()
        self._underline()
        self._fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if control and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.left.emit()
