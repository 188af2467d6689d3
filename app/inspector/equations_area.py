"""The field in which equations are written: monospaced, coloured, a mistake underlined at its place."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QFontMetrics, QKeyEvent
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from app.appearance.theme import theme
from app.inspector.equations_colours import EquationsColours
from app.widgets.fields.source_area import SourceArea

FEWEST, MOST = 6, 16  # lines that are shown without scrolling
LEAST = 2  # lines, where it fills a room that what is said of them needs, too
ENDLESS = 16_777_215  # px: Qt's largest height of a widget


class EquationsArea(SourceArea):
    """``left`` tells that the keyboard has gone, or Ctrl+Enter."""

    left = Signal()
    fills = False  # all the height that there is

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(EquationsColours, parent)
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.WidgetWidth)
        self.document().documentLayout().documentSizeChanged.connect(self._fit)
        self._fit()

    def fill(self, wanted: bool) -> None:
        """Take all the height that there is, or as much as the lines need."""
        self.fills = wanted
        self._fit()

    def sizeHint(self) -> QSize:
        hint = super().sizeHint()
        return QSize(hint.width(), self.minimumHeight()) if self.fills else hint

    def _fit(self) -> None:
        """Make it as high as the lines need, wrapped ones counted, within limits."""
        if self.fills:
            self.setMinimumHeight(QFontMetrics(self.font()).lineSpacing() * LEAST)
            self.setMaximumHeight(ENDLESS)
            return
        lines = min(max(int(self.document().size().height()), FEWEST), MOST) + 1
        height = QFontMetrics(self.font()).lineSpacing() * lines + 2 * theme().px(6)
        self.setFixedHeight(height)

    def _restyle(self) -> None:
        super()._restyle()
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
