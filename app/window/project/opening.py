"""The content of a project file, read and checked beside the window."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple, TypeAlias

from app.document.document import Document
from app.document.elements import ArrayRef
from app.document.file.file_format import open_document
from app.document.meaning.meaning import meaning
from engine.progress import Work

Prepare: TypeAlias = Callable[[Document], object]
Stamp: TypeAlias = tuple[int, int]
"""What tells whether a file has been written since."""


class Opened(NamedTuple):
    """A document whose network has been checked, and when its file, if it has one, was written."""

    document: Document
    stamp: Stamp | None = None


def as_it_is(_document: Document) -> None:
    """Leave what was read as the file has it."""


def opened(path: Path, prepare: Prepare, work: Work) -> Opened:
    """Read the file, ``prepare`` and check its document. ``work`` is asked whether to go on.

    Raises FileProblem, and Cancelled.
    """
    stamp = stamp_of(path)
    document = open_document(path, work)
    prepare(document)
    _look_at_weights(document)
    if document.nodes:
        meaning(document).check()
    return Opened(document, stamp)


def stamp_of(path: Path) -> Stamp | None:
    """That of a file; None where there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size


def _look_at_weights(document: Document) -> None:
    """Find what the drawing tells of large weights."""
    for link in document.links.values():
        if link.synapses is not None and isinstance(link.synapses.weight, ArrayRef):
            document.mean_and_deviation(link.synapses.weight)
