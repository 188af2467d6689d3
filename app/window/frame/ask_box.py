"""A small field that floats over the workspace: Enter answers, Esc closes, a wrong answer says why."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.appearance.theme import theme
from app.widgets.buttons import Button
from app.widgets.fields.value_edit import ValueEdit
from app.widgets.layout import row
from app.widgets.text import SECONDARY, Text
from app.window.frame.floating_box import MARGIN, FloatingBox

WIDTH = 330


class AskBox(FloatingBox):
    """A box with one field: what is asked for stands before the field, what Enter does on the button."""

    def __init__(self, over: QWidget, name: str, asked: str, callback: str) -> None:
        super().__init__(over, name)
        self.field = ValueEdit()
        self.field.setAccessibleName(asked)
        self.field.installEventFilter(self)
        self.button = Button(callback, "primary")
        self.button.clicked.connect(self._go)
        self.objection = Text("", size=SECONDARY, tone="error", wrapped=True)
        line = row(spacing=8)
        line.addWidget(Text(asked))
        line.addWidget(self.field, 1)
        line.addWidget(self.button)
        column = QVBoxLayout(self)
        column.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
        column.addLayout(line)
        column.addWidget(self.objection)

    def open(self) -> None:
        """Show the field with what was typed last, ready to be typed over."""
        self.say("")
        self.field.choose()
        self.open_at(self.field)

    def answer(self, typed: str) -> str:
        """Do what was asked for; "", or in one sentence why it cannot be done."""
        raise NotImplementedError

    def _go(self) -> None:
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

    def place(self) -> None:
        width = min(theme().px(WIDTH), self.over.width() - 2 * MARGIN)
        self.resize(width, self.height())
        height = max(self.heightForWidth(width), self.sizeHint().height())
        self.place_at_bottom(width, height)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is not self.field:
            return super().eventFilter(watched, event)
        if isinstance(event, QFocusEvent) and event.lostFocus() and self._was_left(event):
            self.hide()
        elif isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            return self._pressed(Qt.Key(event.key()))
        return False

    def _was_left(self, event: QFocusEvent) -> bool:
        """Tell whether the focus went elsewhere in the window; its own button and another window change nothing."""
        return event.reason() != Qt.FocusReason.ActiveWindowFocusReason and not self.has_keyboard()

    def _pressed(self, key: Qt.Key) -> bool:
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._go()
        elif key == Qt.Key.Key_Escape:
            self.close_box()
        else:
            return False
        return True
