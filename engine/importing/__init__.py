"""Files of weights made by this program or by others; one file = one format."""

from __future__ import annotations

import importlib
from pathlib import Path

from engine.exporting import formats
from engine.importing.imported import Imported, ImportProblem, arrays_for

__all__ = ["ImportProblem", "Imported", "arrays_for", "read"]


def read(path: Path) -> Imported:
    """The network in a file, by its suffix; raises :class:`ImportProblem` with one sentence."""
    for name, format_class in formats().items():
        if path.suffix.lower() == format_class.suffix:
            imported: Imported = importlib.import_module(f"{__name__}.{name}").read(path)
            return imported
    known = ", ".join(f.suffix for f in formats().values())
    raise ImportProblem("{file} ends in none of {known}.", file=path.name, known=known)
