"""Rows of an experiment as a table: a column for each factor and each measure, with its unit."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Mapping
from copy import copy
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from app.document.document import Document
from app.document.experiment import Experiment
from app.document.meaning.value_addresses import UnknownAddress
from app.experiments.experiment_figures import ExperimentFigures
from app.experiments.experiment_run import problem_of
from app.experiments.factors import address_in, address_words
from app.experiments.measure_expression import measure_words, parse_measure
from app.experiments.point_runner import ExperimentRow
from app.i18n.translation import problem_words, tr
from app.version import command_with, version
from engine.files.atomic import write_whole
from engine.model.declaration import Parameter
from engine.units import behind

CSV, ARRAYS = "points.csv", "points.npz"
PROBLEM = "problem"


@dataclass(frozen=True)
class Column:
    """A factor or a measure by its address or text, and its unit, "" of words and plain numbers."""

    name: str
    unit: str

    @property
    def head(self) -> str:
        return f"{self.name} ({self.unit})" if self.unit else self.name


class ExperimentTable:
    """The ``rows`` of an experiment in their order, which may still come, and what their columns are."""

    def __init__(self, document: Document, experiment: Experiment, rows: Iterable[ExperimentRow] = ()) -> None:
        self.experiment = experiment
        self.rows = sorted(rows, key=lambda row: row.row)
        self.factors = [_factor_column(document, factor) for factor in experiment.factors]
        self.measures = [
            Column(measure_words(document, text), behind(parse_measure(document, text).unit).strip())
            for text in experiment.measures
        ]

    def with_rows(self, rows: Iterable[ExperimentRow]) -> ExperimentTable:
        """A table of the same columns that has these rows."""
        other = copy(self)
        other.rows = sorted(rows, key=lambda row: row.row)
        return other

    def __len__(self) -> int:
        return len(self.rows)

    def __repr__(self) -> str:
        failed = sum(row.problem is not None for row in self.rows)
        return f"<ExperimentTable: {len(self.rows)} runs, {failed} failed>"

    def plain(self, row: ExperimentRow) -> dict[str, Any]:
        """One run as JSON holds it."""
        problem = problem_of(row)
        words = "" if problem is None else problem_words(problem)
        return {
            "row": row.row, "point": row.point, "seed": row.seed,
            "values": {c.name: value for c, value in zip(self.factors, row.values, strict=True)},
            "measures": {c.name: value for c, value in zip(self.measures, row.measures, strict=True)},
            "seconds": round(row.seconds, 6),
            PROBLEM: f"{row.place}: {words}" if row.place and row.place not in words else words,
        }  # fmt: skip

    def best(self) -> dict[str, Any] | None:
        """The point of a search that comes nearest to its objective, with means over seeds, as JSON holds it.

        None of what is no search, and where nothing was measured.
        """
        figures = ExperimentFigures(self.experiment, [()])
        for row in self.rows if figures.is_search else ():
            figures.add(row)
        best = figures.best
        if best is None:
            return None
        means = [float(figures.mean(place)[best]) for place in range(len(self.measures))]
        return {
            "point": best,
            "values": {c.name: value for c, value in zip(self.factors, figures.values_of(best), strict=True)},
            "measures": {c.name: mean if mean == mean else None for c, mean in zip(self.measures, means, strict=True)},
        }

    def columns(self) -> dict[str, list[Any]]:
        """The columns by their names: point, seed, factors, measures (NaN where not known), and what went wrong."""
        plain = [self.plain(row) for row in self.rows]
        nan = float("nan")
        return {
            "point": [one["point"] for one in plain],
            "seed": [one["seed"] for one in plain],
            **{c.name: [one["values"][c.name] for one in plain] for c in self.factors},
            **{c.name: [nan if (v := one["measures"][c.name]) is None else v for one in plain] for c in self.measures},
            PROBLEM: [one[PROBLEM] for one in plain],
        }

    @property
    def units(self) -> Mapping[str, str]:
        """The units of factors and measures by the names of their columns, "" where they have none."""
        return {column.name: column.unit for column in (*self.factors, *self.measures)}

    @property
    def provenance(self) -> dict[str, Any]:
        """The facts of where results come from that a file of them has."""
        experiment = self.experiment
        told = {
            "software": f"Spikeloom {version()}", "experiment": experiment.name,
            "duration_ms": experiment.duration, "discarded_ms": experiment.discarded,
            "design": experiment.design.value,
        }  # fmt: skip
        if experiment.design.is_search:
            told["objective"] = msgspec.to_builtins(experiment.objective)
        return told

    def to_pandas(self) -> Any:
        """Give the columns as a DataFrame, whose ``attrs`` hold the units; raises ``ImportError`` without pandas."""
        try:
            pandas = import_module("pandas")
        except ImportError as error:
            raise ImportError("to_pandas needs pandas: pip install pandas") from error
        frame = pandas.DataFrame(self.columns())
        frame.attrs["units"] = dict(self.units)
        return frame

    def write_csv(self, path: Path) -> None:
        """Write the table, units in its heads; whole or not at all. Raises ``OSError``."""
        units, columns = self.units, self.columns()
        heads = [f"{name} ({units[name]})" if units.get(name) else name for name in columns]

        def write(temporary: Path) -> None:
            with temporary.open("w", encoding="utf-8", newline="") as stream:
                writer = csv.writer(stream)
                writer.writerow(heads)
                for cells in zip(*columns.values(), strict=True):
                    writer.writerow("" if cell != cell else cell for cell in cells)

        write_whole(path, write)

    def write_arrays(self, path: Path) -> None:
        """Write the columns as arrays of an NPZ, with ``units`` and ``provenance`` as JSON. Raises ``OSError``."""
        told = {name: np.asarray(cells) for name, cells in self.columns().items()}

        def write(temporary: Path) -> None:
            with temporary.open("wb") as stream:
                np.savez_compressed(
                    stream, allow_pickle=False, **{name.replace("/", "÷"): array for name, array in told.items()},
                    units=np.array(json.dumps(dict(self.units), ensure_ascii=False)),
                    provenance=np.array(json.dumps(self.provenance, ensure_ascii=False)),
                )  # fmt: skip

        write_whole(path, write)

    def write_parquet(self, path: Path) -> None:
        """Write the columns as a Parquet file, whose metadata has ``units`` and ``provenance`` as JSON.

        Raises ``OSError``, and ``ImportError`` with what to install where pyarrow is missing.
        """
        try:
            arrow, parquet = import_module("pyarrow"), import_module("pyarrow.parquet")
        except ImportError as error:
            raise ImportError(
                tr("Parquet files need pyarrow; type {command}", command=command_with("parquet"))
            ) from error
        told = {"units": dict(self.units), "provenance": self.provenance}
        metadata = {name: json.dumps(value, ensure_ascii=False) for name, value in told.items()}
        table = arrow.table(self.columns()).replace_schema_metadata(metadata)
        write_whole(path, lambda temporary: parquet.write_table(table, temporary))


def _factor_column(document: Document, factor: Any) -> Column:
    name = address_words(document, factor)
    try:
        settable = address_in(document, factor).settable
    except UnknownAddress:
        return Column(name, "")
    return Column(name, behind(settable.unit).strip() if isinstance(settable, Parameter) else "")
