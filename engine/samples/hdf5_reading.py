"""Looks into an HDF5 file in a process of its own.

``python -m engine.samples.hdf5_reading FILE OUT QUIET [NAME]``. The HDF5 library can be made to loop or to crash by a
few changed bytes, which no check from within helps; so it reads no numbers: ``OUT`` gets, as plain arrays, what there
is, or of the array ``NAME`` where its pieces lie and how they are packed; of arrays of few pieces it gets both at once.
Exit status 0: all is there; :data:`~engine.samples.shd_reading.REFUSED`: the file is no such file.
"""

from __future__ import annotations

import faulthandler
import json
import math
import os
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np

from engine.samples.shd_reading import REFUSED, RefusedFile

MOST_ARRAYS, MOST_DEPTH = 1000, 8
FEW_PIECES = 1024  # of arrays that the list already locates: no second process is started for them


def arrays(group: Any, before: str = "", depth: int = 0) -> Iterator[tuple[str, Any]]:
    """Every array that lies in this very file, by its path."""
    import h5py

    for name in group:
        if not isinstance(group.get(name, getlink=True), h5py.HardLink) or depth > MOST_DEPTH:
            continue
        thing = group[name]
        if isinstance(thing, h5py.Group):
            yield from arrays(thing, f"{before}{name}/", depth + 1)
        elif isinstance(thing, h5py.Dataset) and not thing.external and not thing.is_virtual:
            yield f"{before}{name}", thing


def listed(file: Any) -> list[dict[str, Any]]:
    """Name, shape, type (O of what is no number), rows of a chunk and bytes of one, of every array."""
    found = []
    for name, array in arrays(file):
        kind, chunk = array.dtype.str if array.dtype.kind in "biuf" else "O", array.chunks or ()
        size = int(np.prod(chunk, dtype=object)) * array.dtype.itemsize if chunk else 0
        rows = chunk[0] if chunk else 0
        found.append({"name": name, "shape": list(array.shape or ()), "dtype": kind, "rows": rows, "bytes": size})
        if len(found) > MOST_ARRAYS:
            raise RefusedFile(name)
    return found


def few_located(file: Any) -> dict[str, Any]:
    """Places of the pieces (:func:`located`) of every array of few, by the place in the list and the name of each."""
    found = {}
    for place, (_, array) in enumerate(arrays(file)):
        pieces = math.prod(-(-n // own) for n, own in zip(array.shape or (), array.chunks or (), strict=False))
        if array.shape and array.dtype.kind in "biuf" and pieces <= FEW_PIECES:
            with suppress(RefusedFile):  # only who wants this array is told
                found.update({f"{place}/{name}": value for name, value in located(array).items()})
    return found


def located(array: Any) -> dict[str, Any]:
    """The places of an array's pieces: ``at`` (pieces, axes), ``offset``, ``size`` and ``skips`` (pieces,)."""
    chunk = array.chunks or array.shape
    plist = array.id.get_create_plist()
    filters = [plist.get_filter(number)[0] for number in range(plist.get_nfilters())]
    pieces: list[tuple[tuple[int, ...], int, int, int]] = []
    if array.chunks:
        array.id.chunk_iter(lambda c: pieces.append((c.chunk_offset, c.byte_offset, c.size, c.filter_mask)))
    elif (offset := array.id.get_offset()) is not None:
        pieces.append(((0,) * array.ndim, offset, array.id.get_storage_size(), 0))
    elif array.id.get_storage_size():
        raise RefusedFile(array.name)  # within its own head
    at = np.array([piece[0] for piece in pieces], np.int64).reshape(len(pieces), array.ndim)
    order = np.argsort(at[:, 0], kind="stable")
    numbers = np.array([piece[1:] for piece in pieces], np.int64).reshape(len(pieces), 3)[order]
    return {
        "chunk": np.array(chunk, np.int64), "filters": np.array(filters, np.int64), "fill": np.array(array.fillvalue),
        "at": at[order], "offset": numbers[:, 0], "size": numbers[:, 1], "skips": numbers[:, 2],
    }  # fmt: skip


def main(path: Path, out: Path, quiet: float, name: str | None) -> int:
    import h5py

    nowhere = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115  # as long as the process
    faulthandler.dump_traceback_later(quiet, exit=True, file=nowhere)
    try:
        with h5py.File(path, "r") as file:
            if name is None:
                found = {"listed": np.array(json.dumps(listed(file)))} | few_located(file)
            else:
                found = located(dict(arrays(file))[name])
    except (RefusedFile, OSError, KeyError, RuntimeError, TypeError, ValueError, AttributeError, MemoryError):
        return REFUSED
    finally:
        faulthandler.cancel_dump_traceback_later()
    np.savez(out, allow_pickle=False, **found)
    return 0


if __name__ == "__main__":
    file, out, quiet, *names = sys.argv[1:]
    sys.exit(main(Path(file), Path(out), float(quiet), names[0] if names else None))
