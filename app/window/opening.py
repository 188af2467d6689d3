"""What a project file holds, read and checked beside the window."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from app.document.document import ArrayRef, Document
from app.document.file_format import open_document
from app.document.interpretation import problems
from engine.problems import Problem
from engine.simulation.progress import Work


class Opened(NamedTuple):
    """A document, and what was found wrong with its network."""

    document: Document
    problems: tuple[Problem, ...]


def opened(path: Path, work: Work) -> Opened:
    """Read the file; ``work`` is asked whether to go on. Raises FileProblem, and Cancelled."""
    document = open_document(path, work)
    _look_at_weights(document)
    return Opened(document, tuple(problems(document)) if document.nodes else ())


def _look_at_weights(document: Document) -> None:
    """Find what the drawing tells of large weights."""
    for link in document.links.values():
        if link.synapses is not None and isinstance(link.synapses.weight, ArrayRef):
            document.moments(link.synapses.weight)
