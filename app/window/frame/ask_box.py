"""A small field that floats over the workspace: Enter answers, Esc closes, a wrong answer says why."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.widgets.buttons import Button
from app.widgets.fields.value_edit import ValueEdit
from app.widgets.layout import fill, row
from app.widgets.text import SECONDARY, Text
from app.window.frame.floating_box import MARGIN, FloatingBox


class AskBox(FloatingBox):
    """A box with one field: what is asked for stands before the field, what Enter does on the button."""

    WIDTH = 330

    def __init__(self, over: QWidget, name: str, asked: str, callback: str) -> None:
        super().__init__(over, name)
        self.field = ValueEdit()
        self.field.setAccessibleName(asked)
        self.listen_to(self.field)
        self.button = Button(callback, "primary")
        self.button.clicked.connect(self.enter)
        self.objection = Text("", size=SECONDARY, tone="error", wrapped=True)
        line = fill(row(spacing=8), Text(asked), (self.field, 1), self.button)
        column = QVBoxLayout(self)
        column.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
        fill(column, line, self.objection)

    def open(self) -> None:
        """Show the field with what was typed last, ready to be typed over."""
        self.say("")
        self.field.choose()
        self.open_at(self.field)

    def answer(self, typed: str) -> str:
        """Do what was asked for; "", or in one sentence why it cannot be done."""
        raise NotImplementedError

    def enter(self) -> None:
        refusal = self.answer(self.field.text())
        if refusal:
            self.say(refusal)
            self.field.end_editing()
        else:
            self.close_box()

    def say(self, sentence: str, tone: str = "error") -> None:
        """Stand beneath the field, which is marked where it is wrong."""
        self.field.refuse(sentence if tone == "error" else "")
        self.objection.set_tone(tone)
        self.objection.say(sentence)
        self.objection.setVisible(bool(sentence))
        self.place()
