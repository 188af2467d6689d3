"""Networks and weights in archives of NumPy."""

from __future__ import annotations

import zipfile
from pathlib import Path

from engine.files.npz import BROKEN, contents
from engine.importing import tensors
from engine.importing.imported import Imported

__all__ = ["NETWORK_SUFFIXES", "contents", "read", "recognises"]

NETWORK_SUFFIXES = (".npz",)


def read(path: Path) -> Imported:
    """The network in the file; raises :class:`ImportProblem`."""
    return tensors.imported(*contents(path), path.name)


def recognises(path: Path) -> bool:
    """Tell whether an archive holds named weights, or this program's description of a network."""
    try:
        with zipfile.ZipFile(path) as archive:
            return any(name.endswith(("about.npy", ".weight.npy")) for name in archive.namelist())
    except BROKEN:
        return False
