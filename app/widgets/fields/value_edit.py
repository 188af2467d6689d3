"""A line in which one value is typed."""

from __future__ import annotations

from PySide6.QtCore import QElapsedTimer, QPoint, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from app.appearance.theme import theme
from app.widgets.painting import inset_rect
from app.widgets.quantities import number_span

MARK = 2.0  # px of the outline of what is refused


class ValueEdit(QLineEdit):
    """The first click, a double click and Tab choose the number, so that what is typed next takes its place.

    A second single click puts the caret. What is refused stays and is marked until it is mended or Esc is pressed;
    ``objected(sentence)`` says why it was refused, or "" when all is well again.
    """

    objected = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.sentence = ""  # why what is written was refused
        self._is_entered = False  # the number was chosen by a click, or is being typed: a click puts the caret
        self._entered_at: QPoint | None = None  # of the press that enters
        self._is_held = False  # since a double click: what the hand does until the button is released chooses no part
        self._since_double = QElapsedTimer()
        self.textEdited.connect(self._edited)

    @property
    def is_wrong(self) -> bool:
        return bool(self.sentence)

    @property
    def is_chosen_whole(self) -> bool:
        """True if the next typed letter replaces the whole text."""
        return self.hasSelectedText() and self.selectedText() == self.text()

    def refuse(self, sentence: str) -> None:
        """Mark what is written as wrong for a reason; "" clears the mark."""
        self.sentence = sentence
        self.objected.emit(sentence)
        self.update()

    def clear_refusal(self) -> None:
        """Clear the mark where there is one."""
        if self.is_wrong:
            self.refuse("")

    def choose(self, at: int | None = None) -> None:
        """Select the number, where several are written the one at a place of the text, else all of it."""
        first, length = number_span(self.text(), None if self.is_wrong else at)
        self.setSelection(first, length)

    def end_editing(self) -> None:
        """Settle once typed text is taken: the next click chooses the number again."""
        self._is_entered = False
        self.choose()

    def take(self) -> None:
        """Take what was typed, or refuse it, as when the field is left."""

    def _edited(self, _text: str) -> None:
        self._is_entered = True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        super().keyPressEvent(event)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.end_editing()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        place = event.position().toPoint()
        if event.button() is not Qt.MouseButton.LeftButton:
            super().mousePressEvent(event)
        elif self._follows_double_click():
            self._hold(place)
        else:
            self._entered_at = None if self._is_entered else place
            super().mousePressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if event.button() is not Qt.MouseButton.LeftButton:
            super().mouseDoubleClickEvent(event)
            return
        self._since_double.start()
        self._hold(event.position().toPoint())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if not self._is_held:
            super().mouseMoveEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if not self._is_held:
            super().mouseReleaseEvent(event)
            self._enter(event.position().toPoint())
        if event.button() is Qt.MouseButton.LeftButton:
            self._is_held, self._entered_at = False, None

    def _enter(self, released: QPoint) -> None:
        """Choose the number after a click; what a drag has selected is left."""
        pressed = self._entered_at
        if pressed is None:
            return
        self._is_entered = True
        is_click = (released - pressed).manhattanLength() < QApplication.startDragDistance()
        if is_click or not self.hasSelectedText():
            self.choose()

    def _hold(self, place: QPoint) -> None:
        self._is_held, self._is_entered = True, True
        self.choose(self.cursorPositionAt(place))

    def _follows_double_click(self) -> bool:
        since = self._since_double
        return since.isValid() and since.elapsed() < QApplication.doubleClickInterval()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        is_back = event.reason() in (Qt.FocusReason.ActiveWindowFocusReason, Qt.FocusReason.PopupFocusReason)
        if not (is_back and self.isModified()):
            self.choose()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._is_entered = False

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.is_wrong:
            inset_rect(QPainter(self), QRectF(self.rect()), QColor(0, 0, 0, 0), theme().color("error"), MARK)
