"""Arrays in files of NumPy: one (NPY), or an archive of some by name (NPZ), packed or not."""

from __future__ import annotations

import struct
import warnings
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Any

import numpy as np
from numpy.lib import format as npy

from engine.files.npz import BROKEN, MOST_MEMBERS
from engine.model.data import Unreadable
from engine.problems import Phrase
from engine.samples import file_rows as _file_rows
from engine.samples import files as _files
from engine.samples.array_in_file import ArrayInFile
from engine.samples.blocks import rows_together

LOCAL = struct.Struct("<4s22xHH")  # of a member's own head: its beginning, and how long a name and what is extra are
LOCAL_MAGIC = b"PK\3\4"
IS_LOCKED = 1  # flag of a member behind a password


def single(path: Path, quantity: str) -> Mapping[str, ArrayInFile]:
    """The array of an NPY file, without a name; raises :class:`Unreadable`."""
    other = Unreadable(_files.OTHER_KIND, quantity, file=path.name, kind=Phrase("NumPy array that can be read"))
    known = _file_rows.KnownFile.of(path, quantity)
    try:
        with path.open("rb") as file:
            shape, in_columns, dtype = _head(file)
            offset = file.tell()
    except BROKEN as error:
        raise other from error

    def rows() -> _file_rows.StoredRows:
        return _file_rows.StoredRows(known, offset, shape, dtype)

    return {"": ArrayInFile(shape, dtype, rows, rows_together(_each(shape, dtype)), in_columns=in_columns)}


def archive(path: Path, quantity: str) -> Mapping[str, ArrayInFile]:
    """The arrays of an NPZ file by name, but for what is none; raises :class:`Unreadable`."""
    other = Unreadable(_files.OTHER_KIND, quantity, file=path.name, kind=Phrase("NumPy archive that can be read"))
    known, found = _file_rows.KnownFile.of(path, quantity), {}
    try:
        with zipfile.ZipFile(path) as opened:
            members = opened.infolist()
            if len(members) > MOST_MEMBERS:
                raise other
            for member in members:
                if member.filename.endswith(".npy") and not member.flag_bits & IS_LOCKED:
                    with opened.open(member) as stream:
                        found[member.filename.removesuffix(".npy")] = _member(known, member, stream)
    except BROKEN as error:
        raise error if isinstance(error, Unreadable) else other from error
    return found


def _member(known: _file_rows.KnownFile, member: zipfile.ZipInfo, stream: IO[bytes]) -> ArrayInFile:
    shape, in_columns, dtype = _head(stream)
    skipped, each, count = stream.tell(), _each(shape, dtype), shape[0] if shape else 1
    promised = skipped + each * count
    if promised > member.file_size and not dtype.hasobject:
        raise known.cut_short(promised)
    is_packed = member.compress_type == zipfile.ZIP_DEFLATED
    together = _file_rows.packed_together(each, count) if is_packed else rows_together(each)

    def rows() -> _file_rows.StoredRows | _file_rows.PackedRows:
        offset = _offset(known, member)
        if not is_packed:
            return _file_rows.StoredRows(known, offset + skipped, shape, dtype)
        window, is_all = _file_rows.RAW_WINDOW, promised == member.file_size
        return _file_rows.PackedRows(known, offset, skipped, shape, dtype, window, member.CRC, is_all)

    packing = "" if is_packed or member.compress_type == zipfile.ZIP_STORED else f"ZIP {member.compress_type}"
    held = _file_rows.PLACE * -(-count // together) if is_packed else 0
    return ArrayInFile(shape, dtype, rows, together, held, in_columns, packing)


def _offset(known: _file_rows.KnownFile, member: zipfile.ZipInfo) -> int:
    """The place in the archive where the content of a member begins."""
    magic, name, extra = LOCAL.unpack(known.piece(member.header_offset, LOCAL.size))
    if magic != LOCAL_MAGIC:
        raise known.damaged()
    return int(member.header_offset + LOCAL.size + name + extra)


def _head(stream: IO[bytes]) -> tuple[tuple[int, ...], bool, np.dtype[Any]]:
    """Shape, whether it lies column by column, and the type of an array; raises what NumPy does."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of headers that Python 2 wrote
        version = npy.read_magic(stream)
        reader = npy.read_array_header_1_0 if version == (1, 0) else npy.read_array_header_2_0
        shape, in_columns, dtype = reader(stream)
    if any(length < 0 for length in shape):
        raise ValueError("a shape below 0")
    return tuple(shape), in_columns and len(shape) > 1, dtype


def _each(shape: tuple[int, ...], dtype: np.dtype[Any]) -> int:
    return int(np.prod(shape[1:], dtype=object)) * dtype.itemsize
