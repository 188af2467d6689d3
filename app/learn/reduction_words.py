"""Reduced weights in writing: what was done to them, what remains, as text and as CSV."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, TextIO

from app.document.kept_reductions import ReducedRow
from app.i18n.comparison_words import FigureWords, figure_words
from app.i18n.translation import per_cent, tr

if TYPE_CHECKING:
    from engine.learning.training.reducing import Remains

HEAD = (
    "bits", "pruned", "per", "scale", "among", "split", "merit", "quality", "spikes", "synaptic_operations",
    "energy_nj", "connections", "all_connections", "weight_bytes",
)  # fmt: skip
KB = 1000.0
SIZE = FigureWords("", "", 1, "kB")


def column_meanings() -> tuple[tuple[str, str], ...]:
    """The columns of a table with what they mean."""
    from engine.learning.training.costs import FLOATS, INTEGERS

    energy = tr(
        "Estimated energy of one sample at synapses: {float} pJ an addition of floating-point numbers, {whole} pJ of "
        "integers (Horowitz 2014, 45 nm)",
        float=FLOATS.accumulate,
        whole=INTEGERS.accumulate,
    )
    return (
        (tr("Weights"), tr("Bits of a weight, or the grid that it lies on")),
        (tr("Pruned"), tr("Share of connections that were taken away, those of the smallest weights")),
        (tr("Accuracy"), tr("Accuracy, or correlation, counted with whole spikes")),
        (tr("Spikes"), tr("Spikes of all populations for one sample")),
        (tr("Syn. ops"), tr("Operations at synapses for one sample; weights of zero need none")),
        (tr("Energy"), energy),
        (tr("Size"), tr("Weights that are not zero, and their scales, without a list of which there are")),
    )


def kept_row(found: Remains) -> ReducedRow:
    """The row that a project keeps of it."""
    asked, cost = found.reduction, found.cost
    return ReducedRow(
        asked.bits, asked.pruned, found.quality, cost.spikes, cost.operations, cost.energy, found.memory
    )  # fmt: skip


def cells(row: ReducedRow, merit: str) -> list[str]:
    """One row of the table."""
    return [
        tr(row.bits),
        per_cent(f"{100 * row.pruned:g}"),
        figure_words("quality", row.quality, merit),
        figure_words("spikes", row.spikes),
        figure_words("synaptic_operations", row.operations),
        figure_words("energy_nj", row.energy),
        SIZE.written(row.memory / KB),
    ]


def short_name(bits: str) -> str:
    """The name of a grid beside others: full, 8, 4, 2, ternary."""
    from engine.circuit.quantising import FULL

    return tr("full") if bits == FULL else tr(bits).removesuffix(tr(" bits"))


def title(row: ReducedRow) -> str:
    """The name of an undo step."""
    if not row.pruned:
        return tr("Weights of {bits}", bits=tr(row.bits))
    return tr("Weights of {bits}, {share} % pruned", bits=tr(row.bits), share=f"{100 * row.pruned:g}")


def table_lines(rows: Sequence[Remains]) -> Iterator[str]:
    """The table in columns of a terminal."""
    table = [[name for name, _ in column_meanings()], *(cells(kept_row(row), row.merit) for row in rows)]
    widths = [max(len(row[column]) for row in table) for column in range(len(table[0]))]
    for row in table:
        first, *figures = (cell.rjust(width) for cell, width in zip(row, widths, strict=True))
        yield "  ".join([first.strip().ljust(widths[0]), *figures])


def write_table(stream: TextIO, rows: Sequence[Remains]) -> None:
    """CSV with unrounded numbers; shares and accuracies are 0 to 1."""
    table = csv.writer(stream)
    table.writerow(HEAD)
    table.writerows(map(figures, rows))


def figures(found: Remains) -> list[str | float]:
    """The figures under :data:`HEAD`, unrounded."""
    asked, cost = found.reduction, found.cost
    return [
        asked.bits, asked.pruned, asked.per, asked.scale, asked.among, found.split, found.merit, found.quality,
        cost.spikes, cost.operations, cost.energy, found.connections, found.all_connections, found.memory,
    ]  # fmt: skip
