"""The look of a table of figures: words at the left, numbers at the right, as high as its rows."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QEvent, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QBrush, QCursor, QFontMetrics
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from app.appearance.theme import theme
from app.widgets.text import shortened

HEAD, HEAD_FONT, PADDING = 28, 11, 6
AnyIndex = QModelIndex | QPersistentModelIndex
ROOT = QModelIndex()


class MarkedFigures(QAbstractTableModel):
    """Words by row and column; ``marked`` rows are bold, and each says in its tooltip what ``tip`` gives.

    ``head`` has the name of each column, and what it means.
    """

    def __init__(self, parent: QObject, tip: Callable[[int], str]) -> None:
        super().__init__(parent)
        self.head: Sequence[tuple[str, str]] = ()
        self.cells: list[Sequence[str]] = []
        self.marked: Collection[int] = ()
        self._tip = tip

    def show(
        self, head: Sequence[tuple[str, str]], cells: Iterable[Sequence[str]], marked: Collection[int] = ()
    ) -> None:
        """Show these rows in the place of others."""
        self.beginResetModel()
        self.head, self.cells, self.marked = head, list(cells), marked
        self.endResetModel()

    def add(self, cells: Sequence[str]) -> None:
        """One more row below."""
        self.beginInsertRows(ROOT, len(self.cells), len(self.cells))
        self.cells.append(cells)
        self.endInsertRows()

    def replace(self, row: int, cells: Sequence[str]) -> None:
        """More is known of a row."""
        self.cells[row] = cells
        self.mark(self.marked)

    def mark(self, rows: Collection[int]) -> None:
        """Mark these rows and no others."""
        self.marked = rows
        if self.cells:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self.cells) - 1, len(self.head) - 1))

    def rowCount(self, parent: AnyIndex = ROOT) -> int:
        return 0 if parent.isValid() else len(self.cells)

    def columnCount(self, parent: AnyIndex = ROOT) -> int:
        return 0 if parent.isValid() else len(self.head)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        is_marked = index.row() in self.marked
        if role == Qt.ItemDataRole.DisplayRole:
            return self.cells[index.row()][index.column()]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return side(index.column())
        if role == Qt.ItemDataRole.FontRole:
            return theme().font(12, 600 if is_marked else 400, tabular=True)
        if role == Qt.ItemDataRole.ForegroundRole:
            return theme().color("accentText" if is_marked else "text1")
        return self._tip(index.row()) if role == Qt.ItemDataRole.ToolTipRole else None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return self.head[section][role == Qt.ItemDataRole.ToolTipRole]
        return side(section) if role == Qt.ItemDataRole.TextAlignmentRole else None


def set_up_table(table: QTableView, name: str, mode: QAbstractItemView.SelectionMode) -> None:
    """Set all that never changes in a table of figures."""
    table.setAccessibleName(name)
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setSelectionMode(mode)
    table.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    table.setFrameShape(QTableView.Shape.NoFrame)
    table.setShowGrid(False)
    table.setWordWrap(False)
    table.setTabKeyNavigation(False)
    table.verticalHeader().hide()
    table.horizontalHeader().setHighlightSections(False)
    table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
    table.setItemDelegate(_WholeRows(table))
    follow_the_mouse(table)


def row_under_mouse(table: QTableView) -> int:
    """The row that the mouse is on, -1 where it is on none."""
    viewport = table.viewport()
    return table.rowAt(viewport.mapFromGlobal(QCursor.pos()).y()) if viewport.underMouse() else -1


def follow_the_mouse(table: QTableView) -> None:
    """Paint anew what :func:`row_under_mouse` changes."""
    table.setMouseTracking(True)
    table.entered.connect(lambda: table.viewport().update())
    table.viewportEntered.connect(table.viewport().update)
    table.viewport().installEventFilter(_Leaving(table.viewport()))


class _Leaving(QObject):
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Leave:
            table = watched.parent()
            assert isinstance(table, QTableView)
            table.viewport().update()
        return False


class _WholeRows(QStyledItemDelegate):
    """The ground under the mouse is that of a row, where rows can be chosen. Names are cut in their middle."""

    def initStyleOption(self, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        super().initStyleOption(option, index)
        table = self.parent()
        assert isinstance(table, QTableView)
        can_be_chosen = table.selectionMode() != QAbstractItemView.SelectionMode.NoSelection
        if can_be_chosen and index.row() == row_under_mouse(table):
            option.backgroundBrush = QBrush(theme().color("surface2"))
        if index.column() == 0:
            style = table.style()
            margin = style.pixelMetric(QStyle.PixelMetric.PM_FocusFrameHMargin, option, table) + 1
            room = style.subElementRect(QStyle.SubElement.SE_ItemViewItemText, option, table).width() - 2 * margin
            option.text = shortened(option.text, option.fontMetrics, room)


def fit_table(table: QTableView, height: int, most: int) -> None:
    """Fonts of the theme, columns as wide as their figures, as high as ``most`` rows of that ``height`` in px."""
    look, rows = theme(), table.model().rowCount()
    size_rows(table, height)
    table.resizeColumnsToContents()
    bold = QFontMetrics(look.font(12, 600, tabular=True))
    for place in range(table.model().columnCount()):
        texts = [str(table.model().index(row, place).data()) for row in range(rows)]
        widest = max((bold.horizontalAdvance(text) for text in texts), default=0)  # any row may be marked later
        width = max(table.columnWidth(place), widest + 2 * look.px(PADDING))
        table.setColumnWidth(place, width + look.px(PADDING))
    bar = table.horizontalScrollBar().sizeHint().height()
    table.setFixedHeight(look.px(HEAD) + min(rows, most) * look.px(height) + bar)


def size_rows(table: QTableView, height: int) -> None:
    """Fonts of the theme, and rows of that ``height`` in px."""
    look = theme()
    table.setFont(look.font(12, tabular=True))
    sheet = f"QHeaderView::section {{ font-size: {look.px(HEAD_FONT)}px; padding: 0 {look.px(PADDING) - 2}px; }}"
    if table.horizontalHeader().styleSheet() != sheet:  # to polish a header anew takes as long as all else here
        table.horizontalHeader().setStyleSheet(sheet)
    table.horizontalHeader().setFixedHeight(look.px(HEAD))
    table.verticalHeader().setDefaultSectionSize(look.px(height))


def side(place: int) -> Qt.AlignmentFlag:
    """Words of the first column begin at the left; figures end at the right."""
    at = Qt.AlignmentFlag.AlignLeft if place == 0 else Qt.AlignmentFlag.AlignRight
    return at | Qt.AlignmentFlag.AlignVCenter
