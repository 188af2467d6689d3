"""File → Import: a NIR network as nodes below what is drawn, or weights into it; what came of it is said."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from app.canvas.foreign_files import Taking
from app.commands import intentions
from app.document.described import free_corner
from app.i18n.file_words import NOT_READ
from app.i18n.translation import problem_words, sentence, tr
from app.widgets.file_dialog import ask_for_file
from engine.importing import PICKLED, conversion
from engine.importing.formats import suffixes
from engine.problems import Problem
from engine.scripts.file import SUFFIX

if TYPE_CHECKING:
    from app.window.main_window import MainWindow


def ask(parent: QWidget, folder: str, then: Callable[[Path, str], object]) -> None:
    """``then`` hears of a file, and of the software whose meaning of NIR was chosen with it (empty: find out)."""
    from engine.importing.reading import readings

    read = (*suffixes(), SUFFIX, *PICKLED)  # of pickles it is said how to convert them
    known = " ".join(f"*{suffix}" for suffix in read)
    kinds = {tr("Networks and weights") + f" ({known})": ""}
    for name, reading in readings().items():
        kinds[tr("NIR as {software} means it", software=reading.title) + " (*.nir)"] = name

    def take(path: Path, kind: str) -> None:
        then(path, kinds.get(kind, ""))

    ask_for_file(parent, tr("Import a network or weights"), folder, ";;".join(kinds), take, brief=True)


def import_file(window: MainWindow, path: Path, meaning: str = "") -> None:
    """Take the file in, and say what came of it."""

    def taken(count: int) -> None:
        if intentions.is_network(path):
            window.canvas.fit()
            window.notice.say(tr("{file} is drawn as {count} nodes.", file=path.name, count=count))
        else:
            window.notice.say(tr("{count} arrays of {file} are in the network.", count=count, file=path.name))

    def doubted(problem: Problem) -> None:
        window.notice.say(f"{window.notice.words} {problem_words(problem)}", "warning")

    def refused(problem: Problem) -> None:
        if path.suffix.lower() in PICKLED and problem.code == NOT_READ:
            lines = conversion(path)
            window.notice.say(
                sentence(problem), "error", tr("Copy"), lambda: QGuiApplication.clipboard().setText(lines)
            )
        else:
            window.notice.say(problem_words(problem), "error")

    window.notice.say(tr("Reading {file}…", file=path.name))
    window.canvas.foreign.take(
        Taking(path, free_corner(window.editor.document), taken, refused, meaning, doubted=doubted)
    )
