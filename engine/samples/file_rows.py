"""Samples of an array that lies in a file as it is, or packed by Deflate, as gzip and zip archives pack it."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

from engine.model import loading
from engine.model.data import Unreadable
from engine.problems import declare
from engine.samples import files as _files
from engine.samples.blocks import rows_together

FEED = 1 << 14  # packed bytes that are read at a time: so many are kept with each place to begin at
PACKED_BLOCK = 1 << 22  # bytes of a block of packed numbers, at least
MOST_PLACES = 1024  # in one file, to begin at
PLACE = 1 << 16  # bytes of such a place: the 32 KiB that Deflate looks back at, its tables, and a feed
GZIP_WINDOW, RAW_WINDOW = 31, -15  # how zlib is told of gzip's own head and checksum, or of neither

CHANGED = declare(
    "data.changed",
    "{file}, which {element} reads piece by piece, is no longer what it was when reading began.",
    "Begin again with the file as it is now.",
)

OTHER_PACKING = declare(
    "data.other-packing",
    "{file}, which {element} reads, is packed by {packing}.",
    "Save it without compression, or packed by Deflate (gzip).",
)


@dataclass(frozen=True)
class KnownFile:
    """A file as it was when it was first looked at: ``state`` is when it was changed, and its size."""

    path: Path
    quantity: str
    state: tuple[int, int]

    @classmethod
    def of(cls, path: Path, quantity: str) -> KnownFile:
        with _files.opened(path, quantity):
            about = path.stat()
        return cls(path, quantity, (about.st_mtime_ns, about.st_size))

    def demand_same(self) -> None:
        """Raise :class:`Unreadable` where it is gone, or another one now."""
        with _files.opened(self.path, self.quantity):
            about = self.path.stat()
        if (about.st_mtime_ns, about.st_size) != self.state:
            raise Unreadable(CHANGED, self.quantity, file=self.path.name)

    def open(self) -> IO[bytes]:
        """The file, without a buffer; raises :class:`Unreadable` where it is another one now."""
        self.demand_same()
        with _files.opened(self.path, self.quantity):
            return self.path.open("rb", buffering=0)

    def cut_short(self, promised: int) -> Unreadable:
        return Unreadable(_files.CUT_SHORT, self.quantity, file=self.path.name, promised=f"{promised:,}")

    def damaged(self) -> Unreadable:
        return Unreadable(_files.DAMAGED, self.quantity, file=self.path.name)

    def piece(self, offset: int, count: int) -> bytearray:
        """So many bytes from ``offset`` on; raises :class:`Unreadable`."""
        found = bytearray(count)
        room = memoryview(found)
        try:
            with self.open() as file:
                file.seek(offset)
                while room.nbytes:
                    got = file.readinto(room)  # type: ignore[attr-defined]  # of a file without a buffer
                    if not got:
                        raise self.cut_short(offset + count)
                    room = room[got:]
        except OSError:
            raise self.damaged() from None
        return found


class StoredRows:
    """Samples (``shape``) whose numbers begin at ``offset``."""

    held = 0

    def __init__(self, file: KnownFile, offset: int, shape: tuple[int, ...], dtype: np.dtype[Any]) -> None:
        self.shape, self.dtype = shape, dtype
        self._file, self._offset = file, offset
        self._each = int(np.prod(shape[1:], dtype=object)) * dtype.itemsize
        self.together = rows_together(self._each)
        if offset + shape[0] * self._each > file.state[1]:
            raise file.cut_short(offset + shape[0] * self._each)

    def read(self, first: int, last: int) -> NDArray[Any]:
        data = self._file.piece(self._offset + first * self._each, (last - first) * self._each)
        return np.frombuffer(data, self.dtype).reshape(last - first, *self.shape[1:])


class PackedRows:
    """The same of a packed file, read through once to know where each block begins.

    ``offset`` is where what is packed begins, ``skipped`` how many unpacked bytes come before the numbers.
    ``checksum`` is the CRC of all that is unpacked, where the format tells it elsewhere; it is compared, as gzip's own
    is, where these samples are all that the file holds.
    """

    def __init__(
        self, file: KnownFile, offset: int, skipped: int, shape: tuple[int, ...], dtype: np.dtype[Any],
        window: int = GZIP_WINDOW, checksum: int | None = None, is_all: bool = True,
    ) -> None:  # fmt: skip
        self.shape, self.dtype = shape, dtype
        self._file = file
        self._each = int(np.prod(shape[1:], dtype=object)) * dtype.itemsize
        whole = shape[0] * self._each
        self.together = packed_together(self._each, shape[0])
        self._places: list[tuple[int, Any]] = []
        self._window = window
        if skipped + whole > file.state[1] * _files.DENSEST:
            raise file.cut_short(whole)
        found = self._look_through(offset, skipped, whole, is_all)
        if checksum is not None and is_all and found != checksum:
            raise file.damaged()

    def _look_through(self, offset: int, skipped: int, whole: int, is_all: bool) -> int:
        """The CRC of what there is."""
        with self._file.open() as opened:
            unpacking = _Unpacking(opened, offset, zlib.decompressobj(self._window), self._window)
            found = zlib.crc32(self._taken(unpacking, skipped, whole))
            for first in range(0, self.shape[0], self.together):
                loading.tell(first / self.shape[0])
                self._places.append(unpacking.place())
                count = min(self.together, self.shape[0] - first) * self._each
                found = zlib.crc32(self._taken(unpacking, count, whole), found)
            if is_all:
                try:
                    unpacking.some(1)  # zlib compares the checksum of gzip where it comes to the end
                except (OSError, EOFError, zlib.error):
                    raise self._file.damaged() from None
        return found

    @property
    def held(self) -> int:
        return PLACE * len(self._places)

    def read(self, first: int, last: int) -> NDArray[Any]:
        block, count = first // self.together, (last - first) * self._each
        offset, state = self._places[block]
        with self._file.open() as opened:
            unpacking = _Unpacking(opened, offset, state.copy(), self._window)
            self._taken(unpacking, (first - block * self.together) * self._each, count)
            data = self._taken(unpacking, count, count)
        return np.frombuffer(data, self.dtype).reshape(last - first, *self.shape[1:])

    def _taken(self, unpacking: _Unpacking, count: int, promised: int) -> bytearray:
        try:
            return unpacking.take(count)
        except EOFError:
            raise self._file.cut_short(promised) from None
        except (OSError, zlib.error):
            raise self._file.damaged() from None


def packed_together(each: int, count: int) -> int:
    """Samples of a block of ``count`` packed ones: enough that there are not too many places to begin at."""
    return max(PACKED_BLOCK // max(each, 1), -(-count // MOST_PLACES), 1)


class _Unpacking:
    """Bytes of a packed file in their order, from a place where zlib once stood."""

    def __init__(self, file: IO[bytes], offset: int, state: Any, window: int) -> None:
        self._file, self._state, self._window = file, state, window
        self._read, self._waiting = offset, b""
        file.seek(offset)

    def place(self) -> tuple[int, Any]:
        """The offset in the file and the state of zlib, from which this goes on."""
        return self._read - len(self._waiting), self._state.copy()

    def some(self, count: int) -> bytes:
        """At most so many bytes, b"" at the end; raises ``EOFError`` where the file ends before what is packed does."""
        while True:
            if self._state.eof:
                rest = self._state.unused_data or self._waiting or self._more()
                if self._window != GZIP_WINDOW or not rest.strip(b"\0"):
                    return b""
                self._state, self._waiting = zlib.decompressobj(self._window), rest  # one more member
            given = self._waiting or self._more()
            found: bytes = self._state.decompress(given, count)
            self._waiting = self._state.unconsumed_tail
            if found:
                return found
            if not given and not self._state.eof:
                raise EOFError

    def take(self, count: int) -> bytearray:
        """The next ``count`` bytes; raises ``EOFError``."""
        found = bytearray()
        while len(found) < count:
            piece = self.some(count - len(found))
            if not piece:
                raise EOFError
            found += piece
        return found

    def _more(self) -> bytes:
        data = self._file.read(FEED)
        self._read += len(data)
        return data
