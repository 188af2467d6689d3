"""All runs of an experiment in one table, sorted by any column; a click opens a run's values in the drawing."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QSortFilterProxyModel, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QTableView, QWidget

from app.appearance.theme import theme
from app.experiment_panel.shown_choices import level_words
from app.experiments.experiment_run import problem_of
from app.experiments.experiment_table import ExperimentTable
from app.experiments.point_runner import ExperimentRow
from app.experiments.shown_experiment import ShownExperiment
from app.i18n.translation import problem_words, tr
from app.widgets.figure_table import HEAD, ROOT, AnyIndex, set_up_table, size_rows
from app.widgets.quantities import number_words
from app.widgets.themed import follow

ROW, ROWS_SHOWN = 24, 8
WIDEST = 150
ORDER = int(Qt.ItemDataRole.UserRole)
NUMBER = ORDER + 1
DIGITS = 5


class ResultModel(QAbstractTableModel):
    """Rows in the order in which they came: point, factors, seed, measures, and why one could not be made."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: list[ExperimentRow] = []
        self._at: dict[int, int] = {}
        self._table: ExperimentTable | None = None
        self.opened: int | None = None

    def show_table(self, table: ExperimentTable | None) -> None:
        """Show the columns of another experiment, of which no row is there yet."""
        self.beginResetModel()
        self._table, self._rows, self._at = table, [], {}
        self.endResetModel()

    def add(self, rows: Sequence[ExperimentRow]) -> None:
        """Take in rows; one that was run anew takes the place of the one before."""
        fresh = [row for row in rows if row.row not in self._at]
        for row in rows:
            if row.row in self._at:
                place = self._at[row.row]
                self._rows[place] = row
                self.dataChanged.emit(self.index(place, 0), self.index(place, self.columnCount() - 1))
        fresh = list({row.row: row for row in fresh}.values())
        if fresh:
            first = len(self._rows)
            self.beginInsertRows(ROOT, first, first + len(fresh) - 1)
            for row in fresh:
                self._at[row.row] = len(self._rows)
                self._rows.append(row)
            self.endInsertRows()

    def rowCount(self, parent: AnyIndex = ROOT) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: AnyIndex = ROOT) -> int:
        if parent.isValid() or self._table is None:
            return 0
        return 2 + len(self._table.factors) + len(self._table.measures)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = self._rows[index.row()]
        if role == NUMBER:
            return row.row
        if role in (Qt.ItemDataRole.DisplayRole, ORDER):
            value = self._value(row, index.column())
            if role == ORDER:
                return float(row.row) if index.column() == 0 else _order(value)
            return _words(value)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        if role == Qt.ItemDataRole.FontRole:
            return theme().font(12, 600 if row.point == self.opened else 400, tabular=True)
        if role == Qt.ItemDataRole.ForegroundRole:
            return theme().color("error" if row.problem is not None else "text1")
        if role == Qt.ItemDataRole.ToolTipRole:
            problem = problem_of(row)
            return tr("Opens these values in the drawing") if problem is None else problem_words(problem)
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation != Qt.Orientation.Horizontal or self._table is None:
            return None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return self._heads(is_short=role == Qt.ItemDataRole.DisplayRole)[section]
        return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter) if (
            role == Qt.ItemDataRole.TextAlignmentRole
        ) else None  # fmt: skip

    def _heads(self, is_short: bool) -> list[str]:
        """The names of columns; short ones leave out of what a value is, where each is called otherwise."""
        assert self._table is not None
        names = [factor.name for factor in self._table.experiment.factors]
        factors = [column.head for column in self._table.factors]
        if is_short and len(set(names)) == len(names):
            units = [f" ({column.unit})" if column.unit else "" for column in self._table.factors]
            factors = [name + unit for name, unit in zip(names, units, strict=True)]
        return [tr("Point"), *factors, tr("Seed"), *(column.head for column in self._table.measures)]

    def _value(self, row: ExperimentRow, column: int) -> int | float | str | None:
        values: tuple[int | float | str | None, ...] = (row.point + 1, *row.values, row.seed, *row.measures)
        return values[column]

    def mark(self, opened: int | None) -> None:
        """Mark the rows of the point whose values the drawing has."""
        if opened != self.opened and self._rows:
            self.opened = opened
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._rows) - 1, self.columnCount() - 1))
        self.opened = opened


class ResultTable(QTableView):
    """``wanted`` carries the number of a run that was clicked, or chosen by Enter."""

    wanted = Signal(int)

    def __init__(self, shown: ShownExperiment, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown = shown
        self._table: ExperimentTable | None = None
        self.results = ResultModel(self)
        self.sorted = QSortFilterProxyModel(self)
        self.sorted.setSourceModel(self.results)
        self.sorted.setSortRole(ORDER)
        self.setModel(self.sorted)
        set_up_table(self, tr("Results"), QAbstractItemView.SelectionMode.SingleSelection)
        self.setSortingEnabled(True)
        self.sortByColumn(0, Qt.SortOrder.AscendingOrder)
        self.horizontalHeader().setSortIndicatorShown(False)
        self.clicked.connect(self._open)
        shown.changed.connect(self.refresh)
        shown.came.connect(self._add)
        follow(self, self._restyle)
        self._restyle()

    def refresh(self) -> None:
        """Show the rows that are known now."""
        if self._shown.table is not self._table:
            self._table = self._shown.table
            self.results.show_table(self._table)
            self.sortByColumn(0, Qt.SortOrder.AscendingOrder)
            self._fit_columns()
            self._fit_height()
        self.results.mark(self._shown.opened)

    def _add(self, rows: Sequence[ExperimentRow]) -> None:
        are_first = not self.results.rowCount()
        self.results.add(rows)
        self._fit_height()
        if are_first:
            self._fit_columns()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self._open(self.currentIndex())
            return
        super().keyPressEvent(event)

    def _open(self, index: QModelIndex) -> None:
        self.wanted.emit(index.data(NUMBER))

    def _restyle(self) -> None:
        size_rows(self, ROW)
        self._fit_height()
        self._fit_columns()

    def _fit_columns(self) -> None:
        self.resizeColumnsToContents()
        for column in range(self.results.columnCount()):
            self.setColumnWidth(column, min(self.columnWidth(column), theme().px(WIDEST)))

    def _fit_height(self) -> None:
        rows = min(max(self.results.rowCount(), 1), ROWS_SHOWN)
        bar = self.horizontalScrollBar().sizeHint().height()
        self.setFixedHeight(theme().px(HEAD) + rows * theme().px(ROW) + bar)


def _words(value: int | float | str | None) -> str:
    if value is None:
        return "–"
    if isinstance(value, int):
        return str(value)
    return level_words(value) if isinstance(value, str) else number_words(value, digits=DIGITS)


def _order(value: int | float | str | None) -> float | str:
    if value is None:
        return -math.inf
    return value if isinstance(value, str) else float(value)
