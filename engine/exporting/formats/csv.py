"""A table of numbers for spreadsheets and statistics: one row a number, with the array that it is in and its place."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import numpy as np

from engine.exporting.tensors import Array, NamedArrays

COLUMNS = ("array", "i", "j", "k", "l", "value")
ABOUT = "# "  # before the description of the network, the first line


class CommaSeparated(NamedArrays):
    """``array,i,j,k,l,value``: of a weight i is the target and j the source, of a kernel as in PyTorch."""

    name = "csv"
    rank = 3
    title = "CSV"
    suffix = ".csv"
    meaning = "a row a number, for spreadsheets"

    @classmethod
    def packed(cls, arrays: dict[str, Array], about: str) -> bytes:
        content = io.StringIO(newline="")
        content.write(f"{ABOUT}{about}\n")
        rows = csv.writer(content, lineterminator="\n")
        rows.writerow(COLUMNS)
        for name, array in arrays.items():
            places = np.indices(array.shape).reshape(array.ndim, -1).T.tolist()
            empty = [""] * (len(COLUMNS) - 2 - array.ndim)
            values = array.ravel().tolist()
            rows.writerows([name, *place, *empty, repr(v)] for place, v in zip(places, values, strict=True))
        return content.getvalue().encode()

    @classmethod
    def unpacked(cls, path: Path) -> dict[str, Array]:
        from engine.importing.formats.csv import contents

        return contents(path)[0]
