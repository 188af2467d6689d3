"""NIR files that a test has written itself: HDF5 that is sound, for which no other process need be started."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

from engine.importing import ImportProblem, nir_inspection


def look(path: Path) -> None:
    """Look at a file as the other process would, and say of it what that says."""
    try:
        nir_inspection.inspect(path)
    except nir_inspection.Suspicious as problem:
        raise ImportProblem(str(problem), file=path.name) from problem
    except OSError as error:
        raise ImportProblem(nir_inspection.NOT_HDF5, file=path.name) from error


@contextmanager
def looked_at_here() -> Iterator[None]:
    """Look at files in this process from here on."""
    with patch("engine.importing.formats.nir._try_elsewhere", look):
        yield
