"""The place of equations in a form, or a hint that they stand with more room elsewhere."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.i18n.translation import tr
from app.inspector.equations_editor import EquationsEditor
from app.widgets.buttons import Button
from app.widgets.layout import column, hint, row


class EquationsPlace(QWidget):
    """Holds the editor until it is lent; ``wanted_back`` asks who has it to give it back."""

    wanted_back = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.editor = EquationsEditor()
        self.is_lent = False
        self._there = QWidget()
        self.back = Button(tr("Back into the form"))
        self.back.clicked.connect(lambda _checked=False: self.wanted_back.emit())
        beside = column(self._there, (12, 7, 12, 10), 6)
        beside.addWidget(hint(tr("The equations stand below, with more room.")))
        line = row()
        line.addWidget(self.back)
        line.addStretch(1)
        beside.addLayout(line)
        self._body = column(self)
        self._body.addWidget(self.editor)
        self._body.addWidget(self._there)
        self.editor.shown.connect(lambda _is_shown: self._show_where())
        self._show_where()

    def lend(self) -> EquationsEditor:
        """The editor, for a place with more room."""
        self.is_lent = True
        self._body.removeWidget(self.editor)
        self.editor.enlarge(True)
        self._show_where()
        return self.editor

    def take_back(self) -> None:
        """Have the editor in the form again."""
        self.is_lent = False
        self._body.insertWidget(0, self.editor)
        self.editor.enlarge(False)
        self.editor.setVisible(self.editor.has_equations)
        self._show_where()

    def _show_where(self) -> None:
        self._there.setVisible(self.is_lent and self.editor.has_equations)
