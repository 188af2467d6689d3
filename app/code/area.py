"""The text of a script: the lines of what is selected are marked, and a click on a line names its element."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import accumulate
from typing import TypeAlias

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QTextCursor, QTextFormat
from PySide6.QtWidgets import QPlainTextEdit, QTextEdit, QWidget

from app.appearance.theme import theme
from app.code.colours import ScriptColours
from app.widgets.fields.source_area import SourceArea

Difference: TypeAlias = tuple[int, int, str]
"""Where a part of a text begins and ends, in characters, and what stands there instead."""
READING = Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
MOST_COMPARED = 250_000  # pairs of lines: some milliseconds
ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


@dataclass(frozen=True)
class Differences:
    """The differences of another text from the one ``before``, from the end on."""

    before: str
    parts: tuple[Difference, ...]


class ScriptArea(SourceArea):
    """Read-only until it is edited. ``chosen`` tells the element of a line that was clicked, or met by Enter;
    ``applied`` Ctrl+Enter and ``left`` Escape of an editor."""

    chosen = Signal(str)
    applied = Signal()
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        self._lines: Mapping[str, range] = {}
        self._marked: tuple[str, ...] = ()
        super().__init__(ScriptColours, parent)
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.set_editing(False)

    @property
    def is_editing(self) -> bool:
        """True while a person writes in it."""
        return not self.isReadOnly()

    def set_editing(self, editing: bool) -> None:
        """Let a person write, or only read and choose."""
        self.setUndoRedoEnabled(editing)
        self.setReadOnly(not editing)
        if not editing:
            self.setTextInteractionFlags(READING)
        self.show_mistake(None)

    def show_text(self, text: str, lines: Mapping[str, range], known: Differences | None = None) -> None:
        """Show another text: only the lines that differ are written anew, so that scroll and selection stay.

        ``known`` is where it differs from what is shown now, if that was found already.
        """
        self._lines = lines
        present = self.toPlainText()
        if text != present:
            at = self.verticalScrollBar().value()
            writing = QTextCursor(self.document())
            writing.beginEditBlock()
            found = known.parts if known is not None and known.before == present else differing_parts(present, text)
            for start, end, instead in found:
                writing.setPosition(start)
                writing.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
                writing.insertText(instead)
            writing.endEditBlock()
            self.verticalScrollBar().setValue(at)
        self._mark()

    def mark(self, ids: Iterable[str], scroll: bool = True) -> None:
        """Mark the lines of elements; ``scroll`` to the first of them where none can be seen."""
        self._marked = tuple(id for id in ids if id in self._lines)
        self._mark()
        if scroll and self._marked and not any(map(self._is_seen, self._marked)):
            block = self.document().findBlockByNumber(self._lines[self._marked[0]].start)
            self.verticalScrollBar().setValue(block.firstLineNumber())

    def element_at(self, line: int) -> str:
        """The element that stands on a line (from 0), "" where none does."""
        return next((id for id, lines in self._lines.items() if line in lines), "")

    def marks(self) -> list[QTextEdit.ExtraSelection]:
        if self.is_editing:
            return []
        return [self._whole_line(line) for id in self._marked for line in self._lines.get(id, ())]

    def _whole_line(self, line: int) -> QTextEdit.ExtraSelection:
        mark = QTextEdit.ExtraSelection()
        mark.format.setBackground(theme().color("accentSoft"))
        mark.format.setProperty(QTextFormat.Property.FullWidthSelection, True)
        mark.cursor = QTextCursor(self.document().findBlockByNumber(line))
        return mark

    def _is_seen(self, id: str) -> bool:
        first = self.firstVisibleBlock().blockNumber()
        height = self.fontMetrics().lineSpacing()
        return first <= self._lines[id].start < first + self.viewport().height() // max(height, 1)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        if event.button() is Qt.MouseButton.LeftButton and not self.is_editing and not self.textCursor().hasSelection():
            self._choose(self.cursorForPosition(event.position().toPoint()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if self.is_editing and control and event.key() in ENTER:
            self.applied.emit()
        elif self.is_editing and event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        elif not self.is_editing and event.key() in ENTER:
            self._choose(self.textCursor())
        else:
            super().keyPressEvent(event)

    def _choose(self, cursor: QTextCursor) -> None:
        if found := self.element_at(cursor.blockNumber()):
            self.chosen.emit(found)


def differing_parts(before: str, after: str) -> Iterator[Difference]:
    """Find where two texts differ, from the end on: a part of the first, in whole lines, and its replacement."""
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    most = min(len(old), len(new))
    head = next((i for i in range(most) if old[i] != new[i]), most)
    tail = next((i for i in range(most - head) if old[-1 - i] != new[-1 - i]), most - head)
    starts = [0, *accumulate(map(len, old))]
    first, second = old[head : len(old) - tail], new[head : len(new) - tail]
    matcher = SequenceMatcher(None, first, second, autojunk=False)
    whole = len(first) * len(second) > MOST_COMPARED
    found = [("replace", 0, len(first), 0, len(second))] if whole else matcher.get_opcodes()
    for what, low, high, begin, end in reversed(found):
        if what != "equal":
            yield starts[head + low], starts[head + high], "".join(second[begin:end])
