"""Arrays in HDF5 files: the library says where the pieces lie, in a process of its own; they are read here.

Source: The HDF Group, *HDF5 File Format Specification*: pieces (chunks) and the filters that pack them.
"""

from __future__ import annotations

import json
import math
import subprocess
import zlib
from collections.abc import Mapping
from functools import lru_cache, partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine import child_process
from engine.model.data import Unreadable
from engine.problems import Phrase
from engine.samples import blocks as _blocks
from engine.samples import file_rows as _file_rows
from engine.samples import files as _files
from engine.samples.array_in_file import ArrayInFile

KIND = Phrase("HDF5 file that can be read")
QUIET = 15.0  # s that looking into a file may take
DEFLATE, SHUFFLE, CHECKSUM = 1, 2, 3  # filters, by the numbers that the format gives them
CHECKSUM_BYTES = 4
NAMES = {4: "SZIP", 5: "N-bit", 6: "scale-offset", 32000: "LZF", 32001: "Blosc", 32004: "LZ4", 32015: "Zstandard"}
PIECE = 64  # bytes that are kept of the place of a chunk


def arrays(path: Path, quantity: str) -> Mapping[str, ArrayInFile]:
    """The arrays by name, also of other things than numbers; raises :class:`Unreadable`."""
    known = _file_rows.KnownFile.of(path, quantity)
    found = {}
    looked = _looked_into(known, None)
    for place, each in enumerate(json.loads(str(looked["listed"]))):
        shape, dtype = tuple(each["shape"]), np.dtype(each["dtype"])
        dtype = np.dtype("u1") if dtype.kind == "b" else dtype
        size = int(np.prod(shape[1:], dtype=object)) * dtype.itemsize
        together = _blocks.rows_together(size)
        chunk = each["rows"]
        together = chunk * max(together // chunk, 1) if chunk else together
        chunks = -(-math.prod(shape) * dtype.itemsize // max(each["bytes"], 1)) if chunk else 0
        own = {key.removeprefix(f"{place}/"): value for key, value in looked.items() if key.startswith(f"{place}/")}
        rows = partial(_rows, known, each["name"], shape, dtype, together, own)
        found[each["name"]] = ArrayInFile(shape, dtype, rows, max(together, 1), PIECE * chunks)
    return found


def _rows(
    known: _file_rows.KnownFile, name: str, shape: tuple[int, ...], dtype: np.dtype[Any], together: int,
    places: Mapping[str, NDArray[Any]],
) -> ChunkedRows:  # fmt: skip
    return ChunkedRows(known, shape, dtype, together, places or _looked_into(known, name))


class ChunkedRows:
    """Samples in pieces of any shape, each packed by itself; those that were never written have one value."""

    def __init__(
        self, file: _file_rows.KnownFile, shape: tuple[int, ...], dtype: np.dtype[Any], together: int,
        places: Mapping[str, NDArray[Any]],
    ) -> None:  # fmt: skip
        self.shape, self.dtype, self.together = shape, dtype, max(together, 1)
        self._file, self._chunk = file, tuple(int(n) for n in places["chunk"])
        self._at, self._offset, self._size = places["at"], places["offset"], places["size"]
        self._skips, self._filters = places["skips"], [int(number) for number in places["filters"]]
        self._fill = places["fill"].astype(dtype)
        self.held = PIECE * len(self._at)
        unknown = next((number for number in self._filters if number not in (DEFLATE, SHUFFLE, CHECKSUM)), None)
        if unknown is not None:
            words = {"file": file.path.name, "packing": NAMES.get(unknown, str(unknown))}
            raise Unreadable(_file_rows.OTHER_PACKING, file.quantity, **words)
        beyond = len(self._chunk) != len(shape) or bool((self._at >= np.array(shape)).any() or (self._at < 0).any())
        if beyond or (self._offset < 0).any() or (self._size < 0).any():
            raise file.damaged()
        self._is_whole = self._chunk == shape and not self._filters
        ends = self._offset + self._size
        if len(ends) and int(ends.max()) > file.state[1]:
            raise file.cut_short(int(ends.max()))

    def read(self, first: int, last: int) -> NDArray[Any]:
        found = np.full((last - first, *self.shape[1:]), self._fill, self.dtype)
        if self._is_whole and len(self._at):
            each = found[:1].nbytes
            data = self._file.piece(int(self._offset[0]) + first * each, (last - first) * each)
            return np.frombuffer(data, self.dtype).reshape(found.shape)
        low = np.searchsorted(self._at[:, 0], first - self._chunk[0] + 1)
        high = np.searchsorted(self._at[:, 0], last)
        for piece in range(int(low), int(high)):
            row, *others = (int(place) for place in self._at[piece])
            room = found[(slice(max(row - first, 0), None), *(slice(place, None) for place in others))]
            own = self._unpacked(piece)[max(first - row, 0) :]
            common = tuple(slice(0, min(a, b)) for a, b in zip(own.shape, room.shape, strict=True))
            room[common] = own[common]
        return found

    def _unpacked(self, piece: int) -> NDArray[Any]:
        """One chunk; raises :class:`Unreadable`."""
        data: Any = self._file.piece(int(self._offset[piece]), int(self._size[piece]))
        whole = int(np.prod(self._chunk, dtype=object)) * self.dtype.itemsize
        for number in reversed(range(len(self._filters))):
            if int(self._skips[piece]) >> number & 1:
                continue
            if self._filters[number] == DEFLATE:
                data = self._inflated(data, whole + CHECKSUM_BYTES)
            elif self._filters[number] == SHUFFLE:
                data = self._in_order(data)
            else:
                data = data[:-CHECKSUM_BYTES]
        if len(data) != whole:
            raise self._file.damaged()
        return np.frombuffer(data, self.dtype).reshape(self._chunk)

    def _in_order(self, data: Any) -> bytes:
        """The bytes of numbers of which all first bytes came first, then all second ones, and so on."""
        count = len(data) // self.dtype.itemsize
        planes = np.frombuffer(data, np.uint8, count * self.dtype.itemsize).reshape(self.dtype.itemsize, count)
        return planes.T.tobytes()

    def _inflated(self, data: Any, most: int) -> bytes:
        try:
            return zlib.decompressobj().decompress(data, most + 1)
        except zlib.error:
            raise self._file.damaged() from None


def _looked_into(known: _file_rows.KnownFile, name: str | None) -> Mapping[str, NDArray[Any]]:
    found = _once(known, name)
    if isinstance(found, Unreadable):
        raise found
    return found


@lru_cache(16)  # a process for each look would be started at every check of a drawing (decision 0220)
def _once(known: _file_rows.KnownFile, name: str | None) -> Mapping[str, NDArray[Any]] | Unreadable:
    """Arrays about the file that a process of its own finds, or the reason why there are none."""
    with TemporaryDirectory() as folder:
        out = Path(folder) / "found.npz"
        command = ["-m", "engine.samples.hdf5_reading", str(known.path.resolve()), str(out), str(QUIET)]
        quiet = subprocess.DEVNULL
        ended = child_process.finished(command + ([] if name is None else [name]), stdout=quiet, stderr=quiet)
        if ended.returncode != 0:
            return Unreadable(_files.OTHER_KIND, known.quantity, file=known.path.name, kind=KIND)
        with np.load(out, allow_pickle=False) as found:
            return dict(found)
