"""Mistakes of the program in what Qt calls: each is told once, in words and on the terminal, however often it comes."""

from __future__ import annotations

import sys
import threading
import traceback
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

from app.i18n.translation import tr

Place = tuple[type[BaseException], str, int]
"""What went wrong, and the file and line in which it did."""


def raised_at(error: BaseException) -> Place:
    """Find where an error was raised."""
    frames = traceback.extract_tb(error.__traceback__)
    file, line = (frames[-1].filename, frames[-1].lineno or 0) if frames else ("", 0)
    return type(error), file, line


def fault_words(error: BaseException) -> str:
    """One sentence for a person who did nothing wrong."""
    kind, file, line = raised_at(error)
    return tr(
        "Spikeloom made a mistake here: {error} in {file}, line {line}. The drawing is as it was; save it, "
        "and open it anew if something looks wrong.",
        error=kind.__name__,
        file=Path(file).name,
        line=line,
    )


class Faults:
    """In the place of ``sys.excepthook``: a slot, a timer or an override of Qt has nobody else to raise to."""

    def __init__(self, tell: Callable[[str], object]) -> None:
        self._tell = tell
        self._known: set[Place] = set()

    def install(self) -> None:
        """From now on errors that nobody caught come here."""
        sys.excepthook = self.take

    def take(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        """Tell an error, unless one of its kind was told of this place."""
        if not isinstance(error, Exception):
            sys.__excepthook__(kind, error, trace)  # Ctrl+C ends the program
            return
        place = raised_at(error.with_traceback(trace))
        if place in self._known:
            return
        self._known.add(place)
        sys.__excepthook__(kind, error, trace)
        if threading.current_thread() is threading.main_thread():
            self._tell(fault_words(error))
