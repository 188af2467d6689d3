"""The neurons of one population as a table of figures, sorted by any column; rows are made only where they are seen."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import (
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QWidget

from app.appearance.theme import theme
from app.i18n.translation import tr
from app.plots.sources.chosen_neurons import Numbers
from app.plots.statistics.figures_table import ROOT, AnyIndex, FigureHead, FiguresModel, FiguresTable, Sorting
from app.plots.statistics.statistics_table import fano_meaning, figure, variation_meaning
from app.widgets.figure_table import size_rows
from engine.analysis.neurons import NeuronFigures
from engine.network.values import Floats

ROW = 24
LEAST_SHOWN = 2  # rows of a low panel
MOST_KEPT = 2000  # chosen rows that stay chosen when the rows change their places
Order = Qt.SortOrder
NUMBER = 0


@dataclass(frozen=True)
class FigureColumn(FigureHead):
    """A figure of each neuron, written with so many digits, and where these (neurons,) are found."""

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


class NeuronFiguresModel(FiguresModel):
    """One row a neuron over arrays: 100,000 of them take what the arrays take."""

    columns: Sequence[FigureColumn]

    def __init__(self) -> None:
        super().__init__()
        self.columns, self.first, self.sorting = neuron_columns(), tr("Neuron"), (NUMBER, False)
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
            self.tell()

    def sort(self, column: int, order: Order = Order.AscendingOrder) -> None:
        self.mark_sorted(max(column, NUMBER), order)
        if self.found is not None:
            self._arrange(rows_in_order(self.found, self.sorting))
            self.tell()

    def _arrange(self, neurons: Numbers) -> None:
        self.neurons = neurons
        self.places = np.empty_like(neurons)
        self.places[neurons] = np.arange(len(neurons))

    def value(self, row: int, place: int) -> float:
        """The figure in a cell behind the number."""
        assert self.found is not None
        return float(self.columns[place - 1].values(self.found)[self.neurons[row]])

    def rowCount(self, parent: AnyIndex = ROOT) -> int:
        return 0 if parent.isValid() else len(self.neurons)

    def words(self, row: int, place: int) -> str:
        return str(self.neurons[row]) if place == NUMBER else self._figure_words(self.value(row, place), place)

    def widest(self, place: int) -> Iterable[str]:
        """Figures are not negative, so that the greatest is the widest."""
        if self.found is None or not len(self.neurons):
            return ()
        if place == NUMBER:
            return (str(len(self.neurons) - 1),)
        values = np.asarray(self.columns[place - 1].values(self.found), np.float64)
        greatest = float(np.max(values, initial=0.0, where=np.isfinite(values)))
        return (self._figure_words(greatest, place),)

    def _figure_words(self, value: float, place: int) -> str:
        digits = self.columns[place - 1].digits
        return figure(value, digits) if digits else f"{value:,.0f}"


class NeuronStatisticsTable(FiguresTable):
    """``chosen`` tells that other rows are chosen by a hand, ``traces_wanted`` Enter or a double-click, ``copied`` the
    key that copies, ``resorted`` a click on a head.
    """

    chosen = Signal()
    traces_wanted = Signal()
    copied = Signal()
    resorted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        self.figures = NeuronFiguresModel()
        mode = QAbstractItemView.SelectionMode.ExtendedSelection
        super().__init__(self.figures, self.figures, tr("Neurons"), mode, parent)
        self.figures.setParent(self)
        self._is_placing = False
        head = QItemSelectionModel(self.figures, self)  # of its own: it would ask of every row whether it is chosen
        self.horizontalHeader().setSelectionModel(head)
        self.sortByColumn(NUMBER, Order.AscendingOrder)
        self.horizontalHeader().sortIndicatorChanged.connect(self._resort)
        self.selectionModel().selectionChanged.connect(self._select)
        self._kept: Numbers = np.zeros(0, np.int64)  # the neurons that are chosen
        self._here = -1  # the neuron under the keyboard
        self.restyle()

    def show_figures(self, found: NeuronFigures, sorting: Sorting, neurons: Numbers, chosen: Numbers) -> None:
        """Show these with what is chosen of them; rows that come under others are found where they went."""
        before = self.figures.neurons
        self._here = self._neuron_here()
        self.figures.put(found, sorting, neurons)
        if not np.array_equal(before, self.figures.neurons) or not np.array_equal(chosen, self._kept):
            self._kept = chosen[chosen < len(neurons)]
            self._place()
        self.fit_columns()

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
        self.fit_columns()
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
        else:
            super().keyPressEvent(event)

    def open(self, _index: QModelIndex) -> None:
        self.traces_wanted.emit()

    def fit_rows(self) -> None:
        size_rows(self, ROW)
        self.setMinimumHeight(self.horizontalHeader().height() + LEAST_SHOWN * theme().px(ROW))

    def shared(self, widths: Sequence[int], room: int) -> Sequence[int]:
        left = max(room - sum(widths), 0) // len(widths)
        return [width + left for width in widths]


def _is_own(event: QKeyEvent) -> bool:
    return event.matches(QKeySequence.StandardKey.Copy) or event.matches(QKeySequence.StandardKey.SelectAll)
