"""Objections to the fields of a form, in words beneath them."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.i18n.translation import tr
from app.widgets.fields.value_edit import ValueEdit
from app.widgets.text import SECONDARY, Text


class Objections(Text):
    """Says the last of what the fields that it hears object to, each until it is mended; hidden while all are well."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", size=SECONDARY, tone="error", wrapped=True, parent=parent)
        self._said: dict[ValueEdit | None, str] = {}
        self.hide()

    def add_field(self, field: ValueEdit, name: str = "") -> None:
        """Say what this field objects to, with its ``name`` where several have much in common."""
        field.objected.connect(partial(self._take, field, name))

    def object(self, sentence: str) -> None:
        """Say what is wrong with no field but with a choice; "" when all is well again."""
        self._take(None, "", sentence)

    def _take(self, field: ValueEdit | None, name: str, sentence: str) -> None:
        self._said.pop(field, None)
        if sentence:
            self._said[field] = tr("{title}: {what}", title=name, what=sentence) if name else sentence
        self.say(next(reversed(self._said.values()), ""))
        self.setVisible(bool(self._said))
        self.changed.emit()
