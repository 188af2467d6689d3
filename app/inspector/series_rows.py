"""Rows for series: a list of numbers that a person types, such as spike times."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

import numpy as np

from app.commands import intentions
from app.commands.editor import Editor
from app.document import vocabulary
from app.document.document import ArrayRef, Node, Value
from app.inspector.form import AFTER_RESET, Entry, TextEntry
from app.translation import tr
from app.widgets import quantities
from app.widgets.text import capital
from engine.importing.series_file import read
from engine.model.declaration import Series
from engine.network.values import Floats

SHOWN = 200  # numbers written out; a longer list is named by its length only


def read_series(text: str, unit: str) -> Floats:
    """The numbers of a text, separated by commas, semicolons or spaces; raises NotAQuantity."""
    words = text.replace(";", " ").replace(",", " ").split()
    return np.array([quantities.read(word, unit) for word in words], dtype=np.float64)


def entries(editor: Editor, node: Node) -> tuple[Entry, ...]:
    """One text row per declared series."""
    return tuple(_entry(editor, node, name, series) for name, series in vocabulary.declared_series(node).items())


def _listed(numbers: Iterable[float]) -> str:
    return ", ".join(quantities.number(float(x)).removesuffix(".0") for x in numbers)


def _read_file(editor: Editor, node: Node, path: Path) -> None:
    """Take the node's series from a file; the numbers become part of the project. Raises ImportProblem."""
    model = vocabulary.model_of(node.model)
    if model is not None:
        intentions.take_series(editor, node.id, read(path, model))


def _entry(editor: Editor, node: Node, name: str, series: Series) -> Entry:
    def write(values: Floats | None) -> None:
        if values is None:
            intentions.set_parameter(editor, [node.id], name, None)
        else:
            intentions.set_series(editor, [node.id], name, values)

    reference = node.parameters.get(name)
    numbers = editor.document.array(reference) if isinstance(reference, ArrayRef) else np.zeros(0)
    return replace(
        series_entry(f"series:{name}", series, numbers, write), read_file=lambda path: _read_file(editor, node, path)
    )


def series_entry(key: str, series: Series, numbers: Floats, write: Callable[[Floats | None], None]) -> TextEntry:
    """A text row for some numbers; ``write`` takes new ones, None for none."""

    def written(value: Value | None, _gesture: str | None) -> None:
        write(None if value is None else read_series(str(value), series.unit))

    shown = _listed(numbers.ravel()[:SHOWN])
    if numbers.ndim > 1:
        shown = tr("{count} values for each of {trains}", count=f"{len(numbers):,}", trains=f"{numbers.shape[1]:,}")
    elif len(numbers) > SHOWN:
        shown = tr("{count} numbers", count=f"{len(numbers):,}")
    unit = quantities.unit_text(series.unit)
    name_words = capital(tr(series.meaning))
    return TextEntry(
        key,
        series.symbol,
        f"{name_words} ({unit})" if unit else name_words,
        AFTER_RESET,
        written,
        changed=bool(len(numbers)),
        value=shown,
        hint=_listed(series.default) or tr("10, 25, 40"),
        tall=True,
    )
