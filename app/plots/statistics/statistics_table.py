"""Statistics of populations as a table: a row each, sorted by any column."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Any

from PySide6.QtCore import QModelIndex, QSortFilterProxyModel, Qt, Signal
from PySide6.QtGui import QColor, QIcon, QPixmap
from PySide6.QtWidgets import QAbstractItemView, QWidget

from app.appearance.theme import theme
from app.i18n.translation import tr
from app.plots.parts.numbers import fixed_point
from app.plots.sources.source import Element
from app.plots.statistics.figures_table import ROOT, AnyIndex, FigureHead, FiguresModel, FiguresTable
from app.widgets.figure_table import fit_table
from engine.analysis.neurons import FEWEST_WINDOWS, WINDOW
from engine.analysis.summary import BIN, FiringFigures, FiringSummary

ROW = 28
ROWS_SHOWN = 12  # then it scrolls
SQUARE = 8
NAME_LEAST = 84  # px of a name; a longer one is whole in its tooltip
UNKNOWN = "\u2013"
ORDER = Qt.ItemDataRole.UserRole
ELEMENT = Qt.ItemDataRole.UserRole + 1


@dataclass(frozen=True)
class StatisticsRow:
    """One element with what was found of it; ``since`` is the ms from which on its spikes are kept, NaN of none."""

    element: Element
    found: FiringSummary
    since: float = 0.0


@dataclass(frozen=True)
class StatisticsColumn(FigureHead):
    """``value`` sorts, ``words`` are shown; both of a row."""

    value: Callable[[StatisticsRow], float]
    words: Callable[[StatisticsRow], str]


def figure_columns() -> tuple[StatisticsColumn, ...]:
    """The figures, after the name."""
    interval = tr("Mean interval between two spikes of a neuron, over the neurons that have one")
    neurons = tr("How many neurons, channels or trains")
    rates = tr("Spikes per second of each neuron: mean ± standard deviation")
    bins = f"{BIN:g}"
    synchrony = tr("Synchrony by Golomb’s measure in bins of {width} ms: near 0 apart, 1 all alike", width=bins)
    correlation = tr(
        "Correlation: mean of Pearson’s coefficient of the counts of two neurons in {width} ms", width=bins
    )
    return (
        StatisticsColumn(tr("Neurons"), neurons, lambda row: row.found.neurons, lambda row: f"{row.found.neurons:,}"),
        StatisticsColumn(tr("Rate (Hz)"), rates, lambda row: row.found.figures.rate, _rate_words),
        _plain(tr("ISI (ms)"), interval, lambda figures: figures.interval, 1),
        _plain(tr("CV"), variation_meaning(), lambda figures: figures.variation),
        _plain(tr("Fano"), fano_meaning(), lambda figures: figures.fano_factor),
        _plain(tr("Sync."), synchrony, lambda figures: figures.synchrony),
        _plain(tr("Corr."), correlation, lambda figures: figures.correlation, 3),
    )


def variation_meaning() -> str:
    """The meaning of the variation of intervals."""
    return tr("Coefficient of variation of intervals: 0 for a clock, 1 for a Poisson train")


def fano_meaning() -> str:
    """The meaning of the Fano factor."""
    return tr(
        "Variance over mean of a neuron’s counts in {width} ms, at least {count}: 1 for a Poisson train",
        width=f"{WINDOW:g}",
        count=FEWEST_WINDOWS,
    )


def _plain(name: str, meaning: str, found: Callable[[FiringFigures], float], digits: int = 2) -> StatisticsColumn:
    def value(row: StatisticsRow) -> float:
        return found(row.found.figures)

    return StatisticsColumn(name, meaning, value, lambda row: figure(value(row), digits))


def figure(value: float, digits: int) -> str:
    """A number, or a dash where it is unknown."""
    return fixed_point(value, digits) if isfinite(value) else UNKNOWN


def _rate_words(row: StatisticsRow) -> str:
    rate = row.found.figures.rate
    digits = 1 if rate < 100 else 0
    if row.found.neurons == 1 or not isfinite(rate):
        return figure(rate, digits)
    return f"{figure(rate, digits)} ± {figure(row.found.figures.rate_deviation, digits)}"


class Statistics(FiguresModel):
    """One row an element; rows keep their place while their figures change."""

    columns: Sequence[StatisticsColumn]

    def __init__(self) -> None:
        super().__init__()
        self.columns, self.first, self.sorting = figure_columns(), tr("Population"), (-1, False)
        self.rows: tuple[StatisticsRow, ...] = ()

    def put(self, rows: Sequence[StatisticsRow]) -> bool:
        """Show these instead; whether other elements are shown than before."""
        same = [row.element.id for row in rows] == [row.element.id for row in self.rows]
        if same:
            self.rows = tuple(rows)
            self.tell()
            return False
        self.beginResetModel()
        self.rows = tuple(rows)
        self.endResetModel()
        return True

    def rowCount(self, parent: AnyIndex = ROOT) -> int:
        return 0 if parent.isValid() else len(self.rows)

    def words(self, row: int, place: int) -> str:
        return self.columns[place - 1].words(self.rows[row]) if place else self.rows[row].element.title

    def widest(self, place: int) -> Iterable[str]:
        return (self.words(row, place) for row in range(len(self.rows) if place else 0))

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row, place = self.rows[index.row()], index.column()
        if role == Qt.ItemDataRole.DecorationRole and place == 0:
            return square(theme().identity(row.element.slot))
        if role == Qt.ItemDataRole.ToolTipRole:
            return row.element.title if place == 0 else self.columns[place - 1].meaning
        if role == ELEMENT:
            return row.element.id
        return self._order(row, place) if role == ORDER else super().data(index, role)

    def _order(self, row: StatisticsRow, place: int) -> object:
        """The key of sorting; what is unknown stands below the least."""
        if place == 0:
            return row.element.title.casefold()
        value = self.columns[place - 1].value(row)
        return value if isfinite(value) else float("-inf")


def square(colour: QColor) -> QIcon:
    """A mark in an identity colour, which a row that is selected does not tint."""
    edge = theme().px(SQUARE)
    picture = QPixmap(edge, edge)
    picture.fill(colour)
    mark = QIcon(picture)
    mark.addPixmap(picture, QIcon.Mode.Selected)
    return mark


class StatisticsTable(FiguresTable):
    """``chosen`` tells that another row is looked at, ``opened`` a double-click or Enter on an element, by its id."""

    chosen = Signal()
    opened = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        self.statistics = Statistics()
        self.sorted = QSortFilterProxyModel()
        self.sorted.setSourceModel(self.statistics)
        self.sorted.setSortRole(ORDER)
        mode = QAbstractItemView.SelectionMode.SingleSelection
        super().__init__(self.statistics, self.sorted, tr("Statistics"), mode, parent)
        self.statistics.setParent(self)
        self.sorted.setParent(self)
        self.horizontalHeader().setSortIndicator(-1, Qt.SortOrder.AscendingOrder)  # as drawn
        self.horizontalHeader().sortIndicatorChanged.connect(self.statistics.mark_sorted)
        self.selectionModel().selectionChanged.connect(lambda *_: self.chosen.emit())
        self.restyle()

    def show_rows(self, rows: Sequence[StatisticsRow]) -> None:
        """Show these; what was looked at still is."""
        looked_at = self.looked_at
        changed = self.statistics.put(rows)
        if changed:
            self._choose(looked_at.element.id if looked_at is not None else "")
        self.fit_columns()
        if changed:
            self.fit_rows()
            self.fit_columns()

    @property
    def looked_at(self) -> StatisticsRow | None:
        """The row that is chosen."""
        chosen = self.selectionModel().selectedRows()
        if not chosen:
            return None
        row = self.sorted.mapToSource(chosen[0]).row()
        return self.statistics.rows[row] if row < len(self.statistics.rows) else None

    def in_order(self) -> list[StatisticsRow]:
        """From top to bottom."""
        places = [self.sorted.index(row, 0) for row in range(self.sorted.rowCount())]
        return [self.statistics.rows[self.sorted.mapToSource(place).row()] for place in places]

    def _choose(self, element: str) -> None:
        """This element, or the first."""
        ids = [self.sorted.index(row, 0).data(ELEMENT) for row in range(self.sorted.rowCount())]
        if ids:
            self.selectRow(ids.index(element) if element in ids else 0)

    def open(self, index: QModelIndex) -> None:
        self.opened.emit(index.data(ELEMENT))

    def fit_rows(self) -> None:
        fit_table(self, ROW, ROWS_SHOWN)

    def shared(self, widths: Sequence[int], room: int) -> Sequence[int]:
        """The name takes what is left, or its least."""
        return max(room - sum(widths[1:]), theme().px(NAME_LEAST)), *widths[1:]
