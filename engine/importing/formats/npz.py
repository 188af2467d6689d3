"""Networks and weights in archives of NumPy."""

from __future__ import annotations

import zipfile
from pathlib import Path

from engine.files.npz import BROKEN, contents

__all__ = ["NETWORK_SUFFIXES", "contents", "recognises"]

NETWORK_SUFFIXES = (".npz",)


def recognises(path: Path) -> bool:
    """Tell whether an archive holds named weights, or this program's description of a network."""
    try:
        with zipfile.ZipFile(path) as archive:
            return any(name.endswith(("about.npy", ".weight.npy")) for name in archive.namelist())
    except BROKEN:
        return False
