"""One section of a form: its head with a choice or a count, its rows, lines that lead elsewhere, and a button."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.i18n.translation import tr
from app.inspector.forms.form import FormButton, Section
from app.inspector.jump_row import JumpRow
from app.inspector.row import SYMBOL, FormRow
from app.widgets.buttons import Button, IconButton
from app.widgets.fields.choice_field import ChoiceField
from app.widgets.layout import SectionHead, column, hint, row
from app.widgets.text import SECONDARY, Text


class SectionPart(QWidget):
    """``show_section`` gives it newer values of the same shape. ``card_wanted`` asks for the page of the chosen model's
    key; ``jumped`` carries the jump of a line that was clicked.
    """

    card_wanted = Signal(str)
    jumped = Signal(object)

    def __init__(self, section: Section, lock: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.section = section
        self._lock = lock
        self.rows: dict[str, FormRow] = {}
        self.jumps: list[JumpRow] = []
        self.choice: ChoiceField | None = None
        self.card: IconButton | None = None
        self.button: Button | None = None
        body = column(self, (0, 7, 0, 9))
        right, mark = self._right(section)
        if section.title:
            head = row(margins=(12, 0, 12, 2))
            head.addWidget(SectionHead(section.title, right, mark))
            body.addLayout(head)
        has_symbols = any(entry.symbol for entry in section.entries)
        for entry in section.entries:
            self.rows[entry.key] = FormRow(entry, lock, has_symbols)
            body.addWidget(self.rows[entry.key])
        for jump in section.jumps:
            made = JumpRow(jump)
            made.clicked.connect(lambda _checked=False, jump=jump: self.jumped.emit(jump))
            self.jumps.append(made)
            body.addWidget(made)
        if section.button is not None:
            body.addLayout(self._button_row(section.button))
        self.note = hint(section.note) if section.note else None
        if self.note is not None:
            line = row(margins=(12, 4, 12, 2))
            line.addWidget(self.note)
            body.addLayout(line)

    @property
    def is_clean(self) -> bool:
        """True if no row objects to what was typed in it."""
        return not any(row.objection.words for row in self.rows.values())

    def show_section(self, section: Section) -> None:
        """Show other values."""
        self.section = section
        if self.note is not None:
            self.note.say(section.note)
        if section.choice is not None and self.choice is not None and self.card is not None:
            self.choice.set_options(section.choice.options)
            self.choice.set_value(section.choice.value)
            self.card.setVisible(bool(section.choice.value))
        for entry in section.entries:
            self.rows[entry.key].show_entry(entry)

    def _right(self, section: Section) -> tuple[QWidget | None, QWidget | None]:
        """The widget at the right of the head, and the mark beside it."""
        if section.choice is not None and section.choice.options:
            self.choice = ChoiceField(section.choice.options, model=True)
            self.choice.setAccessibleName(section.title)
            self.choice.set_value(section.choice.value)
            self.choice.chosen.connect(section.choice.write)
            self.choice.setEnabled(not self._lock)
            return self.choice, self._card(self.choice)
        if section.count is not None:
            return Text(f"{section.count:,}", size=SECONDARY, tone="text2"), None
        return None, None

    def _card(self, choice: ChoiceField) -> QWidget:
        """The button that opens the page of the chosen model; it keeps its place where none is chosen."""
        self.card = IconButton("equations", tr("What this model is: its equations and source"), "text2")
        self.card.clicked.connect(lambda: self.card_wanted.emit(choice.value or ""))
        holder = QWidget()
        row(holder).addWidget(self.card)
        self.card.setVisible(bool(choice.value))  # only once it has a parent: else it would be a window of its own
        return holder

    def _button_row(self, button: FormButton) -> QHBoxLayout:
        self.button = Button(button.words, "primary" if button.primary else "flat")
        self.button.setToolTip(button.hint)
        self.button.setEnabled(not self._lock)
        self.button.clicked.connect(lambda _checked=False: button.do())
        line = row(margins=(SYMBOL + 12 if button.primary else 8, 4, 12, 0))
        line.addWidget(self.button)
        line.addStretch(1)
        return line
