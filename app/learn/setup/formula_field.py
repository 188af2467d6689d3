"""A formula of a learning method: typed, checked as it is finished, and shown as mathematics beneath."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QWidget

from app.appearance.theme import theme
from app.i18n.translation import problem_words
from app.widgets.fields.text_field import TextArea
from app.widgets.layout import column, fill
from app.widgets.mathematics.equation_line import EquationLine
from app.widgets.text import SECONDARY, Text
from engine.model.typed.loss import ReadOut, read_loss
from engine.model.typed.mistakes import Mistake

TALL = 44  # two lines


class FormulaField(QWidget):
    """``finished(text)`` tells a formula that is one; of any other a line says what is wrong, and it stays typed.

    ``read_out`` is what it may read; None where nobody knows, and everything is taken.
    """

    finished = Signal(str)

    def __init__(self, words: str, read_out: ReadOut | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._read_out, self.value = read_out, ""
        self.area, self.shown = TextArea(), EquationLine(words, "")
        self.mistake = Text("", size=SECONDARY, tone="error", wrapped=True)
        self.area.setFixedHeight(theme().px(TALL))
        self.area.editor.setAccessibleName(words)
        self.area.finished.connect(self._take)
        self.area.objected.connect(lambda said: said or self._show(self.value))
        self.setFocusProxy(self.area)
        fill(column(self, spacing=2), self.area, self.shown, self.mistake)

    @property
    def is_wrong(self) -> bool:
        """True while what is typed is no formula."""
        return self.area.is_wrong

    def set_value(self, text: str) -> None:
        """Show a formula that was set; one that does not fit the drawing says why."""
        self.value = text
        self.area.set_value(text)
        if not self.area.is_wrong:
            self._show(text)

    def _take(self, text: str) -> None:
        if said := self._show(text):
            self.area.refuse(said)
        else:
            self.finished.emit(" ".join(text.split()))

    def _show(self, text: str) -> str:
        """Write the formula as mathematics, or the sentence of its mistake, which is given back; "" where it is right.

        While nobody can type, nothing is wrong.
        """
        latex = said = ""
        if self._read_out is not None:
            try:
                latex = read_loss(text, self._read_out).latex
            except Mistake as mistake:
                said = problem_words(mistake.problem("", ""))
        if latex:
            self.shown.write(latex)
        self.shown.setVisible(bool(latex))
        self.mistake.say(said)
        self.mistake.setVisible(bool(said) and self.isEnabled())
        return said

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.EnabledChange:
            self.shown.set_tone("text1" if self.isEnabled() else "text2")
            self.mistake.setVisible(bool(self.mistake.words) and self.isEnabled())
