"""Keeping something by a name: what the window asks and says, and what a click takes back."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial

from PySide6.QtWidgets import QWidget

from app.document.file.file_format import FileProblem
from app.document.file.shelf import LONGEST_NAME, Shelf
from app.i18n.translation import tr
from app.window.frame.ask_box import AskBox
from app.window.frame.notice import Notice

OfAName = Callable[[str], str]
"""The words that say something of the one of a name."""
Keep = Callable[[str], str | None]
Known = Callable[[], Collection[str]]
"""The names that are taken."""


@dataclass(frozen=True)
class ShelfWords:
    """The words for what becomes of one that is kept."""

    kept: OfAName
    replaced: OfAName
    deleted: OfAName
    restored: OfAName


class ShelfKeeping:
    """The actions of one window on what is kept on a shelf."""

    def __init__(self, shelf: Shelf, notice: Notice, words: ShelfWords) -> None:
        self.shelf, self._notice, self._words = shelf, notice, words

    def tell_kept(
        self, name: str, before: bytes, button: str = "", callback: Callable[[], object] | None = None
    ) -> None:
        """Say that one is kept, and offer what stood in its place ``before``, or else what its button does."""
        if before:
            bring_back = partial(self._bring_back, name, before, True)
            self._notice.say(self._words.replaced(name), "note", tr("Bring the one before back"), bring_back)
        else:
            self._notice.say(self._words.kept(name), button=button, callback=callback)

    def forget(self, name: str) -> None:
        """Take one away; it can be brought back as long as that is offered."""
        with self.telling():
            content = self.shelf.forget(name)
            bring_back = partial(self._bring_back, name, content)
            self._notice.say(self._words.deleted(name), "note", tr("Bring it back"), bring_back)

    def _bring_back(self, name: str, content: bytes, over: bool = False) -> None:
        with self.telling():
            self.shelf.bring_back(name, content, over)
            if over:
                self._notice.say(self._words.restored(name))

    @contextmanager
    def telling(self) -> Iterator[None]:
        """Say why something cannot be done with a file."""
        try:
            yield
        except FileProblem as problem:
            self._notice.say(str(problem), "error")


@dataclass(frozen=True)
class NameWords:
    """The words of a box that asks for a name: for a screen reader, of none, of one that is taken, on its button."""

    asked: str
    missing: str
    taken: str
    button: str


class NameBox(AskBox):
    """Asks for a name; one that is taken is said, and that the button replaces it, unless it ``refuses`` that, as who
    wants another name for what has one: its own changes nothing.

    ``keep`` gives nothing, or in one sentence why it cannot be kept, and may raise FileProblem.
    """

    def __init__(
        self, over: QWidget, name: str, known: Known, words: NameWords, keep: Keep, refuses: bool = False
    ) -> None:
        super().__init__(over, name, tr("Name"), words.button)
        self._known, self._words, self._keep, self._refuses = known, words, keep, refuses
        self.begun_with = ""
        self.field.setMaxLength(LONGEST_NAME)
        self.field.setAccessibleName(words.asked)
        self.field.textChanged.connect(self._look)

    def ask(self, name: str) -> None:
        """Open it with a name to begin with."""
        self.begun_with = name
        self.field.setText(name[:LONGEST_NAME])
        self.open()

    def open(self) -> None:
        super().open()
        self._look()

    def _is_taken(self) -> bool:
        return self.field.text().strip() in self._known()

    def _look(self) -> None:
        replaces = self._is_taken() and not self._refuses
        self.button.setText(tr("Replace") if replaces else self._words.button)
        self.say(self._words.taken if replaces else "", "text2")

    def answer(self, typed: str) -> str:
        name = typed.strip()
        if not name:
            return self._words.missing
        if self._refuses and name == self.begun_with:
            return ""
        if self._refuses and self._is_taken():
            return self._words.taken
        try:
            return self._keep(name) or ""
        except FileProblem as problem:
            return str(problem)
