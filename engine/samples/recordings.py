"""Recordings of event cameras, a file each: N-MNIST's, AEDAT 2, 3.1 and 4."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.model.data import Unreadable
from engine.model.declaration import Choice
from engine.problems import Phrase
from engine.samples import aedat3 as _aedat3
from engine.samples import aedat4 as _aedat4
from engine.samples import files as _files
from engine.samples.aedat4 import LONG_RECORDING as LONG_RECORDING
from engine.samples.spikes import SpikeData

LARGEST = 1 << 28  # bytes of one recording
US_PER_MS = 1000.0
BOTH, MERGED = "apart", "together"
RECORD = 5  # bytes of an event of N-MNIST
OVERFLOW_Y, OVERFLOW = 240, 1 << 13  # of N-MNIST: such an event only says that the clock went on
AEDAT_RECORD = 8
MAGIC = b"#!AER-DAT"
AEDAT_ENDINGS = (".aedat", ".aedat4")
NMNIST_ENDING = ".bin"
MOST_HEADER = 1 << 16  # bytes of the lines before the events of AEDAT 2 that are looked at
DVS128, NMNIST = (128, 128), (34, 34)  # pixels across and down

Values = Mapping[str, Any]
Events = tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]
"""Times in µs, columns, rows and polarities, each (events,)."""


def recorded_events(path: Path, quantity: str) -> Events:
    """The events of one file, by what its beginning says it is; raises :class:`Unreadable`."""
    version = _version(path, quantity)
    if version == "4":
        return _aedat4.events(path, quantity)
    if version == "3.1":
        return _aedat3.events(path, quantity)
    with _files.opened(path, quantity):
        data = path.read_bytes()
    return _aedat2(path, data, quantity) if version else _nmnist(path, data, quantity)


class CameraData(SpikeData, abstract=True):
    """Events of pixels, of which those of a square of ``joined`` ones are a channel, or one for each polarity."""

    polarities = Choice((BOTH, MERGED), "brighter and darker", default=BOTH)

    @classmethod
    def shape_on(cls, size: tuple[int, int], values: Values) -> tuple[int, int]:
        """Intervals of a sample, and channels of a sensor of such a ``size``, pixels across and down."""
        across, down = (-(-pixels // cls._side(values)) for pixels in size)
        return cls.rows(values), across * down * cls._fold(values)

    @classmethod
    def channels_on(
        cls, size: tuple[int, int], values: Values, events: Events, path: Path, outside: str, quantity: str
    ) -> NDArray[np.int64]:
        """The channel (events,) of each event: its square, and its polarity unless these are together.

        Raises :class:`Unreadable` with the code ``outside`` where there are events beyond the sensor.
        """
        _, x, y, polarity = events
        if (beyond := np.flatnonzero((x >= size[0]) | (y >= size[1]))).size:
            place = {"x": int(x[beyond[0]]), "y": int(y[beyond[0]]), "width": size[0], "height": size[1]}
            raise Unreadable(outside, quantity, file=path.name, **place)
        side, fold = cls._side(values), cls._fold(values)
        return (y // side * -(-size[0] // side) + x // side) * fold + (polarity if fold > 1 else 0)

    @classmethod
    def _side(cls, values: Values) -> int:
        return round(float(cls.chosen(values, "joined")))

    @classmethod
    def _fold(cls, values: Values) -> int:
        """Channels of a square."""
        return 1 if cls.chosen(values, "polarities") == MERGED else 2


def sensor(path: Path, quantity: str) -> tuple[int, int] | None:
    """Pixels across and down of the sensor that a file names or that its kind has; raises :class:`Unreadable`."""
    version = _version(path, quantity)
    if version == "4":
        return _aedat4.header(path, quantity).sensor
    if version == "3.1":
        return _aedat3.sensor(path, quantity)
    return DVS128 if version else NMNIST


def is_aedat(path: Path) -> bool:
    """Tell whether a file begins as AEDAT does."""
    return _files.beginning(path, len(MAGIC)) == MAGIC


def may_be_nmnist(path: Path) -> bool:
    """Tell whether a file has the name and length of a recording of N-MNIST, which begins with no mark."""
    try:
        size = path.stat().st_size
    except OSError:
        return False
    return path.suffix.casefold() == NMNIST_ENDING and size > 0 and size % RECORD == 0


def demand_whole(path: Path, quantity: str) -> None:
    """Refuse a file whose length is none that its kind can have; raises :class:`Unreadable`."""
    version = _version(path, quantity)
    if version == "4":
        _aedat4.header(path, quantity)
        return
    if version == "3.1":
        _aedat3.demand_whole(path, quantity)
        return
    start = _behind_lines(_files.beginning(path, MOST_HEADER)) if version else 0
    with _files.opened(path, quantity):
        size = path.stat().st_size
    _demand_records(path, size - start, version, quantity)


def _demand_records(path: Path, size: int, version: str, quantity: str) -> None:
    if version and size % AEDAT_RECORD:
        raise Unreadable(_files.DAMAGED, quantity, file=path.name)
    if not version and (not size or size % RECORD):
        raise Unreadable(_files.OTHER_KIND, quantity, file=path.name, kind=Phrase("recording as N-MNIST has them"))


def _behind_lines(data: bytes) -> int:
    """Find the beginning of what follows the lines that begin with #."""
    start = 0
    while data[start : start + 1] == b"#":
        end = data.find(b"\n", start)
        start = len(data) if end < 0 else end + 1
    return start


def _version(path: Path, quantity: str) -> str:
    """2, 3.1 or 4 of an AEDAT recording, empty of another; raises :class:`Unreadable`."""
    with _files.opened(path, quantity), path.open("rb") as file:
        start = file.read(len(MAGIC) + 3)
    if not start.startswith(MAGIC):
        if path.suffix.casefold() in AEDAT_ENDINGS:
            raise Unreadable(_files.OTHER_KIND, quantity, file=path.name, kind=Phrase("AEDAT recording"))
        return ""
    version = start[len(MAGIC) :].decode("ascii", "replace")
    known = version if version == "3.1" else version[:1]
    if known not in ("2", "3.1", "4"):
        raise Unreadable(_aedat3.OTHER_AEDAT, quantity, file=path.name, version=version)
    return known


def _nmnist(path: Path, data: bytes, quantity: str) -> Events:
    """Five bytes an event: column, row, then a bit of polarity and 23 bits of µs."""
    _demand_records(path, len(data), "", quantity)
    raw = np.frombuffer(data, np.uint8).reshape(-1, RECORD).astype(np.int64)
    times = ((raw[:, 2] & 0x7F) << 16) | (raw[:, 3] << 8) | raw[:, 4]
    overflows = raw[:, 1] == OVERFLOW_Y
    times += OVERFLOW * np.cumsum(overflows)
    kept = ~overflows
    return times[kept], raw[kept, 0], raw[kept, 1], raw[kept, 2] >> 7


def _aedat2(path: Path, data: bytes, quantity: str) -> Events:
    """Lines of a header that begin with #, then an address and a time in µs, big-endian words of four bytes each.

    The address of a DVS128 has the polarity in bit 0, the column in bits 1 to 7, the row in bits 8 to 14.
    """
    start = _behind_lines(data)
    _demand_records(path, len(data) - start, "2", quantity)
    words = np.frombuffer(data, ">u4", offset=start).astype(np.int64)
    address, times = words[::2], words[1::2]
    return times, address >> 1 & 0x7F, address >> 8 & 0x7F, address & 1
