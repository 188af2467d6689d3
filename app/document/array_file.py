"""Arrays as ``.npy`` bytes: little-endian float64 or int64 in C order, nothing else, and never an object."""

from __future__ import annotations

import io
import math

import numpy as np

from app.document.document import Array

LARGEST_HEADER = 10_000  # bytes; NumPy's own limit against text that takes long to parse
MOST_AXES = 4
TYPES = ("<f8", "<i8")


class ArrayProblem(ValueError):
    """Raised for bytes that are no such array."""


def array_bytes(array: Array) -> bytes:
    """The array as a ``.npy`` file."""
    target = io.BytesIO()
    np.lib.format.write_array(target, array, version=(1, 0), allow_pickle=False)
    return target.getvalue()


def array_from(data: bytes) -> Array:
    """The array of a ``.npy`` file; refuses whatever claims more than it holds, and what is not finite."""
    source = io.BytesIO(data)
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
    body = data[source.tell() :]
    if math.prod(shape) * dtype.itemsize != len(body):
        raise ArrayProblem("size and content differ")
    array = np.frombuffer(body, dtype).reshape(shape)
    if not np.isfinite(array).all():
        raise ArrayProblem("not finite")
    return array
