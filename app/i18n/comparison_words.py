"""Words for a comparison of methods: its figures in words, its rows as CSV, its means as text."""

from __future__ import annotations

import csv
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TextIO

from app.i18n.columns import in_columns
from app.i18n.translation import listed, per_cent, problem_words, tr

if TYPE_CHECKING:
    from engine.learning.training.comparing import ComparedRun, MethodSummary, Spread

QUALITY, VALIDATION = "quality", "validation"
UNKNOWN = "–"
FINER = {"s": ("ms", 1000.0), "nJ": ("pJ", 1000.0), "MiB": ("KiB", 1024.0), "kB": ("B", 1000.0)}
SMALLEST = 0.05  # that is not 0.0
HEAD = ("row", "method", "title", "seed", "state", "merit", "best")


@dataclass(frozen=True)
class FigureWords:
    """A figure of :data:`engine.learning.training.comparing.FIGURES`: its short name, what it means, decimals, unit.

    It is written by ``factor`` larger.
    """

    name: str
    meaning: str
    decimals: int
    unit: str = ""
    factor: float = 1.0

    def figure(self, value: float) -> str:
        """One value, without its unit."""
        return f"{self.factor * value:,.{self.decimals}f}" if math.isfinite(value) else UNKNOWN

    def of(self, value: float) -> FigureWords:
        """In which words to write this value: what would be 0.0 in a finer unit."""
        if self.unit in FINER and 0 < value < SMALLEST:
            unit, factor = FINER[self.unit]
            return replace(self, unit=unit, decimals=int(value * factor < 1), factor=factor)
        return self

    def written(self, value: float) -> str:
        """One value with its unit."""
        words = self.of(value)
        return f"{words.figure(value)} {words.unit}".strip()


def figure_names() -> dict[str, FigureWords]:
    """Names of each figure and how it is written, by its name in the engine, in the order of a table."""
    operations = tr("Additions and multiplications at synapses for one sample: spikes times connections that leave")
    time = tr("Training on this machine, without what it needs to begin")
    before = tr("What comes before training, and compiling; the first of a method on a machine takes longest")
    energy = tr(
        "Estimated energy of one sample: 0.9 pJ for each addition, 4.6 pJ for each multiplication with its addition "
        "(Horowitz 2014, 45 nm), at synapses only"
    )
    return {
        QUALITY: FigureWords(tr("Test"), tr("Accuracy, or correlation, on the test part, computed once at the end"), 1),
        VALIDATION: FigureWords(tr("Valid."), tr("The same on the validation part, of the weights that were kept"), 1),
        "epochs": FigureWords(tr("Epochs"), tr("Epochs done"), 0),
        "seconds": FigureWords(tr("Time"), time, 1, "s"),
        "preparing": FigureWords(tr("Prep."), before, 1, "s"),
        "memory_mib": FigureWords(
            tr("Memory"), tr("Memory that training takes, as estimated before it starts"), 1, "MiB"
        ),
        "spikes": FigureWords(tr("Spikes"), tr("Spikes of all populations for one sample"), 0),
        "synaptic_operations": FigureWords(tr("Syn. ops"), operations, 0),
        "energy_nj": FigureWords(tr("Energy"), energy, 1, "nJ"),
    }


def figure_words(name: str, value: float, merit: str = "accuracy") -> str:
    """One figure; of accuracies, per cent."""
    if name not in (QUALITY, VALIDATION) or not math.isfinite(value):
        return figure_names()[name].written(value) if math.isfinite(value) else UNKNOWN
    return per_cent(f"{100 * value:.1f}") if merit == "accuracy" else f"{value:.3f}"


def spread_words(name: str, spread: Spread, merit: str = "accuracy") -> str:
    """Mean ± standard deviation; the mean alone where there is no other seed, or none makes a difference."""
    is_merit = name in (QUALITY, VALIDATION)
    if not math.isfinite(spread.deviation) or (spread.deviation == 0 and not is_merit):
        return figure_words(name, spread.mean, merit)
    words = figure_names()[name].of(spread.mean)
    if not is_merit:
        return f"{words.figure(spread.mean)} ± {words.figure(spread.deviation)} {words.unit}".strip()
    if merit == "accuracy":
        return per_cent(f"{100 * spread.mean:.1f} ± {100 * spread.deviation:.1f}")
    return f"{spread.mean:.3f} ± {spread.deviation:.3f}"


def summary_table(found: Sequence[MethodSummary]) -> list[list[str]]:
    """The head, and a row for each method that was trained: means and deviations; the best has a star."""
    names = figure_names()
    table = [[tr("Method"), tr("Seeds"), *(words.name for words in names.values())]]
    for summary in found:
        if not summary.count:
            continue
        star = " *" if summary.is_best else ""
        figures = [spread_words(name, summary.spreads[name], summary.merit) for name in names]
        table.append([f"{tr(summary.title)}{star}", str(summary.count), *figures])
    return table


def reason_lines(found: Sequence[MethodSummary]) -> Iterator[str]:
    """A line for each method of which nothing came to an end, with the reason."""
    for summary in found:
        if not summary.count and summary.problem is not None:
            yield tr("{method}: {reason}", method=tr(summary.title), reason=problem_words(summary.problem))


def budget_words(budgets: Mapping[str, float]) -> str:
    """That these titles of methods are not trained for equally many epochs; "" where they are."""
    by_epochs: dict[float, list[str]] = {}
    for title, epochs in budgets.items():
        by_epochs.setdefault(epochs, []).append(title)
    if len(by_epochs) < 2:
        return ""
    methods = (tr("{epochs}: {methods}", epochs=f"{n:.0f}", methods=listed(by_epochs[n])) for n in sorted(by_epochs))
    each = listed(methods, have_commas=True)
    return tr("Not equally many epochs ({each}): no method is marked as the best.", each=each)


def fairness_words(found: Sequence[MethodSummary]) -> str:
    """The same of what was compared."""
    from engine.learning.training.comparing import unequal

    titles = {summary.method: tr(summary.title) for summary in found}
    budgets = unequal({summary.method: summary.budget for summary in found if summary.count})
    return budget_words({titles[method]: epochs for method, epochs in budgets.items()})


def summary_lines(found: Sequence[MethodSummary]) -> Iterator[str]:
    """The table in columns of a terminal, with what the star means."""
    table = summary_table(found)
    if len(table) == 1:
        return
    yield from in_columns(table)
    unfair = fairness_words(found)
    if unfair:
        yield tr("Means ± standard deviations over seeds.")
        yield unfair
    else:
        yield tr("Means ± standard deviations over seeds; * has the best mean on the test part.")


def tabbed_words(found: Sequence[MethodSummary]) -> str:
    """The same for a spreadsheet or a text: cells divided by tabs, then the reasons."""
    unfair = fairness_words(found)
    said = [*reason_lines(found), *([unfair] if unfair else [])]
    return "\n".join(["\t".join(row) for row in summary_table(found)] + said) + "\n"


def write_table(stream: TextIO, rows: Sequence[ComparedRun]) -> None:
    """CSV: ``run`` rows in the order of training, then ``mean`` and ``sd`` of each method; numbers unrounded.

    Accuracies are 0 to 1; what is not known is an empty cell.
    """
    from engine.learning.training.comparing import FIGURES, summaries

    table = csv.writer(stream)
    table.writerow([*HEAD, *FIGURES, "settings", "reason"])
    for row in rows:
        figures = [_cell(figure(row)) for figure in FIGURES.values()]
        settings = "; ".join(f"{name}={value}" for name, value in row.settings.items())
        reason = problem_words(row.problem) if row.problem is not None else ""
        seed = "" if row.seed is None else row.seed
        table.writerow(["run", row.method, tr(row.title), seed, row.state, row.merit, "", *figures, settings, reason])
    for summary in summaries(rows):
        if not summary.count:
            continue
        for kind, read in (("mean", "mean"), ("sd", "deviation")):
            figures = [_cell(getattr(summary.spreads[name], read)) for name in FIGURES]
            known = [kind, summary.method, tr(summary.title), "", "", summary.merit, int(summary.is_best)]
            table.writerow([*known, *figures, "", ""])


def _cell(value: float) -> str:
    return repr(float(value)) if math.isfinite(value) else ""
