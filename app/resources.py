"""Files that come with the program: icons, themes, examples, lessons and translations."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path


def folder(name: str) -> Path:
    """A folder of ``resources``, which lies beside this package; it may allow no writing.

    It is a folder of the disk: NumPy and Qt cannot be imported out of an archive either.
    """
    return Path(str(files(__package__))).parent / "resources" / name
