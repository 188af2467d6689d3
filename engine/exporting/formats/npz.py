"""NumPy's own archive: one array per name, and the network's description as text in ``about``."""

from __future__ import annotations

from typing import ClassVar

from engine.exporting.tensors import ArrayCodec, NamedArrays
from engine.files import npz


class Npz(NamedArrays):
    """Arrays that ``numpy.load`` opens without pickle."""

    name = "npz"
    rank = 1
    title = "NumPy"
    suffix = ".npz"
    meaning = "double precision, for Python"
    codec: ClassVar[ArrayCodec] = npz
