"""Results of an experiment taken away: a table, arrays, or a Parquet file, with units and where they come from."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QWidget

from app.experiments.shown_experiment import ShownExperiment
from app.i18n.file_words import not_written
from app.i18n.translation import tr
from app.widgets.banner import Kind
from app.widgets.file_dialog import ask_where_to

ENDINGS = (".csv", ".npz", ".parquet")


def export_results(over: QWidget, shown: ShownExperiment, tell: Callable[[str, Kind], object]) -> None:
    """Ask where to, and write what is known; ``tell`` hears what came of it, and "ok" or "error"."""
    if shown.table is None or shown.figures is None:
        return
    table = shown.table.with_rows(shown.figures.rows.values())
    writers = dict(zip(ENDINGS, (table.write_csv, table.write_arrays, table.write_parquet), strict=True))

    def write(chosen: Path, kind: str) -> None:
        ending = next(
            (ending for ending in ENDINGS if chosen.suffix == ending or (not chosen.suffix and ending in kind)), ".csv"
        )
        path = chosen.with_suffix(ending)
        try:
            writers[ending](path)
        except (OSError, ImportError) as error:
            tell(not_written(path, error) if isinstance(error, OSError) else str(error), "error")
        else:
            tell(tr("Written: {name}", name=path.name), "ok")

    kinds = tr("Table (*.csv);;Arrays (*.npz);;Parquet (*.parquet)")
    ask_where_to(over, tr("Export results"), shown.table.experiment.name, kinds, write)
