"""The rest of the palette in a narrow window: an icon per category."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QToolButton, QWidget

from app.appearance.icons import icon
from app.appearance.theme import signals, theme
from app.widgets.layout import column
from app.widgets.model_catalogue import Category
from app.widgets.naming import named

PADDING = 10


class Strip(QWidget):
    """One icon beneath the other; ``chosen`` tells the kind of models whose icon was clicked."""

    chosen = Signal(str)

    def __init__(self, shown: list[Category], parent: QWidget) -> None:
        super().__init__(parent)
        self._buttons: list[tuple[QToolButton, str]] = []
        self._of_kind: dict[str, QToolButton] = {}
        self._column = column(self, (0, PADDING, 0, 0), 6)
        for category in shown:
            button = named(QToolButton(self), category.title, category.title)
            button.setFixedSize(theme().px(32), theme().px(32))
            button.clicked.connect(lambda _=False, kind=category.kind: self.chosen.emit(kind))
            self._column.addWidget(button, 0, Qt.AlignmentFlag.AlignHCenter)
            self._buttons.append((button, category.icon))
            self._of_kind[category.kind] = button
        self._column.addStretch()
        signals.theme_changed.connect(self._refresh_theme)
        self._refresh_theme()

    def put_in_order(self, kinds: Sequence[str]) -> None:
        """The icons from top to bottom."""
        for place, kind in enumerate(kinds):
            self._column.insertWidget(place, self._of_kind[kind], 0, Qt.AlignmentFlag.AlignHCenter)

    def _refresh_theme(self) -> None:
        size = theme().px(18)
        for button, name in self._buttons:
            button.setIcon(icon(name, size))
            button.setIconSize(QSize(size, size))
