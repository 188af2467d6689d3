"""NumPy's own archive: one array per name, and the network's description as text in ``about``."""

from __future__ import annotations

from pathlib import Path

from engine.exporting.tensors import Array, NamedArrays
from engine.files import npz


class Npz(NamedArrays):
    """Arrays that ``numpy.load`` opens without pickle."""

    name = "npz"
    rank = 1
    title = "NumPy"
    suffix = ".npz"
    meaning = "double precision, for Python"

    @classmethod
    def packed(cls, arrays: dict[str, Array], about: str) -> bytes:
        return npz.packed(arrays, about)

    @classmethod
    def unpacked(cls, path: Path) -> dict[str, Array]:
        return npz.contents(path)[0]
