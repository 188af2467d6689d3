"""Looks at an HDF5 file with suspicion, in a process of its own: ``python -m engine.importing.nir_inspection FILE``.

The HDF5 library can be made to loop or to crash by a few changed bytes, which no check from within helps.
Exit status 0: harmless and readable as NIR; :data:`REFUSED`: one sentence on standard output says why not.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import numpy as np

from engine.importing.imported import BUDGET, ImportProblem

REFUSED = 2
DEEPEST = 6  # groups within groups
MOST_OBJECTS = 100_000


def inspect(path: Path) -> None:
    """Refuse data that lie elsewhere, links, and promises of more than the file may hold."""
    import h5py

    left = [BUDGET, MOST_OBJECTS]

    def walk(group: Any, depth: int) -> None:
        if depth > DEEPEST:
            raise ImportProblem("{file} is nested more deeply than a NIR graph.", file=path.name)
        for name in group:
            if not isinstance(group.get(name, getlink=True), h5py.HardLink):
                raise ImportProblem("{file} points to other data, which is never followed.", file=path.name)
            thing = group[name]
            left[1] -= 1
            if isinstance(thing, h5py.Group):
                walk(thing, depth + 1)
                continue
            if thing.external or thing.is_virtual:
                raise ImportProblem("{file} keeps its numbers in other files, which are never opened.", file=path.name)
            left[0] -= int(np.prod(thing.shape, dtype=object)) * max(thing.dtype.itemsize, 1)
            if left[0] < 0 or left[1] < 0:
                raise ImportProblem("{file} promises more than this program accepts.", file=path.name)

    try:
        with h5py.File(path, "r") as file:
            walk(file, 0)
    except (OSError, KeyError, RuntimeError, TypeError, ValueError) as error:
        if isinstance(error, ImportProblem):
            raise
        raise ImportProblem("{file} is not an HDF5 file that can be read.", file=path.name) from error


def main(path: Path) -> int:
    from engine.importing.nir import graph_of

    try:
        inspect(path)
        graph_of(path)
    except ImportProblem as problem:
        print(problem)
        return REFUSED
    return 0


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]  # a real stream in a real process
    sys.exit(main(Path(sys.argv[1])))
