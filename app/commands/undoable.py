"""The bridge from an edit to Qt's undo stack."""

from __future__ import annotations

from PySide6.QtGui import QUndoCommand

from app.document.document import Document
from app.document.edits import Compound, Edit

MERGING_ID = 1  # Qt asks two commands to merge only when both have the same id; the key decides the rest


class Undoable(QUndoCommand):
    """An edit that was made already, with its inverse; edits with one ``merge_key`` become one step."""

    def __init__(self, document: Document, edit: Edit, inverse: Edit, text: str, merge_key: str | None) -> None:
        super().__init__(text)
        self.edit = edit
        self.inverse = inverse
        self.merge_key = merge_key
        self._document = document
        self._is_made = True  # an edit that fails must raise in Python, so it is made before Qt sees it

    def id(self) -> int:
        return -1 if self.merge_key is None else MERGING_ID

    def redo(self) -> None:
        if self._is_made:
            return
        with self._document.batch():  # told last: a listener that fails leaves the step consistent
            self.inverse = self.edit.apply(self._document)
            self._is_made = True

    def undo(self) -> None:
        with self._document.batch():
            self.edit = self.inverse.apply(self._document)
            self._is_made = False

    def mergeWith(self, later: QUndoCommand) -> bool:
        """Take a later edit of the same gesture into this step."""
        if not isinstance(later, Undoable) or later.merge_key != self.merge_key:
            return False
        if later.edit.replaces(self.edit):
            self.edit = later.edit
        else:
            self.edit = Compound((self.edit, later.edit))
            self.inverse = Compound((later.inverse, self.inverse))
        self.setText(later.text())
        self.setObsolete(self.edit == self.inverse)  # back to where it began: Qt takes the step away
        return True
