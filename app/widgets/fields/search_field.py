"""A line to search with."""

from __future__ import annotations

from PySide6.QtWidgets import QLineEdit

from app.appearance.icons import icon
from app.widgets.themed import follow


class SearchField(QLineEdit):
    """A glass before the words, and what takes them away behind them."""

    def __init__(self, words: str) -> None:
        super().__init__(placeholderText=words, clearButtonEnabled=True)
        self.setAccessibleName(words)
        self._glass = self.addAction(icon("search"), QLineEdit.ActionPosition.LeadingPosition)
        follow(self, self._restyle)

    def _restyle(self) -> None:
        self._glass.setIcon(icon("search"))
