"""Reads a list of connections: CSV with one connection a row, or NPZ with one array a quantity.

Columns or arrays are named ``pre``, ``post`` and, where they are known, ``weight`` and ``delay`` (ms); a CSV without
names has them in this order. Neurons are numbered from 0.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from engine.files.opening import demand_readable
from engine.files.problem import ImportProblem
from engine.files.unpacking import BUDGET
from engine.network.values import Floats

NAMES = ("pre", "post", "weight", "delay")
ALIASES = {"source": "pre", "target": "post", "weights": "weight", "delays": "delay"}
NEEDED = 2
MOST_NEURONS = 2**31 - 1


@dataclass(frozen=True)
class ConnectionList:
    """Neurons ``pre`` and ``post``, ``weight`` and ``delay``, each (connections,)."""

    pre: NDArray[np.int64]
    post: NDArray[np.int64]
    weight: Floats | None
    delay: Floats | None


def read_connections(path: Path) -> ConnectionList:
    """The connections of a file; raises :class:`ImportProblem` with one sentence."""
    demand_readable(path)
    columns = _archive(path) if path.suffix.lower() == ".npz" else _table(path)
    if not {"pre", "post"} <= columns.keys():
        raise ImportProblem("{file} has no columns named pre and post.", file=path.name)
    lengths = {len(column) for column in columns.values()}
    if len(lengths) > 1:
        raise ImportProblem("The columns of {file} have different lengths.", file=path.name)
    for name, column in columns.items():
        if not np.isfinite(column).all():
            raise ImportProblem(
                "The column {name} of {file} holds something that is no finite number.", name=name, file=path.name
            )
    for name in ("pre", "post"):
        column = columns[name]
        if (column < 0).any() or (column != np.floor(column)).any():
            raise ImportProblem(
                "The column {name} of {file} must hold whole numbers from 0 on.", name=name, file=path.name
            )
        if (column > MOST_NEURONS).any():
            raise ImportProblem(
                "The column {name} of {file} has {value:g}, more neurons than there can be.",
                name=name,
                file=path.name,
                value=float(column.max()),
            )
    if (columns.get("delay", np.zeros(0)) < 0).any():
        raise ImportProblem("{file} holds delays below 0 ms.", file=path.name)
    pre, post = (columns[name].astype(np.int64) for name in ("pre", "post"))
    return ConnectionList(pre, post, columns.get("weight"), columns.get("delay"))


def _archive(path: Path) -> dict[str, Floats]:
    from engine.files.npz import contents

    columns: dict[str, Floats] = {}
    for given, array in contents(path)[0].items():
        name = ALIASES.get(given, given)
        if name in NAMES:
            if array.ndim != 1 or array.dtype.kind not in "iuf":
                raise ImportProblem("The array {given} of {file} is no list of numbers.", given=given, file=path.name)
            columns[name] = array.astype(np.float64)
    return columns


def _table(path: Path) -> dict[str, Floats]:
    try:
        if path.stat().st_size > BUDGET:
            raise ImportProblem("{file} is larger than this program accepts.", file=path.name)
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = [row for row in csv.reader(file) if any(cell.strip() for cell in row)]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise ImportProblem("{file} is not a table that can be read.", file=path.name) from error
    if not rows:
        raise ImportProblem("{file} is empty.", file=path.name)
    head = [cell.strip().lower() for cell in rows[0]]
    named = any(name in NAMES or name in ALIASES for name in head)
    names = [ALIASES.get(name, name) for name in head] if named else list(NAMES[: len(head)])
    body = rows[1:] if named else rows
    for number, row in enumerate(body, 1 + named):
        if len(row) != len(rows[0]) or len(row) < NEEDED:
            raise ImportProblem(
                "Row {number} of {file} has {count} cells, the first one {needed}.",
                number=number,
                file=path.name,
                count=len(row),
                needed=len(rows[0]),
            )
    columns: dict[str, Floats] = {}
    for place, name in enumerate(names):
        if name in NAMES:
            columns[name] = _numbers([row[place] for row in body], name, path.name, 1 + named)
    return columns


def _numbers(cells: list[str], name: str, file: str, first: int) -> Floats:
    values = np.empty(len(cells))
    for number, cell in enumerate(cells):
        try:
            values[number] = float(cell)
        except ValueError:
            raise ImportProblem(
                "Row {row} of {file} has “{cell}” as its {name}.",
                row=number + first,
                file=file,
                cell=cell.strip(),
                name=name,
            ) from None
    return values
