"""Room for a film until it has a file: in memory, then on the disk; where that is full its end in memory again."""

from __future__ import annotations

from io import SEEK_CUR, SEEK_END, SEEK_SET, BytesIO, RawIOBase
from tempfile import TemporaryFile
from typing import IO, Any

IN_MEMORY = 64 << 20  # bytes of a film for which no disk is needed until it has ended


class FilmRoom(RawIOBase):
    """A file that takes all that is written into it.

    ``full`` is why the disk takes no more, None while it does. Who writes then should come to an end: the last part of
    an MP4, without which none of it is seen, is small enough for memory.
    """

    def __init__(self, in_memory: int = IN_MEMORY) -> None:
        super().__init__()
        self.full: OSError | None = None
        self._begin: IO[bytes] = BytesIO()
        self._end: IO[bytes] = BytesIO()
        self._disk: IO[bytes] | None = None
        self._disk_from, self._disk_to = in_memory, in_memory
        self._at = self._size = 0

    def readable(self) -> bool:
        return True

    def writable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = SEEK_SET) -> int:
        self._at = offset + {SEEK_SET: 0, SEEK_CUR: self._at, SEEK_END: self._size}[whence]
        return self._at

    def write(self, data: Any) -> int:
        rest = memoryview(data).cast("B")
        while rest:
            taken = self._put(rest)
            rest = rest[taken:]
            self._at += taken
            self._size = max(self._size, self._at)
        return int(memoryview(data).nbytes)

    def _put(self, data: memoryview) -> int:
        """Put bytes to where the next ones belong; returns how many went there."""
        if self._at < self._disk_from:
            return _into(self._begin, self._at, data[: self._disk_from - self._at])
        if self.full is None or self._at < self._disk_to:
            try:
                written = self._on_disk(data if self.full is None else data[: self._disk_to - self._at])
            except OSError as error:
                self.full = self.full or error
            else:
                return written
        return _into(self._end, self._at - self._disk_to, data)

    def _on_disk(self, data: memoryview) -> int:
        if self._disk is None:
            self._disk = TemporaryFile(buffering=0)  # noqa: SIM115  # closed with this
        written = _into(self._disk, self._at - self._disk_from, data)
        self._disk_to = max(self._disk_to, self._at + written)
        return written

    def readinto(self, buffer: Any) -> int:
        room = memoryview(buffer).cast("B")
        count = min(len(room), max(self._size - self._at, 0))
        if self._at < self._disk_from:
            part, place, count = self._begin, self._at, min(count, self._disk_from - self._at)
        elif self._disk is not None and self._at < self._disk_to:
            part, place, count = self._disk, self._at - self._disk_from, min(count, self._disk_to - self._at)
        else:
            part, place = self._end, self._at - self._disk_to
        part.seek(place)
        found = part.read(count)
        room[: len(found)] = found
        self._at += len(found)
        return len(found)

    def close(self) -> None:
        if self._disk is not None:
            self._disk.close()
        super().close()


def _into(part: IO[bytes], place: int, data: memoryview) -> int:
    part.seek(place)
    return part.write(data)
