"""The steps that can be undone and made again, in the order in which they were made."""

from __future__ import annotations

from collections.abc import Sequence

from psygnal import Signal

from app.document.document import Document
from app.document.edits import Compound, Edit, SetParameter, SetSynapses


class UndoStep:
    """An edit that was made already, with its inverse; edits with one ``merge_key`` become one step."""

    def __init__(self, document: Document, edit: Edit, inverse: Edit, text: str, merge_key: str | None = None) -> None:
        self.text = text
        self.is_made = True
        self._document, self._edit, self._inverse, self._merge_key = document, edit, inverse, merge_key

    @classmethod
    def of(cls, parts: Sequence[UndoStep], text: str) -> UndoStep:
        """Several steps in a row as one."""
        edit = Compound(tuple(part._edit for part in parts))
        inverse = Compound(tuple(part._inverse for part in reversed(parts)))
        return cls(parts[0]._document, edit, inverse, text)

    def redo(self) -> None:
        """Make it again. It is told last: a listener that fails leaves the step consistent."""
        with self._document.batch():
            self._inverse = self._edit.apply(self._document)
            self.is_made = True

    def undo(self) -> None:
        """Take it back, told as by :meth:`redo`."""
        with self._document.batch():
            self._edit = self._inverse.apply(self._document)
            self.is_made = False

    def merges(self, later: UndoStep) -> bool:
        """Take a later step of the same gesture into this one, if it is one."""
        if self._merge_key is None or later._merge_key != self._merge_key:
            return False
        if later._edit.replaces(self._edit):
            self._edit = later._edit
        else:
            self._edit = Compound((self._edit, later._edit))
            self._inverse = Compound((later._inverse, self._inverse))
        self.text = later.text
        return True

    @property
    def is_drag_of_value(self) -> bool:
        """True if a hand made it by dragging one value."""
        edits = self._edit.edits if isinstance(self._edit, Compound) else (self._edit,)
        return self._merge_key is not None and all(isinstance(edit, SetParameter | SetSynapses) for edit in edits)

    @property
    def is_nothing(self) -> bool:
        """True if it leads back to where it began."""
        return self._edit == self._inverse


class UndoStack:
    """``index_changed`` tells how many steps are made now, ``clean_changed`` whether these are those of the file."""

    index_changed = Signal(int)
    clean_changed = Signal(bool)

    def __init__(self) -> None:
        self._steps: list[UndoStep] = []
        self._index = 0
        self._clean: int | None = 0  # None where the steps of the file are gone
        self._open: list[tuple[str, list[UndoStep]]] = []  # steps of several parts that are being made, outermost first

    def count(self) -> int:
        """The number of steps, those that are undone too."""
        return len(self._steps)

    def index(self) -> int:
        """The number of steps that are made."""
        return self._index

    @property
    def is_clean(self) -> bool:
        """True if what is made is what was saved."""
        return not self._open and self._index == self._clean

    @property
    def is_one_drag_of_value(self) -> bool:
        """True if all that was ever made is one value that a hand has dragged."""
        return self._clean == 0 and self._index == 1 and not self._open and self._steps[0].is_drag_of_value

    @property
    def can_undo(self) -> bool:
        return not self._open and self._index > 0

    @property
    def can_redo(self) -> bool:
        return not self._open and self._index < len(self._steps)

    @property
    def undo_text(self) -> str:
        """The name of the step that would be undone; "" for none."""
        return self._steps[self._index - 1].text if self.can_undo else ""

    @property
    def redo_text(self) -> str:
        """The name of the step that would be made again; "" for none."""
        return self._steps[self._index].text if self.can_redo else ""

    @property
    def saved_index(self) -> int | None:
        """The number of steps that were made when it was saved; None where some of them are gone."""
        return self._clean

    def text(self, place: int) -> str:
        """The name of the step at a place, counted from 0."""
        return self._steps[place].text

    def push(self, step: UndoStep) -> None:
        """Add what was made just now: to the step before where it belongs to the same gesture. Nothing is no step."""
        if step.is_nothing:
            return
        made = self._open[-1][1] if self._open else self._made()
        if made and (self._open or self._index != self._clean) and made[-1].merges(step):
            if made[-1].is_nothing:
                made.pop()
        else:
            made.append(step)
        if not self._open:
            self._set_index(len(made), always=True)

    def undo(self) -> None:
        """Take the last step back; nothing where there is none."""
        if self.can_undo:
            step = self._steps[self._index - 1]
            try:
                step.undo()
            finally:
                if not step.is_made:
                    self._set_index(self._index - 1)

    def redo(self) -> None:
        """Make the next step again; nothing where there is none."""
        if self.can_redo:
            step = self._steps[self._index]
            try:
                step.redo()
            finally:
                if step.is_made:
                    self._set_index(self._index + 1)

    def go_to(self, index: int) -> None:
        """Undo or redo until so many steps are made."""
        while self._index > max(index, 0) and self.can_undo:
            self.undo()
        while self._index < index and self.can_redo:
            self.redo()

    def begin(self, text: str) -> None:
        """Begin one step of all that is pushed until :meth:`end` or :meth:`give_up`."""
        if not self._open:
            self._made()
        self._open.append((text, []))

    def end(self) -> None:
        """The step that was begun last has all its parts; one without any is none."""
        text, parts = self._open.pop()
        if parts:
            self.push(UndoStep.of(parts, text))

    def give_up(self) -> None:
        """Take back all of the step that was begun last."""
        _, parts = self._open.pop()
        for part in reversed(parts):
            part.undo()

    def set_clean(self) -> None:
        """Take what is made now as what was saved."""
        was_clean, self._clean = self.is_clean, self._index
        self._emit_clean_changed(was_clean)

    def clear(self) -> None:
        """Forget all steps, as for another document; what is there is what was saved."""
        was_clean = self.is_clean
        self._steps.clear()
        self._open.clear()
        self._index = self._clean = 0
        self.index_changed.emit(0)
        self._emit_clean_changed(was_clean)

    def _made(self) -> list[UndoStep]:
        """All steps, without those that were undone: something else is made in their place."""
        del self._steps[self._index :]
        if self._clean is not None and self._clean > self._index:
            self._clean = None
        return self._steps

    def _set_index(self, index: int, always: bool = False) -> None:
        was_clean, before = self.is_clean, self._index
        self._index = index
        if always or index != before:
            self.index_changed.emit(index)
        self._emit_clean_changed(was_clean)

    def _emit_clean_changed(self, was_clean: bool) -> None:
        if self.is_clean != was_clean:
            self.clean_changed.emit(self.is_clean)
