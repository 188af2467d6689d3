"""The words on a button beside its picture, which leave where there is no room for them."""

from __future__ import annotations

from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QAbstractButton


class ButtonWords:
    """The ``words`` of a ``button``, as wide as they would be whether they are seen or not."""

    def __init__(self, button: QAbstractButton) -> None:
        self.button = button
        self.words = ""
        self._whole = 0
        self._are_seen = True

    def say(self, words: str) -> None:
        """Other words, or the same in another font."""
        self.words = words
        self.button.setAccessibleName(words)
        self.button.setText(words)
        self._whole = self.button.sizeHint().width()
        if not self._are_seen:
            self.button.setText("")

    @property
    def width(self) -> int:
        """Pixels of the words alone."""
        return QFontMetrics(self.button.font()).horizontalAdvance(self.words)

    @property
    def whole(self) -> int:
        """Pixels of the button with its words."""
        if self._are_seen:
            self._whole = self.button.sizeHint().width()
        return self._whole

    def setVisible(self, visible: bool) -> None:
        """Be seen, or leave."""
        if visible is not self._are_seen:
            self._are_seen = visible
            self.button.setText(self.words if visible else "")
