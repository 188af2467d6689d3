"""The base of tables of figures: a name in the first column, figures that sort in the others."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from PySide6.QtCore import QAbstractItemModel, QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QFontMetrics, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QTableView, QWidget

from app.appearance.theme import theme
from app.widgets.figure_table import HEAD_FONT, PADDING, set_up_table, side
from app.widgets.themed import follow

UP, DOWN = "\u25b4", "\u25be"
ROOT = QModelIndex()
AnyIndex: TypeAlias = QModelIndex | QPersistentModelIndex
Sorting = tuple[int, bool]
"""The column by which rows are sorted, and whether the greatest comes first."""


@dataclass(frozen=True)
class FigureHead:
    """The name over a column, and what its figures mean."""

    name: str
    meaning: str


class FiguresModel(QAbstractTableModel):
    """``first`` stands over the names, ``columns`` over the figures."""

    columns: Sequence[FigureHead]
    first: str
    sorting: Sorting

    @abstractmethod
    def words(self, row: int, place: int) -> str:
        """Words for a cell."""

    @abstractmethod
    def widest(self, place: int) -> Iterable[str]:
        """Words for which a column has to have room."""

    def name(self, section: int) -> str:
        """Over a column."""
        return self.columns[section - 1].name if section else self.first

    def tell(self) -> None:
        """Other figures in the same rows."""
        if rows := self.rowCount():
            self.dataChanged.emit(self.index(0, 0), self.index(rows - 1, len(self.columns)))

    def mark_sorted(self, section: int, order: Qt.SortOrder) -> None:
        """Write an arrow behind the name of the column by which the rows are sorted."""
        self.sorting = (section, order == Qt.SortOrder.DescendingOrder)
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(self.columns))

    def columnCount(self, parent: AnyIndex = ROOT) -> int:
        return 0 if parent.isValid() else 1 + len(self.columns)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == Qt.ItemDataRole.DisplayRole:
            return self.words(index.row(), index.column())
        return side(index.column()) if role == Qt.ItemDataRole.TextAlignmentRole else None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            by, falls = self.sorting
            return f"{self.name(section)} {DOWN if falls else UP}" if section == by else self.name(section)
        if role == Qt.ItemDataRole.ToolTipRole and section:
            return self.columns[section - 1].meaning
        return side(section) if role == Qt.ItemDataRole.TextAlignmentRole else None


class FiguresTable(QTableView):
    """Shows ``figures``, themselves or by a model that sorts them; columns never narrow: figures would jump."""

    def __init__(
        self,
        figures: FiguresModel,
        shown: QAbstractItemModel,
        name: str,
        mode: QAbstractItemView.SelectionMode,
        parent: QWidget | None,
    ) -> None:
        super().__init__(parent)
        self._heads = figures
        self._widths = [0] * figures.columnCount()
        self.setModel(shown)
        set_up_table(self, name, mode)
        self.setSortingEnabled(True)
        self.horizontalHeader().setSortIndicatorShown(False)  # it would lie over the words
        self.doubleClicked.connect(self.open)
        follow(self, self.restyle)

    @abstractmethod
    def open(self, index: QModelIndex) -> None:
        """A double-click or Enter on a cell."""

    @abstractmethod
    def fit_rows(self) -> None:
        """Take the fonts of the theme and the heights that follow."""

    @abstractmethod
    def shared(self, widths: Sequence[int], room: int) -> Sequence[int]:
        """Widths that fill the room, where it is wider than what the columns need."""

    def restyle(self) -> None:
        """Take the theme."""
        self._widths = [0] * len(self._widths)
        self.fit_rows()
        self.fit_columns()

    def fit_columns(self) -> None:
        """Make columns as wide as their figures, and share what is left."""
        look = theme()
        cells, heads = QFontMetrics(look.font(12, tabular=True)), QFontMetrics(look.font(HEAD_FONT))
        for place in range(len(self._widths)):
            head = heads.horizontalAdvance(f"{self._heads.name(place)} {UP}")
            widest = max((head, *map(cells.horizontalAdvance, self._heads.widest(place))))
            self._widths[place] = max(self._widths[place], widest + 2 * look.px(PADDING))
        for place, width in enumerate(self.shared(self._widths, self.viewport().width())):
            if self.columnWidth(place) != width:
                self.setColumnWidth(place, width)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.open(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit_columns()
