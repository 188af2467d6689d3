"""Arrays in Zarr stores, folders of pieces, read by the package zarr where it is there."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.model.data import Unreadable
from engine.problems import Phrase, declare
from engine.samples import blocks as _blocks
from engine.samples import file_rows as _file_rows
from engine.samples import files as _files
from engine.samples.array_in_file import ArrayInFile

HEADS = ("zarr.json", ".zgroup", ".zarray")
"""Files by which a store, or an array in it, is known; the first of version 3, the others of version 2."""
WATCHED = ("", *HEADS, "c")  # of an array's folder: what changes where pieces come or go
NEEDS_ZARR = declare(
    "data.needs-zarr",
    "{file}, which {element} reads, is a Zarr store, and the Python package zarr is not there.",
    "Install it (pip install zarr).",
)


def store_of(path: Path) -> Path | None:
    """The folder of the store that a path names, itself or by the file that tells what is in it; None of no store."""
    if path.name in HEADS and path.is_file():
        return path.parent
    return path if path.is_dir() and any((path / head).is_file() for head in HEADS) else None


def arrays(path: Path, quantity: str) -> Mapping[str, ArrayInFile]:
    """The arrays by name, "" where the store is one; raises :class:`Unreadable`."""
    try:
        import zarr
    except ImportError:
        raise Unreadable(NEEDS_ZARR, quantity, file=path.name) from None
    store = store_of(path) or path
    try:
        opened = zarr.open(str(store), mode="r")
        found = {"": opened} if isinstance(opened, zarr.Array) else dict(opened.members(max_depth=None))
        known = {name: array for name, array in found.items() if isinstance(array, zarr.Array)}
        return {name: _array(store / name, array, quantity) for name, array in known.items()}
    except Unreadable:
        raise
    except Exception as error:  # whatever a stranger's store makes the library raise
        kind = Phrase("Zarr store that can be read")
        raise Unreadable(_files.OTHER_KIND, quantity, file=store.name, kind=kind) from error


def _array(folder: Path, array: Any, quantity: str) -> ArrayInFile:
    shape, dtype = tuple(array.shape), np.dtype(array.dtype)
    each = int(np.prod(shape[1:], dtype=object)) * dtype.itemsize
    rows = (getattr(array, "shards", None) or array.chunks or (1,))[0] if shape else 1
    together = max(rows * max(_blocks.rows_together(each) // max(rows, 1), 1), 1)
    return ArrayInFile(shape, dtype, partial(_StoreRows, folder, array, together, quantity), together)


class _StoreRows:
    """Samples of one array of a store."""

    held = 0

    def __init__(self, folder: Path, array: Any, together: int, quantity: str) -> None:
        self.shape, self.dtype, self.together = tuple(array.shape), np.dtype(array.dtype), together
        self._array, self._store = array, folder
        watched = [folder / name for name in WATCHED if (folder / name).exists()]
        self._known = [_file_rows.KnownFile.of(path, quantity) for path in watched]

    def read(self, first: int, last: int) -> NDArray[Any]:
        for known in self._known:
            known.demand_same()
        try:
            return np.asarray(self._array[first:last], self.dtype)
        except Exception as error:  # as above
            raise Unreadable(_files.DAMAGED, self._known[0].quantity, file=self._store.name) from error
