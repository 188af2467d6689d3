"""What a person does with mouse and keys, step by step; ``yield`` says what to wait for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Protocol

from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from app.application import Composition
from app.document.elements import Synapses
from app.inspector.row import FormRow
from tests.person.eyes import Eyes, Place, centre

Wait = float | Callable[[], bool]
LOOKED = 0.1  # seconds between two looks
SETTLED = 0.5  # seconds until a list stays as it is


class Hand(Protocol):
    """Moves the mouse and presses keys; names of keys are those of X."""

    def move(self, x: float, y: float) -> None: ...
    def click(self, x: float, y: float, times: int = 1, button: int = 1) -> None: ...
    def drag(self, start: Place, end: Place) -> Iterator[float]: ...
    def key(self, *keys: str) -> None: ...
    def type(self, text: str) -> None: ...


class Doing:
    """One window and a hand in it."""

    def __init__(self, composition: Composition, hand: Hand) -> None:
        self.window = composition
        self.editor = composition.editor
        self.hand, self.eyes = hand, Eyes(composition)

    def _drag_model(self, key: str, place: Place) -> Iterator[Wait]:
        row = self.window.palette.row(key)
        search = self.window.palette.search
        if not row.visibleRegion().contains(row.rect().center()):
            self.hand.click(*centre(search))
            self.hand.type(row.model.title)
            yield lambda: search.text() == row.model.title
            yield SETTLED  # rows that no longer match are gone
            yield lambda: row.visibleRegion().contains(row.rect().center())
        yield from self.hand.drag(centre(row), place)
        if search.text():
            self.hand.click(*centre(search))
            self.hand.key("ctrl+a", "Delete")
            yield lambda: not search.text()

    def _select(self, element: str, place: Place) -> Iterator[Wait]:
        self.hand.click(*place)
        yield lambda: self.editor.selection.ids == (element,)
        yield 0.1

    def _write(self, key: str, text: str) -> Iterator[Wait]:
        yield lambda: self.eyes.has_row(key)
        row = self.eyes.row(key)
        field = row.field
        yield from self._in_sight(row)
        before = self.editor.undo_stack.index()
        self.hand.click(*centre(field))
        line = field.findChild(QLineEdit) or field
        assert isinstance(line, QLineEdit)
        yield line.hasFocus
        self.hand.key("ctrl+a")
        yield lambda: line.selectedText() == line.text()
        self.hand.type(text)
        yield lambda: line.text() == text
        self.hand.key("Return")
        yield lambda: self.editor.undo_stack.index() > before

    def _choose(self, key: str, words: str) -> Iterator[Wait]:
        """Choose the option of a row that begins with these words."""
        yield lambda: self.eyes.has_row(key)
        row = self.eyes.row(key)
        field = row.field
        assert isinstance(field, QComboBox)
        yield from self._in_sight(row)
        before = self.editor.undo_stack.index()
        self.hand.click(*centre(field))
        yield field.view().isVisible
        yield SETTLED
        if not field.view().isVisible():  # on a busy machine the button is let go so late that it closes the list
            self.hand.key("Down")
            yield field.view().isVisible
        self.hand.type(words)
        yield lambda: str(field.view().currentIndex().data()).startswith(words)
        self.hand.key("Return")
        yield lambda: self.editor.undo_stack.index() > before

    def _in_sight(self, row: FormRow) -> Iterator[Wait]:
        """Scroll to a row, once a form that was just rebuilt has been laid out."""
        yield from self._still(row)
        self.window.inspector.bring_into_sight(row)
        yield from self._still(row)

    def _still(self, widget: QWidget) -> Iterator[Wait]:
        """Until a widget stays where it is."""
        before = None
        while (place := centre(widget)) != before:
            before = place
            yield LOOKED

    def _command(self, words: str) -> Iterator[Wait]:
        self.hand.key("ctrl+k")
        yield lambda: self.window.window.chooser.isVisible()
        self.hand.type(words)
        yield lambda: self.window.window.chooser.findChild(QLineEdit).text() == words
        self.hand.key("Return")
        yield lambda: not self.window.window.chooser.isVisible()

    def _synapses(self, link: str) -> Synapses:
        synapses = self.editor.document.links[link].synapses
        assert synapses is not None
        return synapses
