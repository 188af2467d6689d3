"""A view's data as text, as a table and as arrays."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication

from app.i18n.file_words import not_written
from app.i18n.translation import tr
from app.platform import put_in_place
from app.plots.exports.exportable import Exportable
from app.plots.exports.spans import Interval
from app.plots.exports.table import Table
from app.running.background import Background
from app.running.failures import failure_words
from app.widgets.above import open_above
from app.widgets.file_dialog import ask_where_to


class Say(Protocol):
    """Tells what became of data, and whether they are not there."""

    def __call__(self, words: str, is_refusal: bool = False) -> None: ...


def copy_table(owner: QObject, say: Say, table: Table) -> None:
    """To the clipboard, as a spreadsheet takes it; a million rows take a second, in the background."""

    def put(text: object) -> None:
        QGuiApplication.clipboard().setText(str(text))
        say(tr("Copied."))

    def refuse(error: Exception) -> None:
        say(failure_words(error), is_refusal=True)

    in_background(owner, lambda: table.text("\t"), put, refuse)


def in_background(
    owner: QObject, work: Callable[[], object], then: Callable[[Any], None], failed: Callable[[Exception], None]
) -> None:
    """Do ``work``, which knows nothing of Qt, and hand its result to the window's thread while ``owner`` lives."""
    background = Background("export", owner)
    for signal, act in ((background.ended, then), (background.failed, failed)):
        signal.connect(act)
        signal.connect(background.deleteLater)
    background.start(lambda _tell: work())


def write_csv(table: Table, path: Path) -> None:
    """Names and rows, separated by commas."""
    path.write_text(table.text(","), encoding="utf-8")


def write_npz(table: Table, path: Path) -> None:
    """One array a column, under its name."""
    columns = zip(*table.rows, strict=True)
    arrays = {name: np.array(column) for name, column in zip(table.columns, columns, strict=False)}
    with path.open("wb") as stream:
        np.savez_compressed(stream, allow_pickle=False, **(arrays or dict.fromkeys(table.columns, np.zeros(0))))


WRITERS: Mapping[str, Callable[[Table, Path], None]] = {".csv": write_csv, ".npz": write_npz}
"""Who writes which kind of data."""


def export_data(panel: Exportable) -> None:
    """Ask of which time where there are several, then where to, and write the data in the background."""
    from app.plots.exports.data_dialog import DataDialog, span_words

    if not panel.spans():
        _ask_where_to(panel, panel.table)
        return

    def take(span: Interval) -> None:
        _ask_where_to(panel, lambda: panel.table(span), span_words(span))

    open_above(DataDialog(panel, take))


def _ask_where_to(panel: Exportable, table: Callable[[], Table], when: str = "") -> None:
    def take(chosen: Path, kind: str) -> None:
        write_table(panel, panel.say, table(), ending_as(chosen, kind, tuple(WRITERS)), when)

    kinds = tr("Table (*.csv);;NumPy arrays (*.npz)")
    ask_where_to(panel, tr("Export the data of this view"), panel.title, kinds, take)


def write_table(owner: QObject, say: Say, table: Table, path: Path, when: str = "") -> None:
    """Write it in the background as its ending says, and say what became of it, and of which time it is."""

    def tell(error: Exception | None) -> None:
        words = say_outcome(error, path)
        say(f"{words}, {when}" if when and error is None else words, is_refusal=error is not None)

    def write() -> None:
        with put_in_place(path) as temporary:
            WRITERS[path.suffix.lower()](table, temporary)

    in_background(owner, write, tell, tell)


def ending_as(path: Path, kind: str, known: Sequence[str]) -> Path:
    """With the ending of the chosen kind, where it has none of those that are ``known``."""
    own = kind.rpartition("*.")[2].rstrip(")")
    return path if path.suffix.lower() in known else path.with_name(f"{path.name}.{own}")


def say_outcome(error: Exception | None, path: Path) -> str:
    """Say what became of a file."""
    if error is None:
        return tr("Written: {name}", name=path.name)
    return not_written(path, error) if isinstance(error, OSError) else failure_words(error)
