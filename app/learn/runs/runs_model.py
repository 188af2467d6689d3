"""Runs as rows of a table model: what a cell says, what it is sorted by, what a click would do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QWidget

from app.i18n.translation import tr
from app.learn.runs.run_columns import NUMBER, run_columns
from app.learn.runs.status import ended_words
from app.learn.runs.training_runs import TrainingRun

RUN = Qt.ItemDataRole.UserRole
ORDER = Qt.ItemDataRole.UserRole + 1
AnyIndex = QModelIndex | QPersistentModelIndex
ROOT = QModelIndex()
UP, DOWN = "▴", "▾"


class RunsModel(QAbstractTableModel):
    """One row a run, one column a figure."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.columns = run_columns()
        self.runs: list[TrainingRun] = []
        self._sorted = (NUMBER, Qt.SortOrder.DescendingOrder)

    def show_runs(self, runs: Sequence[TrainingRun]) -> None:
        """Show these runs; those that are known keep their rows."""
        if len(runs) < len(self.runs):
            self.beginResetModel()
            self.runs = list(runs)
            self.endResetModel()
            return
        if len(runs) > len(self.runs):
            self.beginInsertRows(ROOT, len(self.runs), len(runs) - 1)
            self.runs = list(runs)
            self.endInsertRows()
        self.runs = list(runs)
        if runs:
            self.dataChanged.emit(self.index(0, 0), self.index(len(runs) - 1, len(self.columns) - 1))

    def mark_sorted(self, section: int, order: Qt.SortOrder) -> None:
        """Write an arrow behind the name of the column by which the rows are sorted."""
        self._sorted = (section, order)
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(self.columns) - 1)

    def head_words(self, section: int) -> str:
        """The name of a column, with an arrow where it sorts the rows."""
        name = self.columns[section].name
        if section != self._sorted[0]:
            return name
        return f"{name} {UP if self._sorted[1] == Qt.SortOrder.AscendingOrder else DOWN}"

    def rowCount(self, parent: AnyIndex = ROOT) -> int:
        return 0 if parent.isValid() else len(self.runs)

    def columnCount(self, parent: AnyIndex = ROOT) -> int:
        return 0 if parent.isValid() else len(self.columns)

    def flags(self, index: AnyIndex) -> Qt.ItemFlag:
        if not self.runs[index.row()].has_weights:
            return Qt.ItemFlag.ItemIsEnabled
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        run, column = self.runs[index.row()], self.columns[index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return column.words(run)
        if role == Qt.ItemDataRole.ToolTipRole:
            curves = tr("Ctrl and click, or Space: its curves beside the others")
            return f"{run.title} · {ended_words(run)}\n{_callback(run)}\n{curves}"
        if role == RUN:
            return run
        return column.order(run) if role == ORDER else None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation != Qt.Orientation.Horizontal:
            return None
        column = self.columns[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return self.head_words(section)
        if role == Qt.ItemDataRole.ToolTipRole:
            return column.meaning
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return alignment_of(column.is_number)
        return None


def _callback(run: TrainingRun) -> str:
    if run.is_applied:
        return tr("These weights are in use")
    return tr("Click to restore the weights of this run") if run.has_weights else tr("It has no weights to restore")


def alignment_of(is_number: bool) -> Qt.AlignmentFlag:
    """Numbers stand at the right of their column, words at the left."""
    side = Qt.AlignmentFlag.AlignRight if is_number else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter
