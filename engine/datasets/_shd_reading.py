"""Reads an HDF5 file of spikes in a process of its own: ``python -m engine.datasets._shd_reading FILE MOST OUT``.

The HDF5 library can be made to loop or to crash by a few changed bytes, which no check from within helps. What is read
goes to ``OUT`` as plain arrays. Exit status 0: all is there; :data:`REFUSED`: the file is no such file.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import numpy as np

REFUSED = 2
TIMES, UNITS, LABELS, KEYS = "spikes/times", "spikes/units", "labels", "extra/keys"


class Refused(ValueError):
    """The file does not hold what it should, or keeps it elsewhere."""


def dataset(file: Any, path: str) -> Any:
    """A dataset that lies in this very file and has one axis."""
    import h5py

    thing = file
    for name in path.split("/"):
        if not isinstance(thing, h5py.Group) or not isinstance(thing.get(name, getlink=True), h5py.HardLink):
            raise Refused(path)
        thing = thing[name]
    if not isinstance(thing, h5py.Dataset) or thing.external or thing.is_virtual or thing.ndim != 1:
        raise Refused(path)
    return thing


def read(path: Path, most: int) -> dict[str, Any]:
    """Arrays by name: ``first`` (samples + 1,), ``times`` in s and ``units`` (spikes,), ``labels``, ``names``."""
    import h5py

    with h5py.File(path, "r") as file:
        times, units, labels = (dataset(file, name) for name in (TIMES, UNITS, LABELS))
        if not len(times) == len(units) == len(labels):
            raise Refused(LABELS)
        count, left = min(len(times), most), path.stat().st_size
        found: list[list[Any]] = [[], []]
        for sample in range(count):
            own = np.asarray(times[sample], np.float32), np.asarray(units[sample], np.int64)
            left -= sum(a.size for a in own)  # each number has at least a byte of its own
            if own[0].shape != own[1].shape or own[0].ndim != 1 or left < 0 or not np.isfinite(own[0]).all():
                raise Refused(TIMES)
            for kept, array in zip(found, own, strict=True):
                kept.append(array)
        names = [text.decode("utf-8", "replace") for text in dataset(file, KEYS)[:]] if "extra" in file else []
        return {
            "first": np.cumsum([0, *map(len, found[0])]),
            "times": np.concatenate([np.zeros(0, np.float32), *found[0]]),
            "units": np.concatenate([np.zeros(0, np.int64), *found[1]]),
            "labels": np.asarray(labels[:count], np.int64),
            "names": np.array(names, "U64"),
        }


def main(path: Path, most: int, out: Path) -> int:
    try:
        arrays = read(path, most)
    except (Refused, OSError, KeyError, RuntimeError, TypeError, ValueError, AttributeError, MemoryError):
        return REFUSED
    np.savez(out, allow_pickle=False, **arrays)
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3])))
