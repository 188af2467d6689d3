"""Columns of the table of runs, as data: a name, the words of a cell, and what it is sorted by."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from app.i18n import time_words
from app.i18n.comparison_words import UNKNOWN, FigureWords, figure_names, figure_words
from app.i18n.translation import tr
from app.learn.runs import words
from app.learn.runs.training_runs import TrainingRun

NUMBER, METHOD, VALIDATION, EPOCHS = 0, 1, 2, 4
"""Places of the columns that are drawn in their own way."""
COMPARED = ("synaptic_operations", "energy_nj", "memory_mib")
WIDEST = "1,000.0 MiB"

Order = float | str


@dataclass(frozen=True)
class RunColumn:
    """``widest`` are words that its cells rarely exceed; ``meaning`` is the tooltip of its head."""

    name: str
    meaning: str
    words: Callable[[TrainingRun], str]
    order: Callable[[TrainingRun], Order]
    widest: str
    is_number: bool = True


def run_columns() -> tuple[RunColumn, ...]:
    """All columns, those that a narrow panel must show first."""
    return (
        RunColumn(
            "#",
            tr("Number of the run; a click on its square draws its curves beside the others"),
            lambda run: str(run.number),
            lambda run: run.number,
            "000",
        ),
        RunColumn(
            tr("Method"), tr("Learning method"), lambda run: run.title, lambda run: run.title.casefold(), "", False
        ),
        RunColumn(
            tr("Valid."),
            tr("Best accuracy, or correlation, on the validation part; its weights are kept"),
            lambda run: words.format_quality(run.validation_accuracy, run.record.merit),
            lambda run: sort_value(run.validation_accuracy),
            "100.0 %",
        ),
        RunColumn(
            tr("Test"),
            tr("Accuracy, or correlation, on the test part, computed once at the end"),
            lambda run: words.format_quality(run.test_accuracy, run.record.merit),
            lambda run: sort_value(run.test_accuracy),
            "100.0 %",
        ),
        RunColumn(tr("Epochs"), tr("Epochs done, of those wanted"), epochs_words, lambda run: run.epoch, "00 / 00"),
        RunColumn(
            tr("Time"),
            tr("Minutes and seconds of training"),
            lambda run: (time_words.clock if run.is_training else time_words.duration)(run.record.seconds),
            lambda run: run.record.seconds,
            "00:00",
        ),
        RunColumn(
            tr("Spikes"),
            tr("Spikes of all populations for one sample"),
            lambda run: words.spikes(run.spikes_per_sample),
            lambda run: sort_value(run.spikes_per_sample),
            "1,000",
        ),
        RunColumn(
            tr("Seed"), tr("Seed of the run"), lambda run: str(run.record.seed), lambda run: run.record.seed, "00"
        ),
        *(_compared(name, meant) for name, meant in figure_names().items() if name in COMPARED),
    )


def _compared(name: str, meant: FigureWords) -> RunColumn:
    """A figure of a comparison, as it is written there."""

    def written(run: TrainingRun) -> str:
        figures = run.record.figures
        return figure_words(name, figures[name]) if name in figures else UNKNOWN

    return RunColumn(meant.name, meant.meaning, written, lambda run: sort_value(run.record.figures.get(name)), WIDEST)


def epochs_words(run: TrainingRun) -> str:
    """The number of epochs; with how many there should be, where it ended or stands earlier."""
    wanted = run.record.epochs
    return f"{run.epoch:,} / {wanted:,}" if run.epoch < wanted else f"{run.epoch:,}"


def widest_epochs(run: TrainingRun) -> str:
    """The widest text that the number of epochs may grow to before the run is over."""
    wanted = run.record.epochs
    return f"{wanted:,} / {wanted:,}" if run.epoch < wanted else epochs_words(run)


def sort_value(figure: float | None) -> float:
    """The value to sort a figure by: an unknown one comes before every known one."""
    return -math.inf if figure is None or math.isnan(figure) else figure
