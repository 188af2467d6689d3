"""Looks at an HDF5 file with suspicion, in a process of its own: ``python -P nir_inspection.py FILE``.

The HDF5 library can be made to loop or to crash by a few changed bytes, which no check from within helps. Nothing of
this program is imported, so that looking takes little longer than Python takes to start.
Exit status 0: harmless and readable as NIR; :data:`REFUSED`: one sentence on standard output says why not, and calls
the file ``{file}``, so that it can be said in any language.
"""

from __future__ import annotations

import contextlib
import runpy
import sys
from pathlib import Path
from typing import Any

import numpy as np

REFUSED = 2
DEEPEST = 20  # groups within groups
MOST_OBJECTS = 100_000
CPU_LIMIT = 20  # s of work, however busy the machine is
NOT_HDF5 = "{file} is not an HDF5 file that can be read."
NOT_NIR = "{file} is not a NIR graph that can be read."
ROOM = runpy.run_path(str(Path(__file__).parents[1] / "files" / "unpacking.py"))
PLAIN_READER = Path(__file__).parents[1] / "files" / "nir.py"


class Suspicious(ValueError):
    """The reason why a file is not read: one sentence, a key of the catalogues, that calls it ``{file}``."""


def inspect(path: Path) -> None:
    """Refuse data that lie elsewhere, links, and promises of more than the file may hold."""
    import h5py

    left = [min(ROOM["BUDGET"], ROOM["most"](path.stat().st_size)), MOST_OBJECTS]

    def walk(group: Any, depth: int) -> None:
        if depth > DEEPEST:
            raise Suspicious("{file} is nested more deeply than a NIR graph.")
        for name in group:
            if not isinstance(group.get(name, getlink=True), h5py.HardLink):
                raise Suspicious("{file} points to other data, which is never followed.")
            thing = group[name]
            left[1] -= 1
            if left[1] < 0:
                raise Suspicious("{file} promises more than this program accepts.")
            if isinstance(thing, h5py.Group):
                walk(thing, depth + 1)
                continue
            if thing.external or thing.is_virtual:
                raise Suspicious("{file} keeps its numbers in other files, which are never opened.")
            left[0] -= int(np.prod(thing.shape or (), dtype=object)) * max(thing.dtype.itemsize, 1)
            if left[0] < 0:
                raise Suspicious("{file} promises more than this program accepts.")

    with h5py.File(path, "r") as file:
        walk(file, 0)


def main(path: Path) -> int:
    with contextlib.suppress(ImportError, ValueError, OSError):  # Windows has no such limit
        import resource

        resource.setrlimit(resource.RLIMIT_CPU, (CPU_LIMIT, CPU_LIMIT))
    try:
        inspect(path)
    except Suspicious as problem:
        print(problem)
        return REFUSED
    except (OSError, KeyError, RuntimeError, TypeError, ValueError, AttributeError):
        print(NOT_HDF5)
        return REFUSED
    try:
        runpy.run_path(str(PLAIN_READER))["graph_in"](path)
    except (OSError, ValueError, KeyError, RuntimeError):
        print(NOT_NIR)
        return REFUSED
    return 0


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]  # a real stream in a real process
    sys.exit(main(Path(sys.argv[1])))
