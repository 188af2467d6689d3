"""A small field above the transport: the time to run to. Enter runs, Esc closes, a wrong time says why."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from app.appearance.theme import theme
from app.translation import tr
from app.widgets.buttons import Button
from app.widgets.layout import row
from app.widgets.quantities import NotAQuantity, read
from app.widgets.text import SECONDARY, Text
from app.window.floating_box import FloatingBox

WIDTH = 330
MARGIN = 12
LONGEST = 1e9  # ms, more than eleven days


class RunTo(FloatingBox):
    """``run_to(ms)`` is asked to run; it returns why it cannot in one sentence, or ""."""

    def __init__(self, over: QWidget, run_to: Callable[[float], str]) -> None:
        super().__init__(over, "run to")
        self._run_to = run_to
        self.field = QLineEdit()
        self.field.setPlaceholderText(tr("1 s, or 250 ms"))
        self.field.setAccessibleName(tr("Run to the time"))
        self.field.installEventFilter(self)
        self.button = Button(tr("Run"), "primary")
        self.button.clicked.connect(self._go)
        self.objection = Text("", size=SECONDARY, tone="error", wrapped=True)
        line = row(spacing=8)
        line.addWidget(Text(tr("Run to")))
        line.addWidget(self.field, 1)
        line.addWidget(self.button)
        column = QVBoxLayout(self)
        column.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
        column.addLayout(line)
        column.addWidget(self.objection)

    def open(self) -> None:
        """Show the field with what was typed last, ready to be typed over."""
        self._object("")
        self.field.selectAll()
        self.open_at(self.field)

    def _go(self) -> None:
        try:
            time = read(self.field.text(), "ms")
        except NotAQuantity as reason:
            self._object(str(reason))
            return
        if not 0 < time <= LONGEST:
            self._object(tr("Give a time above 0, such as 1 s or 250 ms."))
            return
        refusal = self._run_to(time)
        if refusal:
            self._object(refusal)
        else:
            self.close_box()

    def _object(self, sentence: str) -> None:
        self.objection.say(sentence)
        self.objection.setVisible(bool(sentence))
        self.place()

    def place(self) -> None:
        width = min(theme().px(WIDTH), self.over.width() - 2 * MARGIN)
        self.resize(width, self.height())
        height = max(self.heightForWidth(width), self.sizeHint().height())
        self.setGeometry((self.over.width() - width) // 2, self.over.height() - height - MARGIN, width, height)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is not self.field:
            return super().eventFilter(watched, event)
        if isinstance(event, QFocusEvent) and event.lostFocus() and self._was_left(event):
            self.hide()
        elif isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            return self._pressed(Qt.Key(event.key()))
        return False

    def _was_left(self, event: QFocusEvent) -> bool:
        """Whether the focus went elsewhere in the window; its own button and another window change nothing."""
        return event.reason() != Qt.FocusReason.ActiveWindowFocusReason and not self.has_keyboard()

    def _pressed(self, key: Qt.Key) -> bool:
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._go()
        elif key == Qt.Key.Key_Escape:
            self.close_box()
        else:
            return False
        return True
