"""File → Import: a NIR network as nodes below what is drawn, or weights into it; what came of it is said."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog, QWidget

from app.commands import intentions
from app.commands.importing import is_network
from app.document.document import Document, Point
from app.translation import sentence, tr

if TYPE_CHECKING:
    from app.window.main_window import MainWindow

BELOW = 240.0  # between the lowest node and an imported network


def ask(parent: QWidget, folder: str) -> tuple[Path, str] | None:
    """A file, and the software whose meaning of NIR was chosen with it (empty: find out); None when cancelled."""
    from engine.importing import PICKLED, suffixes
    from engine.importing.reading import readings

    known = " ".join(f"*{suffix}" for suffix in (*suffixes(), *PICKLED))  # of pickles it is said how to convert them
    kinds = {tr("Networks and weights") + f" ({known})": ""}
    for name, reading in readings().items():
        kinds[tr("NIR as {software} means it", software=reading.title) + " (*.nir)"] = name
    path, kind = QFileDialog.getOpenFileName(parent, tr("Import a network or weights"), folder, ";;".join(kinds))
    return (Path(path), kinds.get(kind, "")) if path else None


def import_file(window: MainWindow, path: Path, meaning: str = "") -> None:
    """Take the file in and say what came of it."""
    editor = window.editor
    try:
        if is_network(path):
            ids = intentions.import_network(editor, path, free_place(editor.document), meaning)
            window.canvas.fit()
            words = tr("{file} is drawn as {count} nodes.", file=path.name, count=len(ids))
        else:
            count = intentions.import_weights(editor, path)
            words = tr("{count} arrays of {file} are in the network.", count=count, file=path.name)
    except intentions.Refused as refused:
        window.notice.say(sentence(refused.problem), "error")
        return
    window.notice.say(words)


def free_place(document: Document) -> Point:
    """The corner of an imported network: below all that is drawn."""
    places = [node.position for node in document.nodes.values()]
    if not places:
        return 0.0, 0.0
    return min(x for x, _ in places), max(y for _, y in places) + BELOW
