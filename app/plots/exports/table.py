"""The numbers of a view as columns and rows."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Table:
    """Column names with their units, and rows of numbers or words."""

    columns: Sequence[str]
    rows: Iterable[Sequence[object]]

    def text(self, separator: str) -> str:
        """Names and rows, one line each."""
        out = io.StringIO()
        writer = csv.writer(out, delimiter=separator, lineterminator="\n")
        writer.writerow(self.columns)
        writer.writerows(self.rows)
        return out.getvalue()
