"""The neurons of one population as a table of figures, sorted by any column; rows are made only where they are seen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from PySide6.QtCore import (
    QAbstractTableModel,
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtGui import QFontMetrics, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QTableView, QWidget

from app.appearance.theme import theme
from app.i18n.translation import tr
from app.plots.sources.chosen_neurons import Numbers
from app.plots.statistics.statistics_table import DOWN, UP, fano_meaning, figure, variation_meaning
from app.widgets.figure_table import HEAD_FONT, PADDING, dress, side, size_rows
from app.widgets.themed import follow
from engine.analysis.neurons import NeuronFigures
from engine.network.values import Floats

ROW = 24
LEAST_SHOWN = 2  # rows of a low panel
MOST_KEPT = 2000  # chosen rows that stay chosen when the rows change their places
ROOT = QModelIndex()
AnyIndex = QModelIndex | QPersistentModelIndex
Order = Qt.SortOrder
NUMBER = 0
Sorting = tuple[int, bool]
"""The column by which rows are sorted, and whether the greatest comes first."""


@dataclass(frozen=True)
class FigureColumn:
    """A figure of each neuron, written with so many digits, and where these (neurons,) are found."""

    name: str
    meaning: str
    digits: int
    values: Callable[[NeuronFigures], Floats | Numbers]


def neuron_columns() -> tuple[FigureColumn, ...]:
    """The columns, with their names."""
    few = tr("Three intervals at least")
    interval = tr("Mean interval between two spikes; – for a neuron with fewer than two")
    local = tr(
        "Local variation (Shinomoto 2003): how much each interval differs from the next; "
        "0 for a clock, 1 for a Poisson train"
    )
    return (
        FigureColumn(tr("Spikes"), tr("How many spikes in this time"), 0, lambda found: found.spikes),
        FigureColumn(tr("Rate (Hz)"), tr("Spikes per second"), 1, lambda found: found.rates),
        FigureColumn(tr("ISI (ms)"), interval, 1, lambda found: found.intervals),
        FigureColumn(tr("CV"), f"{variation_meaning()}. {few}", 2, lambda found: found.variations),
        FigureColumn(tr("Lv"), f"{local}. {few}", 2, lambda found: found.local_variations),
        FigureColumn(tr("Fano"), fano_meaning(), 2, lambda found: found.fano_factors),
    )


def rows_in_order(found: NeuronFigures, sorting: Sorting) -> Numbers:
    """The neuron of each row; what is unknown stands below the least, and neurons that are alike in their order."""
    place, falls = sorting
    size = len(found.spikes)
    if place == NUMBER:
        return np.arange(size)[::-1] if falls else np.arange(size)
    values = np.asarray(neuron_columns()[place - 1].values(found), np.float64)
    known = np.where(np.isfinite(values), values, -np.inf)
    return np.argsort(-known if falls else known, kind="stable")


class NeuronFiguresModel(QAbstractTableModel):
    """One row a neuron over arrays: 100,000 of them take what the arrays take."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.columns = neuron_columns()
        self.number_name = tr("Neuron")
        self.sorting: Sorting = (NUMBER, False)
        self.found: NeuronFigures | None = None
        self.neurons: Numbers = np.zeros(0, np.int64)  # of each row
        self.places: Numbers = np.zeros(0, np.int64)  # the row of each neuron

    def put(self, found: NeuronFigures, sorting: Sorting, neurons: Numbers) -> None:
        """Show these, of which it was found before how they are sorted; they are sorted anew where that was else."""
        before = len(self.neurons)
        if len(found.spikes) != before:
            self.beginResetModel()
        self.found = found
        self._arrange(neurons if sorting == self.sorting else rows_in_order(found, self.sorting))
        if len(found.spikes) != before:
            self.endResetModel()
        else:
            self._tell()

    def sort(self, column: int, order: Order = Order.AscendingOrder) -> None:
        self.sorting = (max(column, 0), order == Order.DescendingOrder)
        if self.found is not None:
            self._arrange(rows_in_order(self.found, self.sorting))
            self._tell()
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(self.columns))

    def _arrange(self, neurons: Numbers) -> None:
        self.neurons = neurons
        self.places = np.empty_like(neurons)
        self.places[neurons] = np.arange(len(neurons))

    def _tell(self) -> None:
        if len(self.neurons):
            self.dataChanged.emit(self.index(0, 0), self.index(len(self.neurons) - 1, len(self.columns)))

    def value(self, row: int, place: int) -> float:
        """The figure in a cell behind the number."""
        assert self.found is not None
        return float(self.columns[place - 1].values(self.found)[self.neurons[row]])

    def rowCount(self, parent: AnyIndex = ROOT) -> int:
        return 0 if parent.isValid() else len(self.neurons)

    def columnCount(self, parent: AnyIndex = ROOT) -> int:
        return 0 if parent.isValid() else 1 + len(self.columns)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        place = index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return self.words(index.row(), place)
        return side(place) if role == Qt.ItemDataRole.TextAlignmentRole else None

    def words(self, row: int, place: int) -> str:
        """Words for a cell."""
        if place == NUMBER:
            return str(self.neurons[row])
        digits = self.columns[place - 1].digits
        value = self.value(row, place)
        return figure(value, digits) if digits else f"{value:,.0f}"

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            name = self.name(section)
            return f"{name} {DOWN if self.sorting[1] else UP}" if section == self.sorting[0] else name
        if role == Qt.ItemDataRole.ToolTipRole and section:
            return self.columns[section - 1].meaning
        return side(section) if role == Qt.ItemDataRole.TextAlignmentRole else None

    def name(self, section: int) -> str:
        """Over a column."""
        return self.columns[section - 1].name if section else self.number_name

    def longest(self, place: int) -> str:
        """The widest words of a column: figures are not negative, so that the greatest is the widest."""
        if self.found is None or not len(self.neurons):
            return ""
        if place == NUMBER:
            return str(len(self.neurons) - 1)
        values = np.asarray(self.columns[place - 1].values(self.found), np.float64)
        greatest = float(np.max(values, initial=0.0, where=np.isfinite(values)))
        digits = self.columns[place - 1].digits
        return figure(greatest, digits) if digits else f"{greatest:,.0f}"


class NeuronStatisticsTable(QTableView):
    """``chosen`` tells that other rows are chosen by a hand, ``traces_wanted`` Enter or a double-click, ``copied`` the
    key that copies, ``resorted`` a click on a head.
    """

    chosen = Signal()
    traces_wanted = Signal()
    copied = Signal()
    resorted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.figures = NeuronFiguresModel(self)
        self.setModel(self.figures)
        self._is_placing = False
        self._widths = [0] * self.figures.columnCount()  # they never narrow: figures would jump
        dress(self, tr("Neurons"), QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setSortingEnabled(True)
        head = QItemSelectionModel(self.figures, self)  # of its own: it would ask of every row whether it is chosen
        self.horizontalHeader().setSelectionModel(head)
        self.horizontalHeader().setSortIndicatorShown(False)  # it would lie over the words
        self.sortByColumn(NUMBER, Order.AscendingOrder)
        self.horizontalHeader().sortIndicatorChanged.connect(self._resort)
        self.selectionModel().selectionChanged.connect(self._select)
        self.doubleClicked.connect(lambda _index: self.traces_wanted.emit())
        self._kept: Numbers = np.zeros(0, np.int64)  # the neurons that are chosen
        self._here = -1  # the neuron under the keyboard
        follow(self, self._restyle)
        self._restyle()

    def show_figures(self, found: NeuronFigures, sorting: Sorting, neurons: Numbers, chosen: Numbers) -> None:
        """Show these with what is chosen of them; rows that come under others are found where they went."""
        before = self.figures.neurons
        self._here = self._neuron_here()
        self.figures.put(found, sorting, neurons)
        if not np.array_equal(before, self.figures.neurons) or not np.array_equal(chosen, self._kept):
            self._kept = chosen[chosen < len(neurons)]
            self._place()
        self._fit_columns()

    def choose(self, neurons: Numbers) -> None:
        """Choose these, and bring the first of them into sight; without a word to anybody."""
        if np.array_equal(neurons, self._kept):
            return
        self._kept = neurons[neurons < len(self.figures.neurons)]
        self._here = int(self._kept[0]) if len(self._kept) else -1
        self._place()
        self.show_chosen()

    def show_chosen(self) -> None:
        """Bring the first that is chosen into sight."""
        if len(self._kept):
            row = int(self.figures.places[self._kept].min())
            self.scrollTo(self.figures.index(row, 0), QAbstractItemView.ScrollHint.EnsureVisible)

    @property
    def chosen_neurons(self) -> Numbers:
        """Their numbers, from top to bottom."""
        places = np.sort(self.figures.places[self._kept])
        return self.figures.neurons[places]

    def _neuron_here(self) -> int:
        row = self.currentIndex().row()
        return int(self.figures.neurons[row]) if 0 <= row < len(self.figures.neurons) else -1

    def _select(self, *_news: object) -> None:
        if self._is_placing:
            return
        chosen = self.selectionModel().selection().toList()
        ranges = [np.arange(part.top(), part.bottom() + 1) for part in chosen]
        rows = np.unique(np.concatenate(ranges)) if ranges else np.zeros(0, np.int64)
        self._kept = np.sort(self.figures.neurons[rows])
        self.chosen.emit()

    def _resort(self) -> None:
        self._here = self._neuron_here()
        self._place()
        self._fit_columns()
        self.resorted.emit()

    def _place(self) -> None:
        """Choose the rows of the neurons that are chosen, wherever they are now."""
        self._is_placing = True
        rows = np.sort(self.figures.places[self._kept])
        first, last = rows[np.diff(rows, prepend=-2) > 1], rows[np.diff(rows, append=-2) != 1]
        if len(first) > MOST_KEPT:  # so many rows apart from each other would hold the window up
            first, last = first[:MOST_KEPT], last[:MOST_KEPT]
            self._kept = np.sort(self.figures.neurons[rows[rows <= last[-1]]])
        selection, wide = QItemSelection(), len(self.figures.columns)
        for top, bottom in zip(first.tolist(), last.tolist(), strict=True):
            selection.select(self.figures.index(top, 0), self.figures.index(bottom, wide))
        model = self.selectionModel()
        model.select(selection, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        if 0 <= self._here < len(self.figures.places):
            here = self.figures.index(int(self.figures.places[self._here]), 0)
            model.setCurrentIndex(here, QItemSelectionModel.SelectionFlag.NoUpdate)
        self._is_placing = False

    def event(self, event: QEvent) -> bool:
        """Copying and choosing all are of the table while it has the keyboard, and not of the canvas."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and _is_own(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copied.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.traces_wanted.emit()
        else:
            super().keyPressEvent(event)

    def _restyle(self) -> None:
        self._widths = [0] * len(self._widths)
        size_rows(self, ROW)
        self.setMinimumHeight(self.horizontalHeader().height() + LEAST_SHOWN * theme().px(ROW))
        self._fit_columns()

    def _fit_columns(self) -> None:
        """Make columns as wide as their figures, and share what is left."""
        look = theme()
        cells, heads = QFontMetrics(look.font(12, tabular=True)), QFontMetrics(look.font(HEAD_FONT))
        for place in range(len(self._widths)):
            figures = cells.horizontalAdvance(self.figures.longest(place))
            head = heads.horizontalAdvance(f"{self.figures.name(place)} {UP}")
            self._widths[place] = max(self._widths[place], max(figures, head) + 2 * look.px(PADDING))
        left = max(self.viewport().width() - sum(self._widths), 0) // len(self._widths)
        for place, width in enumerate(self._widths):
            if self.columnWidth(place) != width + left:
                self.setColumnWidth(place, width + left)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_columns()


def _is_own(event: QKeyEvent) -> bool:
    return event.matches(QKeySequence.StandardKey.Copy) or event.matches(QKeySequence.StandardKey.SelectAll)
