"""A table of reduced weights, a row for each reduction; a click puts its weights into the drawing."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QTableView, QWidget

from app.appearance.theme import theme
from app.document.kept_reductions import ReducedRow
from app.document.words.reduction_words import cells, column_meanings
from app.i18n.comparison_words import UNKNOWN, figure_words
from app.i18n.translation import tr
from app.widgets.figure_table import fit_table, set_up_table, side
from app.widgets.themed import follow

ROW = 26
ROWS_SHOWN = 7  # then it scrolls
COLUMNS = 8
AnyIndex = QModelIndex | QPersistentModelIndex
ROOT = QModelIndex()


class _ReductionModel(QAbstractTableModel):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.rows: list[ReducedRow] = []
        self.applied = -1
        self._merit = ""

    def rowCount(self, parent: AnyIndex = ROOT) -> int:
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: AnyIndex = ROOT) -> int:
        return 0 if parent.isValid() or not self.rows else COLUMNS

    def put(self, rows: Sequence[ReducedRow], merit: str) -> None:
        """Show these rows, whose qualities count ``merit``, instead."""
        self.beginResetModel()
        self.rows, self.applied, self._merit = list(rows), -1, merit
        self.endResetModel()

    def add(self, row: ReducedRow, merit: str) -> None:
        """One more below."""
        if not self.rows:
            self.put([row], merit)
            return
        self.beginInsertRows(ROOT, len(self.rows), len(self.rows))
        self.rows.append(row)
        self.endInsertRows()

    def replace(self, place: int, row: ReducedRow) -> None:
        """More is known of a row."""
        self.rows[place] = row
        self.dataChanged.emit(self.index(place, 0), self.index(place, COLUMNS - 1))

    def mark(self, place: int) -> None:
        """This row's weights are those of the document; -1 for none."""
        self.applied = place
        if self.rows:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self.rows) - 1, COLUMNS - 1))

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        is_applied = index.row() == self.applied
        if role == Qt.ItemDataRole.DisplayRole:
            row = self.rows[index.row()]
            tested = UNKNOWN if row.tested is None else figure_words("quality", row.tested, self._merit)
            return [*cells(row, self._merit), tested][index.column()]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return side(index.column())
        if role == Qt.ItemDataRole.FontRole:
            return theme().font(12, 600 if is_applied else 400, tabular=True)
        if role == Qt.ItemDataRole.ForegroundRole:
            return theme().color("accentText" if is_applied else "text1")
        if role == Qt.ItemDataRole.ToolTipRole:
            return tr("In the drawing now") if is_applied else tr("Click to put these weights into the drawing")
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return _head()[section][0]
        if role == Qt.ItemDataRole.ToolTipRole:
            return _head()[section][1]
        return side(section) if role == Qt.ItemDataRole.TextAlignmentRole else None


@cache  # asked for at every painting (decision 0220)
def _head() -> tuple[tuple[str, str], ...]:
    """Asked for as it is painted: what things mean stands beside the arithmetic that costs them."""
    return *column_meanings(), (tr("Test"), tr("The same on the test samples, once they were asked"))


class ReductionTable(QTableView):
    """``restore_wanted(place)`` tells a click on a row, or Enter."""

    restore_wanted = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.shown = _ReductionModel(self)
        self.setModel(self.shown)
        set_up_table(self, tr("Reduced weights"), QAbstractItemView.SelectionMode.SingleSelection)
        self.clicked.connect(lambda index: self.restore_wanted.emit(index.row()))
        follow(self, self._fit)

    def show_rows(self, rows: Sequence[ReducedRow], merit: str) -> None:
        """Show these rows in place of what was there."""
        self.shown.put(rows, merit)
        self._fit()

    def add(self, row: ReducedRow, merit: str) -> None:
        """One more row."""
        self.shown.add(row, merit)
        self._fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.restore_wanted.emit(self.currentIndex().row())
            return
        super().keyPressEvent(event)

    def _fit(self) -> None:
        fit_table(self, ROW, ROWS_SHOWN)
