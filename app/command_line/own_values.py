"""Samples and values that a command has in the place of those of the drawing: ``--samples``, ``--set``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from app.command_line.arguments import Refusal
from app.commands.editor import Editor
from app.commands.setting import set_model, set_value, take_series
from app.document.document import Document
from app.document.elements import Node, NodeKind
from app.document.meaning.value_addresses import UnknownAddress, address_of
from app.document.vocabulary import model_of
from app.experiments.factors import parse_value
from app.i18n.file_words import not_read_words
from app.i18n.translation import tr
from app.widgets.quantities import NotAQuantity
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


def assign(document: Document, given: Sequence[str]) -> dict[str, float | str]:
    """Set the values that were ``given`` as ADDRESS=VALUE, and return them by their addresses; raises Refusal."""
    editor, values = Editor(), dict[str, float | str]()
    editor.load(document)
    for one in given:
        written, equals, value = one.partition("=")
        if not equals:
            form = "Excitatory.tau_m=12"
            raise Refusal(tr("“{written}” sets no value; write it as in {form}.", written=one, form=form))
        try:
            address = address_of(document, written)
            values[written.strip()] = parse_value(address.settable, value.strip())
        except (UnknownAddress, NotAQuantity) as problem:
            raise Refusal(f"{one}: {problem}") from problem
        set_value(editor, address, values[written.strip()])
    return values
