"""The rest of the palette in a narrow window: an icon per category."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from app.appearance.theme import theme
from app.widgets.buttons import ToolButton
from app.widgets.layout import column
from app.widgets.model_catalogue import Category

PADDING = 10


class Strip(QWidget):
    """One icon beneath the other; ``chosen`` tells the kind of models whose icon was clicked."""

    chosen = Signal(str)

    def __init__(self, shown: list[Category], parent: QWidget) -> None:
        super().__init__(parent)
        self._of_kind: dict[str, ToolButton] = {}
        self._column = column(self, (0, PADDING, 0, 0), 6)
        for category in shown:
            button = ToolButton(category.icon, category.title, side=18)
            button.setFixedSize(theme().px(32), theme().px(32))
            button.clicked.connect(lambda _=False, kind=category.kind: self.chosen.emit(kind))
            self._column.addWidget(button, 0, Qt.AlignmentFlag.AlignHCenter)
            self._of_kind[category.kind] = button
        self._column.addStretch()

    def put_in_order(self, kinds: Sequence[str]) -> None:
        """The icons from top to bottom."""
        for place, kind in enumerate(kinds):
            self._column.insertWidget(place, self._of_kind[kind], 0, Qt.AlignmentFlag.AlignHCenter)
