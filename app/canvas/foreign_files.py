"""Files of other software, read off the window's thread: what they hold is drawn once it is there."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from app.commands import intentions
from app.commands.editor import Editor
from app.document.document import Document, Point
from app.document.interpretation import interpret
from app.running.background import Background
from app.running.failures import problems_of
from engine.problems import Problem


@dataclass(frozen=True)
class Taking:
    """A file, where its network is drawn, and what hears of it: how many nodes or arrays, or why none."""

    path: Path
    position: Point
    taken: Callable[[int], object]
    refused: Callable[[Problem], object]
    meaning: str = ""  # the software whose reading of a network counts; "" for the one that its numbers ask for


class ForeignFiles(QObject):
    """One file at a time, in the order of asking; ``began`` tells its name.

    Looking at a file needs a process of its own, which takes a second: the window must not wait for it. Of what is
    read while another project is opened nothing is taken; where the drawing changed meanwhile, it is read again.
    """

    began = Signal(str)

    def __init__(self, editor: Editor, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._editor = editor
        self._waiting: deque[Taking] = deque()
        self._now: Taking | None = None
        self._seen = 0  # place in the undo stack when reading began
        self._background = Background("foreign file", self)
        self._background.ended.connect(self._read)
        self._background.failed.connect(self._failed)
        editor.loaded.connect(self._forget)

    @property
    def is_busy(self) -> bool:
        """Whether a file is being read."""
        return self._now is not None

    def take(self, wish: Taking) -> None:
        """Read a file and take in what it holds."""
        self._waiting.append(wish)
        if self._now is None:
            self._go_on()

    def _go_on(self) -> None:
        self._now = self._waiting.popleft() if self._waiting else None
        if self._now is not None:
            self.began.emit(self._now.path.name)
            self._start(self._now)

    def _start(self, wish: Taking) -> None:
        self._seen = self._editor.undo_stack.index()
        path, meaning = wish.path, wish.meaning
        if intentions.is_network(path):
            self._background.start(lambda _tell: intentions.read_network(path, meaning))
        else:
            description = interpret(self._editor.document)
            self._background.start(lambda _tell: intentions.read_weights(description, path))

    def _read(self, content: object) -> None:
        wish = self._now
        if wish is None:
            return
        if isinstance(content, dict) and self._editor.undo_stack.index() != self._seen:
            self._start(wish)
            return
        try:
            count = intentions.take_in(self._editor, content, wish.path.name, wish.position)
        except intentions.Refused as refused:
            wish.refused(refused.problem)
        else:
            wish.taken(count)
        self._go_on()

    def _failed(self, error: Exception) -> None:
        if self._now is not None:
            self._now.refused(problems_of(error)[0])
            self._go_on()

    def _forget(self, _document: Document) -> None:
        self._waiting.clear()
        self._now = None
