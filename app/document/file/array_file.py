"""Arrays as ``.npy`` bytes: little-endian float64 or int64 in C order, nothing else, and never an object."""

from __future__ import annotations

import io
import math
from typing import IO

import numpy as np

from app.document.elements import Array

LARGEST_HEADER = 10_000  # bytes; NumPy's own limit against text that takes long to parse
LONGEST_BEGINNING = LARGEST_HEADER + 64  # bytes, with what is before the header
MOST_AXES = 5
TYPES = ("<f8", "<i8")


class ArrayProblem(ValueError):
    """Raised for bytes that are no such array."""


def write_array(array: Array, target: IO[bytes]) -> None:
    """Write the array as a ``.npy`` file, some of it at a time."""
    np.lib.format.write_array(target, array, version=(1, 0), allow_pickle=False)


def array_bytes(array: Array) -> bytes:
    """The array as a whole file."""
    target = io.BytesIO()
    write_array(array, target)
    return target.getvalue()


def array_from(data: bytes | bytearray) -> Array:
    """The array of a ``.npy`` file, in the memory of ``data``, which nobody may change any more.

    Refuses whatever claims more than it holds, and what is not finite.
    """
    source = io.BytesIO(data[:LONGEST_BEGINNING])
    try:
        if np.lib.format.read_magic(source) != (1, 0):
            raise ArrayProblem("unknown version")
        shape, fortran_order, dtype = np.lib.format.read_array_header_1_0(source, LARGEST_HEADER)
    except ArrayProblem:
        raise
    except Exception as error:  # the header is text that NumPy parses; what that raises is not documented
        raise ArrayProblem("unreadable header") from error
    if fortran_order or dtype.str not in TYPES or len(shape) > MOST_AXES or min(shape, default=0) < 0:
        raise ArrayProblem("unexpected type or shape")
    begins = source.tell()
    if math.prod(shape) * dtype.itemsize != len(data) - begins:
        raise ArrayProblem("size and content differ")
    array = np.frombuffer(memoryview(data).toreadonly(), dtype, offset=begins).reshape(shape)
    if not np.isfinite(array).all():
        raise ArrayProblem("not finite")
    return array
