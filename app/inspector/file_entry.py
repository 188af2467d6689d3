"""Entries that name a file or a folder: the words of their button, the question for one, and what is dropped."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QWidget

from app.i18n.translation import tr
from app.inspector.forms.form import TextEntry
from app.widgets.file_dialog import Then, ask_for_file, ask_for_folder
from engine.files.series import SUFFIXES


def button_words(entry: TextEntry) -> str:
    """Words on the button that asks for a file or folder."""
    if entry.folder:
        return tr("Choose a folder, or drop one here")
    if entry.endings:
        return tr("Choose a file, or drop one here")
    return tr("Read from a file (CSV, text, NPY or NPZ), or drop one here")


def ask_for_entry(above: QWidget, entry: TextEntry, then: Then) -> None:
    """Ask for the file or folder that stands there, or for one whose numbers shall."""
    if entry.folder:
        ask_for_folder(above, tr("Choose a folder"), entry.value, then)
    elif entry.endings:
        kinds = " ".join(f"*{ending}" for ending in entry.endings)
        offered = ";;".join((tr("Files of this kind ({kinds})", kinds=kinds), tr("All files (*)")))
        ask_for_file(above, tr("Choose a file"), entry.value, offered, then)
    else:
        kinds = " ".join(f"*{suffix}" for suffix in SUFFIXES)
        ask_for_file(above, tr("Read from a file"), "", tr("Tables and arrays ({kinds})", kinds=kinds), then)


def dropped_file(event: QDropEvent) -> Path | None:
    """The one file that is dragged here."""
    paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
    return paths[0] if len(paths) == 1 else None
