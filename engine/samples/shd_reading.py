"""Reads an HDF5 file of spikes in a process of its own.

``python -m engine.samples.shd_reading FILE MOST OUT SHARE QUIET``. The HDF5 library can be made to loop or to crash
by a few changed bytes, which no check from within helps: where nothing is read for ``QUIET`` s, the process ends.
What is read goes to ``OUT`` as plain arrays; ``SHARE`` grows by a byte for each hundredth that is read. Exit status 0:
all is there; :data:`REFUSED`: the file is no such file.
"""

from __future__ import annotations

import faulthandler
import os
import sys
import time
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np

REFUSED = 2
PARTS = 100  # bytes of a whole share
TIMES, UNITS, LABELS, KEYS, SPEAKERS = "spikes/times", "spikes/units", "labels", "extra/keys", "extra/speaker"


class RefusedFile(ValueError):
    """The file does not hold what it should, or keeps it elsewhere."""


class StallWatch:
    """Ends this process where nothing is read for ``quiet`` s, and writes how much is read.

    The clock of :mod:`faulthandler` runs where the interpreter stands still within a library.
    """

    def __init__(self, share: BinaryIO, quiet: float) -> None:
        self._share, self._quiet, self._parts = share, quiet, 0
        self._nowhere = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115  # as long as the process
        self._wind()

    def _wind(self) -> None:
        self._wound = time.monotonic()
        faulthandler.dump_traceback_later(self._quiet, exit=True, file=self._nowhere)

    def tell(self, share: float) -> None:
        """So much is read; the clock begins anew, at most some times a second."""
        if time.monotonic() - self._wound > self._quiet / PARTS:
            self._wind()
        if (parts := int(share * PARTS)) > self._parts:
            self._share.write(bytes(parts - self._parts))
            self._parts = parts


def dataset(file: Any, path: str) -> Any:
    """A dataset that lies in this very file and has one axis."""
    import h5py

    thing = file
    for name in path.split("/"):
        if not isinstance(thing, h5py.Group) or not isinstance(thing.get(name, getlink=True), h5py.HardLink):
            raise RefusedFile(path)
        thing = thing[name]
    if not isinstance(thing, h5py.Dataset) or thing.external or thing.is_virtual or thing.ndim != 1:
        raise RefusedFile(path)
    return thing


def read_events(path: Path, most: int, watch: StallWatch) -> dict[str, Any]:
    """Arrays by name: ``first`` (samples + 1,), ``times`` in s and ``units`` (spikes,), ``labels``, ``names``.

    ``speakers`` are of each sample, none where the file does not tell them.
    """
    import h5py

    with h5py.File(path, "r") as file:
        times, units, labels = (dataset(file, name) for name in (TIMES, UNITS, LABELS))
        if not len(times) == len(units) == len(labels):
            raise RefusedFile(LABELS)
        count, left = min(len(times), most), path.stat().st_size
        found: list[list[Any]] = [[], []]
        for sample in range(count):
            watch.tell(sample / count)
            own = np.asarray(times[sample], np.float32), np.asarray(units[sample], np.int64)
            left -= sum(a.size for a in own)  # each number has at least a byte of its own
            if own[0].shape != own[1].shape or own[0].ndim != 1 or left < 0 or not np.isfinite(own[0]).all():
                raise RefusedFile(TIMES)
            for kept, array in zip(found, own, strict=True):
                kept.append(array)
        names = [text.decode("utf-8", "replace") for text in dataset(file, KEYS)[:]] if KEYS in file else []
        speakers = dataset(file, SPEAKERS) if SPEAKERS in file else labels[:0]
        if len(speakers) not in (0, len(labels)):
            raise RefusedFile(SPEAKERS)
        return {
            "first": np.cumsum([0, *map(len, found[0])]),
            "times": np.concatenate([np.zeros(0, np.float32), *found[0]]),
            "units": np.concatenate([np.zeros(0, np.int64), *found[1]]),
            "labels": np.asarray(labels[:count], np.int64),
            "names": np.array(names, "U64"),
            "speakers": np.asarray(speakers[:count], np.int64),
        }


def main(path: Path, most: int, out: Path, share: Path, quiet: float) -> int:
    with share.open("wb", buffering=0) as told:
        try:
            arrays = read_events(path, most, StallWatch(told, quiet))
        except (RefusedFile, OSError, KeyError, RuntimeError, TypeError, ValueError, AttributeError, MemoryError):
            return REFUSED
        finally:
            faulthandler.cancel_dump_traceback_later()
    np.savez(out, allow_pickle=False, **arrays)
    return 0


if __name__ == "__main__":
    file, most, out, share, quiet = sys.argv[1:]
    sys.exit(main(Path(file), int(most), Path(out), Path(share), float(quiet)))
