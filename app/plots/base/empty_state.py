"""The face of a view without data: one sentence, and one button where something can be done."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from app.appearance.theme import theme
from app.widgets.layout import fill
from app.widgets.text import Text


class EmptyState(QWidget):
    """``acted`` when the button was pressed."""

    acted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sentence = Text(tone="text2", wrapped=True)
        self._sentence.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._button = QPushButton()
        self._button.hide()
        self._button.clicked.connect(self.acted)
        column = QVBoxLayout(self)
        column.setSpacing(theme().px(8))
        fill(column, 1, self._sentence)
        column.addWidget(self._button, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(1)

    def say(self, sentence: str, button: str) -> None:
        """Other words; without words for the button there is none."""
        self._sentence.say(sentence)
        self._button.setText(button)
        self._button.setVisible(bool(button))
