"""Rows for series: a list of numbers that a person types, such as spike times."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np

from app.commands import intentions
from app.commands.editor import Editor
from app.document import vocabulary
from app.document.elements import ArrayRef, Node, Value
from app.i18n.translation import tr
from app.inspector.forms.form import FormEntry, TextEntry
from app.widgets import quantities
from app.widgets.text import capital
from engine.files.series import read_series
from engine.model.declaration import Series
from engine.model.quantities import SeriesTable
from engine.network.values import Floats

SHOWN = 200  # numbers written out; a longer list is named by its length only


def typed_series(text: str, unit: str) -> Floats:
    """The numbers of a text, separated by commas, semicolons or spaces; raises NotAQuantity."""
    words = text.replace(";", " ").replace(",", " ").split()
    return np.array([quantities.parse_quantity(word, unit) for word in words], dtype=np.float64)


def entries(editor: Editor, node: Node) -> tuple[FormEntry, ...]:
    """One text row for each series of the node's model."""
    model = vocabulary.model_of(node.model)
    own = {} if model is None else model.series()
    return tuple(entry(editor, node, name, own) for name in own)


def _listed(numbers: Iterable[float]) -> str:
    return ", ".join(quantities.number_words(float(x)).removesuffix(".0") for x in numbers)


def entry(editor: Editor, node: Node, name: str, together: Mapping[str, Series]) -> FormEntry:
    """The row of one series; a file may give all that belong ``together``. Its numbers become part of the project."""

    def read_file(path: Path) -> None:
        intentions.take_series(editor, node.id, read_series(path, together), together.keys())

    def write(values: Floats | None) -> None:
        if values is None:
            intentions.set_parameter(editor, [node.id], name, None)
        else:
            intentions.set_series(editor, [node.id], name, values)

    reference = node.parameters.get(name)
    numbers = editor.document.array(reference) if isinstance(reference, ArrayRef) else np.zeros(0)
    return replace(series_entry(f"series:{name}", together[name], numbers, write), read_file=read_file)


def series_entry(key: str, series: Series, numbers: Floats, write: Callable[[Floats | None], None]) -> TextEntry:
    """A text row for some numbers; ``write`` takes new ones, None for none."""

    def written(value: Value | None, _gesture: str | None) -> None:
        write(None if value is None else typed_series(str(value), series.unit))

    shown = _listed(numbers.ravel()[:SHOWN])
    if numbers.ndim > 1 and isinstance(series, SeriesTable):
        shown = tr("{shape} numbers", shape=" × ".join(f"{length:,}" for length in numbers.shape))
    elif numbers.ndim > 1:
        shown = tr(
            "{count} {count:value|values} for each of {trains}",
            count=f"{len(numbers):,}",
            trains=f"{numbers.shape[1]:,}",
        )
    elif len(numbers) > SHOWN:
        shown = tr("{count} {count:number|numbers}", count=f"{len(numbers):,}")
    unit = quantities.unit_text(series.unit)
    name_words = capital(tr(series.meaning))
    return TextEntry(
        key,
        f"{name_words} ({unit})" if unit else name_words,
        written,
        symbol=series.symbol,
        changed=bool(len(numbers)),
        value=shown,
        hint=_listed(series.default) or tr("Numbers, or a file"),
        tall=True,
    )
