"""The content of a project file, read and checked beside the window."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple, TypeAlias

from app.document.document import Document
from app.document.elements import ArrayRef
from app.document.file.file_format import open_document
from app.document.meaning.interpretation import problems
from engine.problems import Problem
from engine.progress import Work

Stamp: TypeAlias = tuple[int, int]
"""What tells whether a file has been written since."""


class Opened(NamedTuple):
    """A document, what was found wrong with its network, and when its file, if it has one, was written."""

    document: Document
    problems: tuple[Problem, ...]
    stamp: Stamp | None = None


def opened(path: Path, work: Work) -> Opened:
    """Read the file; ``work`` is asked whether to go on. Raises FileProblem, and Cancelled."""
    stamp = stamp_of(path)
    document = open_document(path, work)
    _look_at_weights(document)
    return Opened(document, tuple(problems(document)) if document.nodes else (), stamp)


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
            document.moments(link.synapses.weight)
