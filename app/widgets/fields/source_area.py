"""A field for text with a grammar: monospaced, in the colours of the theme, a mistake underlined at its place."""

from __future__ import annotations

from PySide6.QtGui import QFontDatabase, QResizeEvent, QShowEvent, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QPlainTextEdit, QTextEdit, QWidget

from app.appearance.theme import theme
from app.widgets.fields.source_colours import SourceColours
from app.widgets.themed import Role, apply_and_follow, recolour
from engine.model.typed.mistakes import Mistake

FONT = 12


class SourceArea(QPlainTextEdit):
    """A text edit; ``colours`` is the class that colours it."""

    def __init__(self, colours: type[SourceColours], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTabChangesFocus(True)
        self._colours = colours(self.document())
        self._mistake: Mistake | None = None
        self._is_stale = False
        apply_and_follow(self, self._restyle)

    def show_mistake(self, mistake: Mistake | None) -> None:
        """Underline where the text is wrong; None takes the line away."""
        self._mistake = mistake
        self._mark()

    def go_to_mistake(self) -> None:
        """Put the cursor where the text is wrong."""
        if self._mistake is not None:
            self.setTextCursor(self._cursor(self._mistake, select=False))
            self.ensureCursorVisible()

    def marks(self) -> list[QTextEdit.ExtraSelection]:
        """The marks in the text besides a mistake."""
        return []

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

    def _mark(self) -> None:
        found = self.marks()
        if self._mistake is not None:
            mark = QTextEdit.ExtraSelection()
            form = QTextCharFormat()
            form.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
            form.setUnderlineColor(theme().color("error"))
            form.setBackground(theme().color("errorSoft"))
            mark.format = form
            mark.cursor = self._cursor(self._mistake, select=True)
            found.append(mark)
        self.setExtraSelections(found)

    def _restyle(self) -> None:
        look = theme()
        font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        font.setPixelSize(look.px(FONT))
        self.setFont(font)
        recolour(self, {Role.Base: "field", Role.Text: "text1", Role.PlaceholderText: "text3"})
        self.document().setDocumentMargin(look.px(8))
        self._is_stale = True
        if self.isVisible():
            self._recolour()

    def _recolour(self) -> None:
        self._is_stale = False
        self._colours.restyle()
        self._mark()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the cursor visible to a person who writes: a mistake that is said below makes the area lower."""
        super().resizeEvent(event)
        if self.hasFocus() and not self.isReadOnly():
            self.ensureCursorVisible()

    def showEvent(self, event: QShowEvent) -> None:
        """A long script is coloured when it is seen."""
        if self._is_stale:
            self._recolour()
        super().showEvent(event)
