"""Reads a list of connections: a table with one connection a row, or an archive with one array a quantity.

Columns or arrays are named ``pre``, ``post`` and, where they are known, ``weight`` and ``delay`` (ms); a table without
names has them in this order. Neurons are numbered from 0.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from engine.files.columns import demand_finite, demand_named_once, demand_whole, is_words
from engine.files.problem import ImportProblem
from engine.files.series import columns_of
from engine.files.unpacking import BUDGET
from engine.network.values import Floats

NAMES = ("pre", "post", "weight", "delay")
ALIASES = {"source": "pre", "target": "post", "weights": "weight", "delays": "delay"}
KNOWN = {*NAMES, *ALIASES}


@dataclass(frozen=True)
class ConnectionList:
    """Neurons ``pre`` and ``post``, ``weight`` and ``delay``, each (connections,)."""

    pre: NDArray[np.int64]
    post: NDArray[np.int64]
    weight: Floats | None
    delay: Floats | None


def read_connections(path: Path) -> ConnectionList:
    """The connections of a file; raises :class:`ImportProblem` with one sentence."""
    read = columns_of(path, 1, words=KNOWN, only=KNOWN, largest=BUDGET)
    names = [ALIASES.get(name.casefold(), name.casefold()) for name in read]
    if "1" in read:  # nothing names them
        names = list(NAMES)
    demand_named_once(path, names)
    named = dict(zip(names, read.values(), strict=False))
    columns = {name: named[name] for name in NAMES if name in named}
    if not {"pre", "post"} <= columns.keys():
        raise ImportProblem("{file} has no columns named pre and post.", file=path.name)
    if any(is_words(column) for column in columns.values()):
        columns_of(path, only=KNOWN, largest=BUDGET)  # names the line
    if any(column.shape != columns["pre"].shape for column in columns.values()):
        raise ImportProblem("The columns of {file} differ in length.", file=path.name)
    demand_finite(path, columns)
    for name in ("pre", "post"):
        demand_whole(path, name, columns[name])
    if (columns.get("delay", np.zeros(0)) < 0).any():
        raise ImportProblem("{file} holds delays below 0 ms.", file=path.name)
    pre, post = (columns[name].astype(np.int64) for name in ("pre", "post"))
    return ConnectionList(pre, post, columns.get("weight"), columns.get("delay"))
