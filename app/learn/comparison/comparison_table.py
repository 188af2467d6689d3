"""Methods side by side: means and deviations over seeds, the best in bold; as text and as CSV too."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QAbstractItemView, QTableView, QWidget

from app.appearance.theme import theme
from app.i18n.comparison_words import (
    fairness_words,
    figure_names,
    reason_lines,
    summary_table,
    tabbed_words,
    write_table,
)
from app.i18n.file_words import not_written
from app.i18n.translation import tr
from app.widgets.buttons import Button
from app.widgets.figure_table import MarkedFigures, fit_table, set_up_table
from app.widgets.file_dialog import ask_where_to
from app.widgets.layout import column, fill, row
from app.widgets.text import SECONDARY, Text
from app.widgets.themed import follow
from engine.learning.components.figures import TrainingState

if TYPE_CHECKING:
    from engine.learning.training.comparing import ComparedRun, MethodSummary

ROW = 28
ROWS_SHOWN = 8  # then it scrolls
METHOD_MOST = 200


def _summaries(rows: Sequence[ComparedRun]) -> list[MethodSummary]:
    from engine.learning.training.comparing import summaries  # brings the compilers: known since the methods were asked

    return summaries(rows)


class ComparisonTable(QWidget):
    """Grows by a row as soon as the first training of a method has ended."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows: Sequence[ComparedRun] = ()
        self.table = QTableView()
        self.shown = MarkedFigures(self, self._tip)
        self.table.setModel(self.shown)
        self.reasons = Text("", size=SECONDARY, tone="text2", wrapped=True)
        self.unfair = Text("", size=SECONDARY, tone="warn", wrapped=True)
        self.copy = Button(tr("Copy"))
        self.save = Button(tr("Save as CSV"), "quiet", "export")
        self.said = Text("", size=SECONDARY, tone="text2", elided=True)
        self.copy.clicked.connect(self._copy)
        self.save.clicked.connect(self._choose_and_save)
        table = self.table
        set_up_table(table, tr("Comparison"), QAbstractItemView.SelectionMode.NoSelection)
        line = fill(row(spacing=8), self.copy, self.save, (self.said, 1))
        fill(column(self, spacing=6), table, self.unfair, self.reasons, line)
        follow(self, self._fill)

    def show_rows(self, rows: Sequence[ComparedRun]) -> None:
        """Show the methods of these trainings."""
        self.rows = tuple(rows)
        self.said.say("")
        self._fill()

    @property
    def tried(self) -> list[ComparedRun]:
        """The trainings; why other methods do not fit, their list says."""
        if not self.rows:
            return []
        return [row for row in self.rows if row.state is not TrainingState.REFUSED]

    def _fill(self) -> None:
        if not self.rows:
            return
        found = _summaries(self.rows)
        trained = [summary for summary in found if summary.count]
        names, *cells = summary_table(found)
        figures = [words.meaning for words in figure_names().values()]
        meanings = [tr("Learning method"), tr("Trainings that came to their end"), *figures]
        best = [row for row, summary in enumerate(trained) if summary.is_best]
        self.shown.show(tuple(zip(names, meanings, strict=True)), cells, best)
        self.unfair.say(fairness_words(found))
        self.unfair.setVisible(bool(self.unfair.words))
        reasons = list(reason_lines(_summaries(self.tried)))
        self.reasons.say("\n".join(reasons))
        self.reasons.setVisible(bool(reasons))
        self.table.setVisible(bool(self.shown.cells))
        self._fit()

    def _tip(self, row: int) -> str:
        name = self.shown.cells[row][0]
        return f"{name}\n{tr('The best mean on the test part')}" if row in self.shown.marked else name

    def _fit(self) -> None:
        fit_table(self.table, ROW, ROWS_SHOWN)
        self.table.setColumnWidth(0, min(self.table.columnWidth(0), theme().px(METHOD_MOST)))

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(tabbed_words(_summaries(self.rows)))
        self.said.say(tr("Copied."))

    def _choose_and_save(self) -> None:
        ask_where_to(self, tr("Save the comparison"), "comparison.csv", tr("Table (*.csv)"), self._save)

    def _save(self, chosen: Path, _kind: str) -> None:
        path = chosen if chosen.suffix else chosen.with_suffix(".csv")
        text = io.StringIO(newline="")
        write_table(text, self.rows)
        try:
            path.write_text(text.getvalue(), encoding="utf-8", newline="")
        except OSError as error:
            self.said.say(not_written(path, error))
        else:
            self.said.say(tr("Written: {name}", name=path.name))
