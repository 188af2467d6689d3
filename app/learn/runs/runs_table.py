"""Runs side by side in one table, sorted by any column; a click restores a run's weights."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QSortFilterProxyModel, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QTableView, QWidget

from app.appearance.theme import theme
from app.i18n.translation import tr
from app.learn.runs.run_columns import EPOCHS, METHOD, NUMBER, widest_epochs
from app.learn.runs.run_painter import ICON, ROW, SQUARE, RowPainter
from app.learn.runs.runs_model import ORDER, RUN, UP, AnyIndex, RunsModel
from app.learn.runs.training_runs import TrainingRun
from app.widgets.figure_table import HEAD, HEAD_FONT, PADDING, set_up_table, size_rows
from app.widgets.themed import follow

ROWS_SHOWN = 6  # then it scrolls
METHOD_LEAST = 110


class RunsTable(QTableView):
    """Newest first until another column is chosen; ``restore_wanted(number)`` tells a click or Enter.

    ``look_wanted(number)`` tells a run that arrows go to, or that is clicked and has no arrays left to restore;
    ``beside_wanted(number)`` one whose curves are to be drawn beside others, or no longer: Space, a click on its
    square, or on the row while Ctrl is held.
    """

    restore_wanted = Signal(int)
    look_wanted = Signal(int)
    beside_wanted = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.runs = RunsModel(self)
        self.sorted = QSortFilterProxyModel(self)
        self.sorted.setSourceModel(self.runs)
        self.sorted.setSortRole(ORDER)
        self._is_arranged = False  # once a person has set a width, the table keeps all of them
        self._is_fitting = False
        self._epochs = 0  # letters of the longest cell of epochs
        self.setModel(self.sorted)
        set_up_table(self, tr("Runs"), QAbstractItemView.SelectionMode.SingleSelection)
        self.setItemDelegate(RowPainter(self))
        self.setSortingEnabled(True)
        self.sortByColumn(NUMBER, Qt.SortOrder.DescendingOrder)
        head = self.horizontalHeader()
        head.setSortIndicatorShown(False)  # it would lie over the words
        head.sortIndicatorChanged.connect(self.runs.mark_sorted)
        head.sectionResized.connect(self._section_resized)
        self.clicked.connect(self._wanted)
        self.runs.rowsInserted.connect(self._fit_height)
        self.runs.modelReset.connect(self._fit_height)
        follow(self, self._restyle)
        self._restyle()

    def show_runs(self, runs: Sequence[TrainingRun]) -> None:
        """Show these runs."""
        self.runs.show_runs(runs)
        wanted = max((len(widest_epochs(run)) for run in runs), default=0)
        if wanted > self._epochs:  # never narrower again: figures would jump
            self._epochs = wanted
            self._fit_columns()

    def _wanted(self, index: AnyIndex) -> None:
        run: TrainingRun = index.data(RUN)
        if run.has_weights:
            self.restore_wanted.emit(run.number)
        else:
            self.look_wanted.emit(run.number)

    def _is_for_curves(self, event: QMouseEvent, index: QModelIndex) -> bool:
        """Tell whether a press is meant for the curves of a run and not for its weights."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            return True
        square = self.visualRect(index).left() + theme().px(2 * PADDING + SQUARE)
        return index.column() == NUMBER and event.position().x() <= square

    def mousePressEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and index.isValid() and self._is_for_curves(event, index):
            self.beside_wanted.emit(index.data(RUN).number)
            return
        super().mousePressEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space and self.currentIndex().isValid():
            self.beside_wanted.emit(self.currentIndex().data(RUN).number)
            return
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self._wanted(self.currentIndex())
            return
        before = self.currentIndex().row()
        super().keyPressEvent(event)
        if self.currentIndex().isValid() and self.currentIndex().row() != before:
            self.look_wanted.emit(self.currentIndex().data(RUN).number)

    # room

    def _restyle(self) -> None:
        size_rows(self, ROW)
        self.horizontalHeader().setMinimumSectionSize(theme().px(20))
        self._is_arranged = False
        self._fit_columns()
        self._fit_height()

    def _fit_height(self) -> None:
        rows = min(max(self.runs.rowCount(), 1), ROWS_SHOWN)
        bar = self.horizontalScrollBar().sizeHint().height()
        self.setFixedHeight(theme().px(HEAD) + rows * theme().px(ROW) + bar)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_columns()

    def _fit_columns(self) -> None:
        """Make columns as wide as their figures; the method takes what is left, or its least."""
        if self._is_arranged:
            return
        self._is_fitting = True
        look = theme()
        metrics = QFontMetrics(look.font(12, 600, tabular=True))  # of the best, which is painted so
        head = QFontMetrics(look.font(HEAD_FONT))
        widths = [
            max(head.horizontalAdvance(f"{column.name} {UP}"), metrics.horizontalAdvance(column.widest))
            + 2 * look.px(PADDING)
            for column in self.runs.columns
        ]
        widths[NUMBER] += look.px(SQUARE)
        epochs = metrics.horizontalAdvance("0" * self._epochs) + 2 * look.px(PADDING)
        widths[EPOCHS] = max(widths[EPOCHS], epochs) + look.px(ICON)
        rest = self.viewport().width() - sum(widths) + widths[METHOD]
        widths[METHOD] = max(rest, look.px(METHOD_LEAST))
        for section, width in enumerate(widths):
            self.setColumnWidth(section, width)
        self._is_fitting = False

    def _section_resized(self) -> None:
        self._is_arranged = self._is_arranged or not self._is_fitting
