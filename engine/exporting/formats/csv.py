"""A table of numbers for spreadsheets and statistics: one row a number, with the array that it is in and its place."""

from __future__ import annotations

from typing import ClassVar

from engine.exporting.tensors import ArrayCodec, NamedArrays
from engine.files import csv


class CommaSeparated(NamedArrays):
    """``array,i,j,k,l,value``: of a weight i is the target and j the source, of a kernel as in PyTorch."""

    name = "csv"
    rank = 3
    title = "CSV"
    suffix = ".csv"
    meaning = "a row a number, for spreadsheets"
    codec: ClassVar[ArrayCodec] = csv
