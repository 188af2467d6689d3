"""Columns of a file by their names, and what has to hold of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.files.problem import ImportProblem

Columns = Mapping[str, NDArray[Any]]
"""Numbers by the name of their column; words where they were asked for."""
LARGEST_WHOLE = 2.0**31 - 1


def is_words(column: NDArray[Any]) -> bool:
    """Tell whether a column holds words."""
    return column.dtype.kind == "U"


def demand_finite(path: Path, columns: Columns) -> None:
    """Refuse what is no finite number, by its row; raises :class:`ImportProblem`."""
    for name, values in columns.items():
        if not is_words(values) and not (finite := np.isfinite(values)).all():
            raise ImportProblem(
                "Row {row} of the column {name} of {file} holds what is no finite number.",
                row=int(np.argwhere(~finite)[0][0]) + 1,
                name=name,
                file=path.name,
            )


def demand_whole(path: Path, name: str, values: NDArray[np.float64]) -> None:
    """Refuse what cannot be the numbers of neurons or trains; raises :class:`ImportProblem`."""
    if np.any(values < 0) or np.any(values != np.floor(values)):
        raise ImportProblem("The column {name} of {file} must hold whole numbers from 0 on.", name=name, file=path.name)
    if np.any(values > LARGEST_WHOLE):
        raise ImportProblem(
            "The column {name} of {file} has {value:g}, which is more than can be counted.",
            name=name,
            file=path.name,
            value=float(values.max()),
        )


def demand_named_once(path: Path, names: Iterable[str]) -> None:
    """Refuse two columns of one name, of which one would be lost; raises :class:`ImportProblem`."""
    for name, count in Counter(names).items():
        if count > 1 and name:
            raise ImportProblem(
                "{file} has {count} {count:column|columns} named {name}.", file=path.name, count=count, name=name
            )
