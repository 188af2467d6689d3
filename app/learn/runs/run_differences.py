"""Runs whose curves are drawn together, side by side: only those settings that differ, and the figures of each."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QTableView, QWidget

from app.appearance.theme import theme
from app.document.vocabulary import model_of
from app.i18n import time_words
from app.i18n.comparison_words import UNKNOWN
from app.i18n.translation import tr
from app.learn.runs import words
from app.learn.runs.run_columns import epochs_words
from app.learn.runs.training_runs import TrainingRun
from app.widgets.figure_table import MarkedFigures, fit_table, set_up_table
from app.widgets.layout import column, fill
from app.widgets.text import capital
from app.widgets.themed import follow
from engine.model.registry.discovery import METHODS

ROW = 26
ROWS_SHOWN = 14  # then it scrolls
NAME_MOST, NAME_LEAST, NAME_WIDEST, FIGURE_LEAST = 190, 90, 320, 64  # px

Row = tuple[str, ...]


class RunDifferences(QWidget):
    """A column a run, in the order of their curves, all in sight while there is room; tooltips have a row whole."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.table = QTableView()
        self._wanted: list[int] = []  # px of each column
        self.shown = MarkedFigures(self, self._whole_row)
        self.table.setModel(self.shown)
        set_up_table(self.table, tr("What differs"), QAbstractItemView.SelectionMode.NoSelection)
        fill(column(self), self.table)
        follow(self, self._fit)

    def show_runs(self, runs: Sequence[TrainingRun]) -> None:
        """Show these; fewer than two differ in nothing."""
        head = [("", tr("What differs between these runs, and what each reached"))]
        head += [(tr("run {number}", number=run.number), run.title) for run in runs]
        rows = [*differing(runs), *reached(runs)] if len(runs) > 1 else []
        if (tuple(head), rows) != (tuple(self.shown.head), self.shown.cells):
            self.shown.show(tuple(head), rows)
            self._fit()

    def _fit(self) -> None:
        fit_table(self.table, ROW, ROWS_SHOWN)
        self._wanted = [self.table.columnWidth(place) for place in range(len(self.shown.head))]
        self._share_width()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share_width()

    def _share_width(self) -> None:
        """Let the names give way first, then the widest figures, and narrower still it scrolls.

        Names take what is left of a panel that is not much wider.
        """
        if not self._wanted:
            return
        px, room = theme().px, self.table.viewport().width()
        name, *figures = self._wanted
        name = min(name, px(NAME_MOST))
        name = max(min(name, room - sum(figures)), min(name, px(NAME_LEAST)))
        self.table.setColumnWidth(0, name)
        left = room - name
        for done, (wanted, place) in enumerate(sorted((width, place) for place, width in enumerate(figures, 1))):
            given = min(wanted, max(left // (len(figures) - done), px(FIGURE_LEAST)))
            self.table.setColumnWidth(place, given)
            left -= given
        self.table.setColumnWidth(0, max(name, min(name + left, px(NAME_WIDEST))))

    def _whole_row(self, row: int) -> str:
        name, *figures = self.shown.cells[row]
        return f"{name}: {' · '.join(figures)}"


def differing(runs: Sequence[TrainingRun]) -> list[Row]:
    """A row for each thing that was asked otherwise of one of these runs: its name, then how each has it."""
    known = [_asked(run) for run in runs]
    names = dict.fromkeys(name for asked in known for name in asked)
    rows = [(name, *(asked.get(name, UNKNOWN) for asked in known)) for name in names]
    return [row for row in rows if len(set(row[1:])) > 1]


def reached(runs: Sequence[TrainingRun]) -> list[Row]:
    """The figures of each run."""
    return [
        (tr("Best of the validation part"), *(_quality(run, run.validation_accuracy) for run in runs)),
        (tr("Test part"), *(_quality(run, run.test_accuracy) for run in runs)),
        (tr("Epochs done"), *map(epochs_words, runs)),
        (tr("Time"), *(time_words.duration(run.record.seconds) for run in runs)),
        (tr("Spikes per sample"), *(words.spikes(run.spikes_per_sample) for run in runs)),
    ]


def _quality(run: TrainingRun, share: float | None) -> str:
    return words.format_quality(share, run.record.merit)


def _asked(run: TrainingRun) -> dict[str, str]:
    """The request of a run, by names in the language of the window; settings that were left alone have defaults."""
    record = run.record
    found = {tr("Method"): run.title, tr("Seed"): str(record.seed)}
    found[tr("Validation part (%)")] = f"{100 * record.validation:g}"
    found[tr("Neurons")] = f"{sum(size for _, size in record.sizes):,}"
    method = model_of(f"{METHODS}/{record.method}")
    declared = {} if method is None else {**method.parameters(), **getattr(method, "choices", {})}
    defaults = {name: each.default for name, each in declared.items()}
    for name, value in {**defaults, **record.settings}.items():
        title = capital(tr(declared[name].meaning)) if name in declared else name
        found[title] = tr(value) if isinstance(value, str) else f"{value:g}"
    return found
