"""One model on a page: what it is, its equations, its quantities with units, its source."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from PySide6.QtWidgets import QWidget

from app.appearance.theme import theme
from app.document.vocabulary import model_of
from app.i18n.translation import tr
from app.running.background import Background
from app.widgets import quantities
from app.widgets.fields.segmented import Segmented
from app.widgets.layout import Gap, Ground, Scrolling, SectionHead, column, empty, fill, hint, laid_at_once, row
from app.widgets.layout import RoundedGround as CardGround
from app.widgets.mathematics.equation_line import EquationLine
from app.widgets.mathematics.symbol import SymbolLabel
from app.widgets.naming import named
from app.widgets.text import HEADING, SECONDARY, SMALL, STRONG, Text, capital, row_words
from engine.model.declaration import Model
from engine.model.equations.card import Card
from engine.model.equations.mathematics import equations
from engine.model.quantities import Parameter, Quantity
from engine.model.registry.discovery import file_of

SYMBOL = 40
MARKED = re.compile(r"``(.+?)``|\*([^*\s](?:[^*]*[^*\s])?)\*")  # names of code, and of models
SYMBOLS, VALUES = "symbols", "values"


class ModelCardPage(Ground):
    """Shows the model of a key; its equations are read in the background the first time.

    ``foot`` stays beneath, whichever model is shown.
    """

    def __init__(self, model_key: str = "", foot: QWidget | None = None, parent: QWidget | None = None) -> None:
        super().__init__("surface0", parent)
        self._key = ""
        self._model: type[Model] | None = None
        self._values: Mapping[str, float] = {}
        written, tip = tr("How parameters are written"), tr("Values are in the units of the table below.")
        self.written = named(Segmented(((SYMBOLS, tr("symbols")), (VALUES, tr("values"))), self), written, tip)
        self.written.chosen.connect(lambda _key: self._write_values())
        self.written.hide()
        self.title = Text("", size=HEADING, weight=STRONG, wrapped=True)
        self.equations: list[EquationLine] = []
        self._amounts: dict[str, tuple[Text, Parameter]] = {}
        self._content = QWidget()
        self._head_of_equations = SectionHead(tr("Equations"), self.written)
        self._head_of_equations.setParent(self._content)  # also while no card has equations
        self._head_of_equations.hide()
        self._body = column(margins=(16, 14, 16, 16), spacing=6)
        fill(column(self._content), self._body, *(() if foot is None else (foot,)), 1)
        self._scrolling = Scrolling(self._content)
        column(self).addWidget(self._scrolling)
        self._reader = Background("model card", self)
        self._reader.ended.connect(self._show_card)
        self.show_model(model_key)

    def show_model(self, model_key: str, values: Mapping[str, float] | None = None) -> None:
        """Show a model, another from its top, with its ``values`` where it is selected.

        An unknown key shows how to choose one.
        """
        model = model_of(model_key)
        is_another = model_key != self._key or model is not self._model
        is_known, before = not is_another and bool(self.equations), self._values
        self._key, self._model, self._values = model_key, model, values or {}
        if is_known:
            if before != self._values:
                self._write_values()
            return
        if is_another:
            self._scrolling.verticalScrollBar().setValue(0)
        self._clear()
        if model is None:
            self.title.say(tr("No model selected"))
            self._body.addWidget(hint(tr("Select a node or a link to read about its model.")))
            return
        self.title.say(tr(model.title))
        fill(self._body, Text(tr(model.summary()), wrapped=True), hint(tr("Reading its equations…")))
        self._reader.start(lambda _tell: _read(model))

    def _clear(self) -> None:
        self.equations = []
        self._amounts = {}
        empty(self._body, keep=(self.title, self._head_of_equations))
        self._head_of_equations.hide()
        self._body.addWidget(self.title)

    def _show_card(self, card: Card) -> None:
        if card.key != self._key:
            return
        with laid_at_once(self._body):
            self._fill(card)

    def _fill(self, card: Card) -> None:
        self._clear()
        self._body.addWidget(Text(_prose(tr(card.text)), wrapped=True))
        if card.equations:
            ground = CardGround("field")
            self.equations = [EquationLine(name, latex) for name, latex in card.equations.items()]
            fill(column(ground, (12, 6, 12, 6)), *self.equations)
            fill(self._body, Gap(8), self._head_of_equations, ground)
            self._head_of_equations.show()
        self._quantities(tr("Parameters"), card.parameters)
        self._quantities(tr("States"), card.states)
        self._quantities(tr("Input"), card.inputs)
        self._write_values()
        if card.traits:
            self._head(tr("Behaviour"))
            for name, words in card.traits.items():
                self._pair(capital(tr(name)), tr(words).replace(">=", "≥"))
        if card.source:
            self._head(tr("Source"))
            self._body.addWidget(hint(tr(card.source)))
        self._body.addWidget(Text(f"{file_of(card.key)} · {card.version}", size=SMALL, tone="text3", wrapped=True))

    def _write_values(self) -> None:
        """Equations with symbols, or with the values of what is selected, which the table has in both cases."""
        model = model_of(self._key)
        if model is None:
            return
        for name, (amount, parameter) in self._amounts.items():
            own = self._values.get(name) if self._values else parameter.default
            unit = parameter.unit or "1"
            amount.say(tr("several values") if own is None else quantities.quantity_words(own, unit, parameter.integer))
        given = self._values if self.written.value == VALUES else {}
        written = equations(model, {name: given[name] for name in model.parameters() if name in given})
        for line, latex in zip(self.equations, written.values(), strict=True):
            line.write(latex)
        self.written.setVisible(bool(self._values) and bool(model.parameters()))

    def _head(self, words: str) -> None:
        fill(self._body, Gap(8), Text(words, weight=STRONG))

    def _pair(self, name: str, words: str) -> None:
        holder = QWidget()
        fill(row(holder, spacing=8), Text(name, size=SECONDARY, tone="text2"), 1, Text(words, size=SECONDARY))
        self._body.addWidget(holder)

    def _quantities(self, title: str, found: Sequence[Quantity]) -> None:
        if not found:
            return
        self._head(title)
        for quantity in found:
            holder = QWidget()
            symbol = SymbolLabel(quantity.symbol)
            symbol.setFixedWidth(theme().px(SYMBOL))
            amount = Text(quantities.unit_text(quantity.unit or "1"), size=SECONDARY, tone="text2", tabular=True)
            fill(row(holder, spacing=6), symbol, (Text(row_words(quantity), wrapped=True), 1), amount)
            if isinstance(quantity, Parameter):
                self._amounts[quantity.name] = amount, quantity
            self._body.addWidget(holder)


def _read(model: type[Model]) -> Card:
    """The first reading of equations as mathematics takes a while: off the window's thread."""
    from engine.model.equations.card import card

    return card(model)


def _prose(text: str) -> str:
    """A text of the code as it is read: its paragraphs without their breaks, names without the marks around them."""
    whole = text.replace("\n\n", "\0").replace("\n", " ").replace("\0", "\n\n")
    return MARKED.sub(lambda found: found[1] or found[2], whole)
