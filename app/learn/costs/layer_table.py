"""A table of costs, a row for each layer and a last one for all."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QTableView, QWidget

from app.appearance.theme import theme
from app.widgets.figure_table import MarkedFigures, fit_table, set_up_table
from app.widgets.themed import follow

ROW = 24
ROWS_SHOWN = 24  # then it scrolls
NAME_LEAST = 150  # px that a longer name has in any case


class LayerTable(QTableView):
    """Figures by layer; the last row is that of all and bold. Names have the width that figures leave."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._natural = 0  # px, the width of the longest name
        self.shown = MarkedFigures(self, lambda row: self.shown.cells[row][0])
        self.setModel(self.shown)
        set_up_table(self, name, QAbstractItemView.SelectionMode.NoSelection)
        follow(self, self._fit)

    def show_layers(self, head: Sequence[tuple[str, str]], rows: Sequence[Sequence[str]]) -> None:
        """Show these rows under this head."""
        self.shown.show(head, rows, {len(rows) - 1})
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share_width()

    def _fit(self) -> None:
        fit_table(self, ROW, ROWS_SHOWN)
        self._natural = self.columnWidth(0)
        self._share_width()

    def _share_width(self) -> None:
        figures = sum(self.columnWidth(place) for place in range(1, self.shown.columnCount()))
        room = max(self.viewport().width() - figures, theme().px(NAME_LEAST))
        self.setColumnWidth(0, min(self._natural, room))
