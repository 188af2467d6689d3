"""What remains of reduced weights, a row for each reduction; one row can be chosen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from app.appearance.theme import theme
from app.reduction_words import cells, names
from app.translation import tr
from app.widgets.themed import follow

if TYPE_CHECKING:
    from engine.learning.reducing import Remains

HEAD, ROW, HEAD_FONT, PADDING = 28, 26, 11, 6
ROWS_SHOWN = 7  # then it scrolls
AnyIndex = QModelIndex | QPersistentModelIndex
ROOT = QModelIndex()


class _Rows(QAbstractTableModel):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.rows: list[Remains] = []
        self.applied = -1
        self._head: Sequence[tuple[str, str]] = ()

    def rowCount(self, parent: AnyIndex = ROOT) -> int:
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: AnyIndex = ROOT) -> int:
        return 0 if parent.isValid() else len(self._head)

    def put(self, rows: Sequence[Remains]) -> None:
        """Show these rows instead."""
        self.beginResetModel()
        self.rows, self.applied = list(rows), -1
        self._head = names() if rows else ()
        self.endResetModel()

    def add(self, row: Remains) -> None:
        """One more below."""
        if not self._head:
            self.put([row])
            return
        self.beginInsertRows(ROOT, len(self.rows), len(self.rows))
        self.rows.append(row)
        self.endInsertRows()

    def mark(self, place: int) -> None:
        """This row's weights are those of the document; -1 for none."""
        self.applied = place
        self.dataChanged.emit(self.index(0, 0), self.index(len(self.rows) - 1, len(self._head) - 1))

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        is_applied = index.row() == self.applied
        if role == Qt.ItemDataRole.DisplayRole:
            return cells(self.rows[index.row()])[index.column()]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _side(index.column())
        if role == Qt.ItemDataRole.FontRole:
            return theme().font(12, 600 if is_applied else 400, tabular=True)
        if role == Qt.ItemDataRole.ForegroundRole:
            return theme().color("accentText" if is_applied else "text1")
        if role == Qt.ItemDataRole.ToolTipRole and is_applied:
            return tr("In the drawing now")
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._head[section][0]
        if role == Qt.ItemDataRole.ToolTipRole:
            return self._head[section][1]
        return _side(section) if role == Qt.ItemDataRole.TextAlignmentRole else None


class ReductionTable(QTableView):
    """``chosen()`` tells that a person chose another row; a double click or Enter wants it ``applied``."""

    chosen = Signal()
    applied = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.shown = _Rows(self)
        self.setModel(self.shown)
        self.setAccessibleName(tr("Reduced weights"))
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setFrameShape(QTableView.Shape.NoFrame)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        self.selectionModel().selectionChanged.connect(lambda _on, _off: self.chosen.emit())
        self.activated.connect(lambda _index: self.applied.emit())
        follow(self, self._fit)

    @property
    def row(self) -> int:
        """The chosen row; -1 for none."""
        return next((index.row() for index in self.selectionModel().selectedRows()), -1)

    def show_rows(self, rows: Sequence[Remains]) -> None:
        """Show these rows in place of what was there."""
        self.shown.put(rows)
        self._fit()

    def add(self, row: Remains) -> None:
        """One more row."""
        self.shown.add(row)
        self._fit()

    def _fit(self) -> None:
        look = theme()
        self.setFont(look.font(12, tabular=True))
        self.horizontalHeader().setStyleSheet(
            f"QHeaderView::section {{ font-size: {look.px(HEAD_FONT)}px; padding: 0 {look.px(PADDING) - 2}px; }}"
        )
        self.horizontalHeader().setFixedHeight(look.px(HEAD))
        self.verticalHeader().setDefaultSectionSize(look.px(ROW))
        self.resizeColumnsToContents()
        for place in range(self.shown.columnCount()):
            self.setColumnWidth(place, self.columnWidth(place) + look.px(PADDING))
        shown = min(len(self.shown.rows), ROWS_SHOWN)
        bar = self.horizontalScrollBar().sizeHint().height()
        self.setFixedHeight(look.px(HEAD) + shown * look.px(ROW) + bar)


def _side(place: int) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignLeft if place == 0 else Qt.AlignmentFlag.AlignRight
    return side | Qt.AlignmentFlag.AlignVCenter
