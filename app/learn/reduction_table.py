"""A table of reduced weights, a row for each reduction; a click puts its weights into the drawing."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QTableView, QWidget

from app.document.kept_reductions import ReducedRow
from app.i18n.comparison_words import UNKNOWN, figure_words
from app.i18n.translation import tr
from app.learn.reduction_words import cells, column_meanings
from app.widgets.figure_table import MarkedFigures, fit_table, set_up_table
from app.widgets.themed import follow

ROW = 26
ROWS_SHOWN = 7  # then it scrolls


def _head() -> tuple[tuple[str, str], ...]:
    """Asked for with the first row: what things mean stands beside the arithmetic that costs them."""
    return *column_meanings(), (tr("Test"), tr("The same on the test samples, once they were asked"))


class ReductionTable(QTableView):
    """``restore_wanted(place)`` tells a click on a row, or Enter; ``applied`` is the row in use, -1 for none."""

    restore_wanted = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows: list[ReducedRow] = []
        self.applied = -1
        self._merit = ""
        self.shown = MarkedFigures(self, self._tip)
        self.setModel(self.shown)
        set_up_table(self, tr("Reduced weights"), QAbstractItemView.SelectionMode.SingleSelection)
        self.clicked.connect(lambda index: self.restore_wanted.emit(index.row()))
        follow(self, self._fit)

    def show_rows(self, rows: Sequence[ReducedRow], merit: str) -> None:
        """Show these rows, whose qualities count ``merit``, in place of what was there."""
        self.rows, self.applied, self._merit = list(rows), -1, merit
        self.shown.show(_head() if rows else (), map(self._cells, rows))
        self._fit()

    def add(self, row: ReducedRow, merit: str) -> None:
        """One more row."""
        if not self.rows:
            self.show_rows([row], merit)
            return
        self.rows.append(row)
        self.shown.add(self._cells(row))
        self._fit()

    def replace(self, place: int, row: ReducedRow) -> None:
        """More is known of a row."""
        self.rows[place] = row
        self.shown.replace(place, self._cells(row))

    def mark(self, place: int) -> None:
        """This row's weights are those of the document; -1 for none."""
        self.applied = place
        self.shown.mark((place,))

    def _cells(self, row: ReducedRow) -> list[str]:
        tested = UNKNOWN if row.tested is None else figure_words("quality", row.tested, self._merit)
        return [*cells(row, self._merit), tested]

    def _tip(self, place: int) -> str:
        is_applied = place == self.applied
        return tr("In the drawing now") if is_applied else tr("Click to put these weights into the drawing")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.restore_wanted.emit(self.currentIndex().row())
            return
        super().keyPressEvent(event)

    def _fit(self) -> None:
        fit_table(self, ROW, ROWS_SHOWN)
