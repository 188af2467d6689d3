"""Files from elsewhere, read off the window's thread: what they hold is drawn once it is there."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from threading import Event

from PySide6.QtCore import QObject, Signal

from app.commands import intentions
from app.commands.editor import Editor
from app.document.document import Document
from app.document.elements import Link, Node, Point
from app.document.meaning.meaning import meaning
from app.running.background import Background, Tell
from app.running.failures import problems_of
from engine.importing.imported import Imported
from engine.importing.staying import staying, written_out
from engine.model.loading import GivenUp, heard_by
from engine.network.description import NetworkDescription
from engine.problems import Problem


@dataclass(frozen=True)
class Taking:
    """A file, where it fell, and what hears of it: how many nodes or arrays are taken in, or why none; and what of it
    may be otherwise than it was read.
    """

    path: Path
    position: Point
    taken: Callable[[int], object]
    refused: Callable[[Problem], object]
    meaning: str = ""  # the software whose reading of a network counts; "" for the one that its numbers ask for
    on: Node | Link | None = None
    doubted: Callable[[Problem], object] = lambda _problem: None


class ForeignFiles(QObject):
    """One file at a time, in the order of asking; ``began`` tells its name, ``told`` the share that is read, ``ended``
    that nothing is read any more.

    The window must not wait: looking at a file may need a process of its own, which takes a second, and a table of
    millions of rows takes many. Of what is read while another project is opened, or given up, nothing is taken; where
    weights are read and the drawing changed meanwhile, they are read again.
    """

    began = Signal(str)
    told = Signal(object)
    ended = Signal()

    def __init__(self, editor: Editor, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._editor = editor
        self._waiting: deque[Taking] = deque()
        self._now: Taking | None = None
        self._seen = 0  # place in the undo stack when reading began
        self._given_up = Event()
        self._background = Background("foreign file", self)
        self._background.told.connect(self.told)
        self._background.ended.connect(self._read)
        self._background.failed.connect(self._failed)
        editor.loaded.connect(self._forget)

    @property
    def is_busy(self) -> bool:
        """True if a file is being read."""
        return self._now is not None

    def take(self, request: Taking) -> None:
        """Read a file and take in what it holds."""
        self._waiting.append(request)
        if self._now is None:
            self._go_on()

    def give_up(self) -> None:
        """Let the file be that is read now; what still reads it ends unheard."""
        if self._now is not None:
            self._given_up.set()
            self._go_on()

    def close(self) -> None:
        """Let all files be."""
        self._waiting.clear()
        self.give_up()

    def _go_on(self) -> None:
        self._now = self._waiting.popleft() if self._waiting else None
        if self._now is None:
            self.ended.emit()
        else:
            self.began.emit(self._now.path.name)
            self._start(self._now)

    def _start(self, request: Taking) -> None:
        self._seen, self._given_up = self._editor.undo_stack.index(), Event()
        description = meaning(self._editor.document).description
        self._background.start(
            partial(_content, request.path, request.meaning, request.on, description, self._given_up)
        )

    def _read(self, content: object) -> None:
        request = self._now
        if request is None:
            return
        if isinstance(content, dict) and self._editor.undo_stack.index() != self._seen:
            self._start(request)
            return
        try:
            count, doubt = 1, None
            if isinstance(content, intentions.Take):
                doubt = content.doubt
                intentions.take_file(self._editor, request.path, request.on, content, request.position)
            else:
                if isinstance(content, dict):
                    doubt = staying(meaning(self._editor.document).description, content, request.path.name)
                elif isinstance(content, Imported):
                    doubt = written_out(content, request.path.name)
                count = intentions.take_in(self._editor, content, request.path.name, request.position)
        except intentions.Refused as refused:
            request.refused(refused.problem)
        else:
            request.taken(count)
            if doubt is not None:
                request.doubted(doubt)
        self._go_on()

    def _failed(self, error: Exception) -> None:
        if self._now is not None:
            if not self._given_up.is_set():
                self._now.refused(problems_of(error)[0])
            self._go_on()

    def _forget(self, _document: Document) -> None:
        self.close()


def _content(
    path: Path, meaning: str, on: Node | Link | None, description: NetworkDescription, given_up: Event, tell: Tell
) -> object:
    """In a thread of its own: a network, the weights of the one that is described, or what takes in anything else."""

    def goes_on(share: float) -> bool:
        tell(share)
        return not given_up.is_set()

    try:
        with heard_by(goes_on):
            if intentions.is_network(path):
                return intentions.read_network(path, meaning)
            if not isinstance(on, Link) and intentions.is_weights(path):
                return intentions.read_weights(description, path)
            return intentions.read_file(path, on)
    except GivenUp:
        return None
