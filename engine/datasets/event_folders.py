"""Recordings of event cameras, a file each: N-MNIST's, and AEDAT 2."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.datasets import _files, _folders, _spikes
from engine.model.data import Samples, Unreadable
from engine.model.declaration import Choice, Location, Parameter
from engine.problems import declare

LARGEST = 1 << 28  # bytes of one recording
US_PER_MS = 1000.0
BOTH, MERGED = "apart", "together"
RECORD = 5  # bytes of an event of N-MNIST
OVERFLOW_Y, OVERFLOW = 240, 1 << 13  # of N-MNIST: such an event only says that the clock went on
AEDAT_RECORD = 8
MAGIC = b"#!AER-DAT"
LINE_FEED = 10

OUTSIDE = declare(
    "data.outside-sensor",
    "{file}, which {element} reads, has an event at ({x}, {y}), outside a sensor of {width} × {height}.",
    "Set the pixels of the sensor in the properties of {element}.",
)
LONG_RECORDING = declare("data.long-recording", "{file}, which {element} reads, is too long.", "Cut it into samples.")
OTHER_AEDAT = declare(
    "data.other-aedat",
    "{file}, which {element} reads, is AEDAT {version}.",
    "Convert it to AEDAT 2, or to a table of spikes.",
)

Events = tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]
"""Times in µs, columns, rows and polarities, each (events,)."""


class EventFolders(_folders.FolderData):
    """Recordings of event cameras in a folder for each class: N-MNIST (.bin) and AEDAT 2 (.aedat, DVS128), as they lie.

    Every pixel and polarity is a channel. A value of 1 is an event in its interval; the encoder *Regular* passes these
    on where its rate of the value 1 is one spike an interval (1000 Hz for 1 ms) and a sample is shown for its duration.
    Nothing is copied into the project.

    Source: Orchard, Jayawant, Cohen & Thakor (2015), Frontiers in Neuroscience 9, 437, 10.3389/fnins.2015.00437.
    """

    title = "Event camera recordings"
    category = "Spikes"
    aliases = ("N-MNIST", "NMNIST", "N-Caltech101", "CIFAR10-DVS", "DVS", "AEDAT", "neuromorphic", "events")
    moves = True
    endings = (".bin", ".aedat", ".dat")

    folder = Location("folder of classes", folder=True)
    width = Parameter(
        "1", "n_x", "pixels across the sensor", default=34.0, at_least=1.0, at_most=2048.0, integer=True, live=False,
        per_element=False,
    )  # fmt: skip
    height = Parameter(
        "1", "n_y", "pixels down the sensor", default=34.0, at_least=1.0, at_most=2048.0, integer=True, live=False,
        per_element=False,
    )  # fmt: skip
    polarities = Choice((BOTH, MERGED), "brighter and darker", default=BOTH)
    interval = Parameter(
        "ms", r"\Delta", "interval of one spike", default=1.0, at_least=0.001, live=False,
        per_element=False,
    )  # fmt: skip
    duration = Parameter(
        "ms", "T", "time of a sample", default=300.0, above=0.0, at_most=1e6, live=False,
        per_element=False,
    )  # fmt: skip

    @classmethod
    def look(cls, values: Mapping[str, Any]) -> tuple[int, ...]:
        files = cls.listing(values).files
        events = 0.0
        for path in files:
            size = path.stat().st_size
            if size > LARGEST:
                raise Unreadable(LONG_RECORDING, "folder", file=path.name)
            events += size / RECORD
        _files.demand_memory(6 * _spikes.EVENT * events, "folder")
        recorded(files[0])
        return _rows(values), _width(values) * _height(values) * _fold(values)

    @classmethod
    def read(cls, values: Mapping[str, Any]) -> Samples:
        rows, channels = cls.look(values)
        found = cls.listing(values)
        width, height, fold = _width(values), _height(values), _fold(values)
        interval = US_PER_MS * float(values.get("interval", cls.interval.default))
        samples, times, places = [], [], []
        for sample, path in enumerate(found.files):
            t, x, y, polarity = recorded(path)
            outside = np.flatnonzero((x >= width) | (y >= height))
            if outside.size:
                words = {"x": int(x[outside[0]]), "y": int(y[outside[0]]), "width": width, "height": height}
                raise Unreadable(OUTSIDE, "width", file=path.name, **words)
            samples.append(np.full(len(t), sample, np.int64))
            times.append((t - t.min()).astype(np.float64) if t.size else t.astype(np.float64))
            places.append((y * width + x) * fold + (polarity if fold > 1 else 0))
        lists = np.concatenate(samples), np.concatenate(times), np.concatenate(places)
        events = _spikes.in_rows(*lists, len(found.files), interval, rows, channels)
        return Samples(events, found.labels, (rows, channels), found.names, tested=found.tested)


def _width(values: Mapping[str, Any]) -> int:
    return round(float(values.get("width", EventFolders.width.default)))


def _height(values: Mapping[str, Any]) -> int:
    return round(float(values.get("height", EventFolders.height.default)))


def _fold(values: Mapping[str, Any]) -> int:
    """Channels of a pixel."""
    return 1 if values.get("polarities") == MERGED else 2


def _rows(values: Mapping[str, Any]) -> int:
    duration = float(values.get("duration", EventFolders.duration.default))
    return max(round(duration / float(values.get("interval", EventFolders.interval.default))), 1)


def recorded(path: Path) -> Events:
    """The events of one file, by what its beginning says it is; raises :class:`Unreadable`."""
    try:
        data = path.read_bytes()
    except OSError:
        raise Unreadable(_files.UNOPENED, "folder", file=path.name) from None
    return _aedat(path, data) if data.startswith(MAGIC) or path.suffix.casefold() == ".aedat" else _nmnist(path, data)


def _nmnist(path: Path, data: bytes) -> Events:
    """Five bytes an event: column, row, then a bit of polarity and 23 bits of µs."""
    if not data or len(data) % RECORD:
        raise Unreadable(_files.OTHER_KIND, "folder", file=path.name, kind="recording as N-MNIST has them")
    raw = np.frombuffer(data, np.uint8).reshape(-1, RECORD).astype(np.int64)
    times = ((raw[:, 2] & 0x7F) << 16) | (raw[:, 3] << 8) | raw[:, 4]
    overflows = raw[:, 1] == OVERFLOW_Y
    times += OVERFLOW * np.cumsum(overflows)
    kept = ~overflows
    return times[kept], raw[kept, 0], raw[kept, 1], raw[kept, 2] >> 7


def _aedat(path: Path, data: bytes) -> Events:
    """Lines of a header that begin with #, then an address and a time in µs, big-endian words of four bytes each.

    The address of a DVS128 has the polarity in bit 0, the column in bits 1 to 7, the row in bits 8 to 14.
    """
    if not data.startswith(MAGIC):
        raise Unreadable(_files.OTHER_KIND, "folder", file=path.name, kind="AEDAT recording")
    version = data[len(MAGIC) : len(MAGIC) + 3].decode("ascii", "replace")
    if not version.startswith("2"):
        raise Unreadable(OTHER_AEDAT, "folder", file=path.name, version=version)
    start = 0
    while data[start : start + 1] == b"#":
        end = data.find(b"\n", start)
        start = len(data) if end < 0 else end + 1
    words = np.frombuffer(data, ">u4", count=(len(data) - start) // AEDAT_RECORD * 2, offset=start).astype(np.int64)
    if (len(data) - start) % AEDAT_RECORD:
        raise Unreadable(_files.DAMAGED, "folder", file=path.name)
    address, times = words[::2], words[1::2]
    return times, address >> 1 & 0x7F, address >> 8 & 0x7F, address & 1
