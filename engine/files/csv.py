"""Tables of named arrays, ``array,i,j,k,l,value``: a row a number, every number of each array exactly once."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.files.problem import ImportProblem
from engine.files.unpacking import BUDGET

COLUMNS = ("array", "i", "j", "k", "l", "value")
ABOUT = "# "  # before the description of the network, the first line
MOST_AXES = len(COLUMNS) - 2


def packed(arrays: Mapping[str, NDArray[Any]], about: str) -> bytes:
    """A table, its description in the first line."""
    content = io.StringIO(newline="")
    content.write(f"{ABOUT}{about}\n")
    rows = csv.writer(content, lineterminator="\n")
    rows.writerow(COLUMNS)
    for name, array in arrays.items():
        places = np.indices(array.shape).reshape(array.ndim, -1).T.tolist()
        empty = [""] * (MOST_AXES - array.ndim)
        values = array.ravel().tolist()
        rows.writerows([name, *place, *empty, repr(v)] for place, v in zip(places, values, strict=True))
    return content.getvalue().encode()


def contents(path: Path) -> tuple[dict[str, NDArray[Any]], str | None]:
    """Every array by name, and the description where there is one; raises :class:`ImportProblem`."""
    try:
        if path.stat().st_size > BUDGET:
            raise ImportProblem("{file} is larger than this program accepts.", file=path.name)
        with path.open(encoding="utf-8", newline="") as file:
            first = file.readline()
            about = first.removeprefix(ABOUT).strip() if first.startswith(ABOUT) else None
            header = next(csv.reader([file.readline() if about is not None else first]), [])
            if tuple(header) != COLUMNS:
                raise ImportProblem(
                    "{file} is no table of weights: its columns are not {columns}.",
                    file=path.name,
                    columns=", ".join(COLUMNS),
                )
            return _arrays(csv.reader(file), path.name), about
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise ImportProblem("{file} is not a table that can be read.", file=path.name) from error


def _arrays(rows: Any, file: str) -> dict[str, NDArray[Any]]:
    places: dict[str, list[list[int]]] = {}
    values: dict[str, list[float]] = {}
    for number, row in enumerate(rows):
        try:
            name, *place, value = row
            indices = [int(n) for n in place if n]
            figure = float(value)
            if len(place) != MOST_AXES or not indices or not math.isfinite(figure):
                raise ValueError
            if not 0 <= min(indices) <= max(indices) < BUDGET:
                raise ValueError
        except ValueError as error:
            raise ImportProblem(
                "{file}: row {number} holds no number with its place.", file=file, number=number
            ) from error
        places.setdefault(name, []).append(indices)
        values.setdefault(name, []).append(figure)
    return {name: _array(name, places[name], values[name], file) for name in places}


def _array(name: str, places: list[list[int]], values: list[float], file: str) -> NDArray[Any]:
    if len({len(place) for place in places}) == 1:
        index = np.array(places, np.int64)
        shape = tuple(int(n) + 1 for n in index.max(axis=0))
        if math.prod(shape) == len(values):
            flat = np.ravel_multi_index(tuple(index.T), shape)
            if np.unique(flat).size == len(values):
                result = np.empty(shape)
                result.flat[flat] = values
                return result
    raise ImportProblem("{file}: numbers of {name} are missing or there twice.", file=file, name=name)
