"""A table of numbers for spreadsheets and statistics: one row a number, with the array that it is in and its place."""

from __future__ import annotations

from pathlib import Path

from engine.exporting.tensors import Array, NamedArrays
from engine.files import csv


class CommaSeparated(NamedArrays):
    """``array,i,j,k,l,value``: of a weight i is the target and j the source, of a kernel as in PyTorch."""

    name = "csv"
    rank = 3
    title = "CSV"
    suffix = ".csv"
    meaning = "a row a number, for spreadsheets"

    @classmethod
    def packed(cls, arrays: dict[str, Array], about: str) -> bytes:
        return csv.packed(arrays, about)

    @classmethod
    def unpacked(cls, path: Path) -> dict[str, Array]:
        return csv.contents(path)[0]
