"""Samples of a person's own files in the place of what a drawing's dataset holds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from app.command_line.arguments import Refusal
from app.commands.editor import Editor
from app.commands.setting import set_model, take_series
from app.document.document import Document
from app.document.elements import Node, NodeKind
from app.document.vocabulary import model_of
from app.i18n.file_words import not_read_words
from engine.files.problem import ImportProblem
from engine.files.series import Read
from engine.model.division import CHOOSES, TESTS, TRAINS
from engine.model.quantities import SeriesTable
from engine.model.registry.discovery import find
from engine.problems import NetworkError, Problem, declare
from engine.samples.own_files import read_answered, read_parts

TABLE = "datasets/own_samples"
NO_DATASET = declare("no dataset", "There is no dataset in the place of which samples could be shown.", "Draw one.")
SEVERAL = declare(
    "several datasets", "There are {count} datasets, and samples can be put in the place of one.", "Draw one alone."
)


def put_samples(document: Document, training: Path, validation: Path | None = None, test: Path | None = None) -> None:
    """Put the samples of these files into the one dataset of a drawing, each as the part that it is.

    A file alone is divided as its columns say. Raises NetworkError, and Refusal of a file.
    """
    node, key = _place(document)
    files = {TRAINS: training, CHOOSES: validation, TESTS: test}
    with _refused():
        values = read_parts(find(key), {part: path for part, path in files.items() if path is not None})
    _put(document, node, key, values)


def put_answered(document: Document, path: Path, classes: Sequence[str]) -> None:
    """Put the samples of a file there to be answered by what knows these ``classes``; raises the same."""
    node, key = _place(document)
    with _refused():
        values = read_answered(find(key), path, classes)
    _put(document, node, key, values)


@contextmanager
def _refused() -> Iterator[None]:
    """Refuse what a file holds in the words of the window."""
    try:
        yield
    except ImportProblem as problem:
        raise Refusal(not_read_words(problem)) from problem


def _place(document: Document) -> tuple[Node, str]:
    """The one dataset, and the key of the source of tables that it becomes."""
    nodes = [node for node in document.nodes.values() if node.kind == NodeKind.DATASET]
    if len(nodes) != 1:
        raise NetworkError([Problem("", SEVERAL, {"count": len(nodes)}) if nodes else Problem("", NO_DATASET)])
    (node,) = nodes
    drawn = model_of(node.model)
    holds = drawn is not None and any(isinstance(series, SeriesTable) for series in drawn.series().values())
    return node, node.model if holds else TABLE


def _put(document: Document, node: Node, key: str, values: Read) -> None:
    editor = Editor()
    editor.load(document)
    set_model(editor, (node.id,), key)
    take_series(editor, node.id, values, find(key).series().keys())
