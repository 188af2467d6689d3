"""Spikes in HDF5 files laid out as the Spiking Heidelberg Digits are."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine import child_process
from engine.model import division, loading
from engine.model.data import Samples, Unreadable
from engine.model.declaration import Location, Setting, count_setting
from engine.model.division import CHOOSES, TESTS, TRAINS
from engine.model.variation import VariedSpikes
from engine.problems import Phrase
from engine.samples import files as _files
from engine.samples import hdf5_arrays as _hdf5
from engine.samples import spikes as _spikes
from engine.samples.shd_reading import PARTS, REFUSED, TIMES

VALIDATION, TEST = "valid", "test"  # in the place of "train" in the name of a file
MAGIC = b"\x89HDF\r\n\x1a\n"
SUPERBLOCK = 64  # bytes of a file that are looked at
ADDRESSES = ((13, 24), (13, 28), (9, 12), (9, 12))  # of each version: where it says how wide one is, and the first
KIND = Phrase("HDF5 file of spikes/times, spikes/units and labels")
QUIET = 15.0  # s in which a file has to give something: a sample is read in less than a thousandth of them
TIME_LIMIT = 900.0  # s that reading may take
MS_IN_S = 1000.0
COPIES = 8  # bytes in memory for one of the file, while it is read
MOST_CLASSES = 100_000


class ShdFiles(VariedSpikes, _spikes.SpikeData, _files.FileData):
    """Spikes of the Heidelberg Digits (SHD), the Speech Commands (SSC) or any HDF5 file that is laid out as theirs.

    Choose the training file; those of validation and test are found beside it by their names. Without a validation file
    what is held back is of whole speakers, where the file tells them. A value of 1 is a spike in its interval; the
    encoder *Regular* passes these on where its rate of the value 1 is one spike an interval (1000 Hz for 1 ms) and a
    sample is shown for its duration. Nothing is copied into the project.

    Source: Cramer, Stradmann, Schemmel & Zenke (2020), IEEE TNNLS 33(7), 2744-2757, 10.1109/TNNLS.2020.3044364.
    """

    title = "SHD spike files"
    aliases = ("Heidelberg", "SHD", "SSC", "HDF5", "h5", "speech", "cochlea", "audio")

    file = Location("file of training spikes", (".h5", ".hdf5"))
    channels = count_setting("N", "channels", 700.0, at_most=1e6)
    interval = Setting("ms", r"\Delta", "interval of one spike", default=1.0, at_least=0.001)
    duration = Setting("ms", "T", "time of a sample", default=1000.0, above=0.0, at_most=1e6)
    most = count_setting("n_{max}", "most samples of a file", 1e9)

    @classmethod
    def recognises(cls, path: Path) -> bool:
        """Tell whether an HDF5 file has spikes; one that nobody can look into may have them."""
        try:
            return _is_hdf5(path) and TIMES in _hdf5.arrays(path, "file")
        except Unreadable:
            return True

    @classmethod
    def found(cls, values: Mapping[str, Any]) -> Sequence[Path]:
        train = _files.chosen_path(values, "file")
        return [train, *(path for path in map(partial(_beside, train), (VALIDATION, TEST)) if path is not None)]

    @classmethod
    def look(cls, values: Mapping[str, Any]) -> tuple[int, ...]:
        need = 0.0
        for path in cls.found(values):
            if not _is_hdf5(path):
                raise Unreadable(_files.OTHER_KIND, "file", file=path.name, kind=KIND)
            if (promised := _promised(path)) > path.stat().st_size:
                raise Unreadable(_files.CUT_SHORT, "file", file=path.name, promised=f"{promised:,}")
            need += COPIES * path.stat().st_size
        _files.demand_memory(need, "file")
        return cls.rows(values), round(float(cls.chosen(values, "channels")))

    @classmethod
    def read(cls, values: Mapping[str, Any]) -> Samples:
        rows, width = cls.look(values)
        most = round(float(cls.chosen(values, "most")))
        files = cls.found(values)
        parts = []
        for number, path in enumerate(files):
            with loading.part(number / len(files), (number + 1) / len(files)):
                parts.append(_elsewhere(path, most))
        samples, times, units, labels, speakers, before = [], [], [], [], [], 0
        for part, path in zip(parts, files, strict=True):
            own = part["labels"]
            _spikes.demand_channels(path, part["units"], width)
            if own.size and not 0 <= own.min() <= own.max() < MOST_CLASSES:
                raise Unreadable(_files.DAMAGED, "file", file=path.name)
            samples.append(before + np.repeat(np.arange(len(own)), np.diff(part["first"])))
            times.append(part["times"].astype(np.float64) * MS_IN_S)
            units.append(part["units"])
            labels.append(own)
            speakers.append(part["speakers"])
            before += len(own)
        lists = np.concatenate(samples), np.concatenate(times), np.concatenate(units)
        interval = float(cls.chosen(values, "interval"))
        classes = np.concatenate(labels)
        known = tuple(str(name) for name in parts[0]["names"])
        needed = int(classes.max(initial=-1)) + 1
        names = known if len(known) >= needed else tuple(map(str, range(needed)))
        events = _spikes.event_rows(*lists, before, interval, rows, width)
        roles = cls._roles(files)
        tested = len(labels[-1]) if TESTS in roles else 0
        role_of = np.repeat(roles, list(map(len, labels))) if CHOOSES in roles else None
        groups = np.concatenate(speakers)
        told = len(groups) == before and len(np.unique(groups[: before - tested])) > 1
        given = division.GivenDivision(role_of, groups if told else None)
        return Samples(events, classes, (rows, width), names, tested=tested, variation=cls.varied(values), given=given)

    @classmethod
    def _roles(cls, files: Sequence[Path]) -> list[int]:
        """The part that the samples of each file are, in the order of :meth:`found`."""
        train, *others = files
        return [TRAINS, *(CHOOSES if path == _beside(train, VALIDATION) else TESTS for path in others)]


def _beside(train: Path, part: str) -> Path | None:
    """The file of another part, by the name of the training file; None where there is none."""
    name = re.sub("train", part, train.name, count=1, flags=re.IGNORECASE)
    path = train.with_name(name)
    return path if name != train.name and path.is_file() else None


def _is_hdf5(path: Path) -> bool:
    return _files.beginning(path, len(MAGIC)) == MAGIC


def _promised(path: Path) -> int:
    """The end of an HDF5 file, as its superblock says; 0 where that is of no known version."""
    with path.open("rb") as file:
        start = file.read(SUPERBLOCK)
    version = start[len(MAGIC)] if len(start) == SUPERBLOCK else len(ADDRESSES)
    if version >= len(ADDRESSES):
        return 0
    place, first = ADDRESSES[version]
    end = first + 2 * start[place]  # behind the addresses of the base, and of free space or of an extension
    return int.from_bytes(start[end : end + start[place]], "little")


def _elsewhere(path: Path, most: int) -> dict[str, NDArray[Any]]:
    """Have :mod:`engine.samples.shd_reading` read in a process of its own; raises :class:`Unreadable`."""
    other = Unreadable(_files.OTHER_KIND, "file", file=path.name, kind=KIND)
    with TemporaryDirectory() as folder:
        out = Path(folder) / "read.npz"
        told = Path(folder) / "share"
        command = ["-m", "engine.samples.shd_reading"]
        code = _ended([*command, str(path.resolve()), str(most), str(out), str(told), str(QUIET)], told)
        if code != 0:
            raise other if code in (REFUSED, None) else Unreadable(_files.DAMAGED, "file", file=path.name)
        with np.load(out, allow_pickle=False) as arrays:
            return dict(arrays)


def _ended(command: Sequence[str], told: Path) -> int | None:
    """The exit code of a process of Python, None where it takes too long; it is asked all the while whether to go on.

    The file ``told`` has a byte for each hundredth that is read.
    """
    quiet = subprocess.DEVNULL
    process = child_process.started(command, stdout=quiet, stderr=quiet)
    try:
        for _ in range(round(TIME_LIMIT / _files.LOOK)):
            loading.tell(told.stat().st_size / PARTS if told.exists() else 0.0)
            try:
                return process.wait(_files.LOOK)
            except subprocess.TimeoutExpired:
                continue
        return None
    finally:
        process.kill()
        process.wait()
