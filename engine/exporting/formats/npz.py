"""NumPy's own archive: one array per name, and the network's description as text in ``about``."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np

from engine.exporting.tensors import Array, NamedArrays


class Npz(NamedArrays):
    """Arrays that ``numpy.load`` opens without pickle."""

    name = "npz"
    rank = 1
    title = "NumPy"
    suffix = ".npz"
    meaning = "double precision, for Python"

    @classmethod
    def packed(cls, arrays: dict[str, Array], about: str) -> bytes:
        content = io.BytesIO()
        np.savez(content, allow_pickle=False, about=np.array(about), **arrays)
        return content.getvalue()

    @classmethod
    def unpacked(cls, path: Path) -> dict[str, Array]:
        from engine.importing.formats.npz import contents

        return contents(path)[0]
