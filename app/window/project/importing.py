"""File → Import: a NIR network as nodes below what is drawn, or weights into it; what came of it is said."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from app.canvas.overlays.foreign_files import Taking
from app.canvas.view import CanvasView
from app.commands import intentions
from app.document.making.described import corner_below
from app.i18n.file_words import NOT_READ
from app.i18n.translation import problem_words, sentence, tr
from app.widgets.file_dialog import ask_for_file
from app.window.frame.notice import Notice
from engine.importing import PICKLED, conversion
from engine.importing.formats import suffixes
from engine.problems import Problem
from engine.scripts.file import SUFFIX


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


def import_file(canvas: CanvasView, notice: Notice, path: Path, meaning: str = "") -> None:
    """Take the file in, and say what came of it."""

    def taken(count: int) -> None:
        if intentions.is_network(path):
            canvas.fit()
            notice.say(tr("{file} is drawn as {count} {count:node|nodes}.", file=path.name, count=count))
        else:
            notice.say(
                tr("{count} {count:array|arrays} of {file} {count:is|are} in the network.", count=count, file=path.name)
            )

    def doubted(problem: Problem) -> None:
        notice.say(f"{notice.words} {problem_words(problem)}", "warning")

    def refused(problem: Problem) -> None:
        if path.suffix.lower() in PICKLED and problem.code == NOT_READ:
            lines = conversion(path)
            notice.say(sentence(problem), "error", tr("Copy"), lambda: QGuiApplication.clipboard().setText(lines))
        else:
            notice.say(problem_words(problem), "error")

    notice.say(tr("Reading {file}…", file=path.name))
    canvas.foreign.take(Taking(path, corner_below(canvas.editor.document), taken, refused, meaning, doubted=doubted))
