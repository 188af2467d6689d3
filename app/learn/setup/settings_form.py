"""Settings of a learning method, from its declaration; they are kept with the drawing, and fixed while it trains."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from html import escape
from typing import TypeAlias

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.appearance.theme import theme
from app.commands import intentions
from app.commands.editor import Editor
from app.document.training_settings import known_settings
from app.i18n.translation import listed, tr
from app.learn.setup.formula_field import FormulaField
from app.learn.setup.inquiry import MethodFacts
from app.widgets.buttons import Button, Mark
from app.widgets.fields.choice_field import ChoiceField
from app.widgets.fields.objection_plate import ObjectionPlate
from app.widgets.fields.quantity_field import QuantityField
from app.widgets.layout import column, empty, fill, laid_at_once, row
from app.widgets.quantities import Bounds
from app.widgets.text import SECONDARY, Text, capital
from engine.model.division import VALIDATION_SHARE
from engine.model.quantities import Choice, Formula, Parameter, SettingCondition
from engine.network.seeds import SEEDS

SettingField: TypeAlias = QuantityField | ChoiceField | FormulaField
FIELD = 112
WIDEST_BESIDE = 208  # of a choice; a wider one stands beneath its name, which else has no room
ALWAYS_SHOWN = 3  # parameters; the rest waits behind a button, but for what was set
SEED = Bounds(at_least=0, at_most=SEEDS - 1, integer=True)
PER_CENT = 100
HELD_BACK = Bounds(at_least=0, at_most=50)
NOTHING_HELD_BACK = SettingCondition("data", ("new",), "The data are to be reproduced, so all of them are trained.")
HELD_BACK_BY_DATA = SettingCondition("data", ("new",), "The data say themselves which samples choose the best epoch.")


class FixedMark(QWidget):
    """Says beside the head that nothing can be set while something is trained."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        words = tr("fixed during the run")
        fill(row(self, spacing=6), Mark("lock", words), Text(words, size=SECONDARY, tone="text3"))


class SettingsForm(QWidget):
    """Shows what the drawing keeps of a method's settings, and sets it as undo steps.

    ``changed`` tells that what is shown has become another, ``went_back(field)`` which is to be seen again.
    """

    changed = Signal()
    went_back = Signal(QWidget)

    def __init__(self, editor: Editor, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._editor = editor
        self._facts: MethodFacts | None = None
        self.fields: dict[str, SettingField] = {}
        self._body = column(self, spacing=4)
        self._rare: dict[str, QWidget] = {}
        self._holders: dict[str, QWidget] = {}
        self._details: dict[str, str] = {}
        self._nothing_held_back: dict[str, SettingCondition] = {}
        self._are_rare_shown = False
        self._is_locked = False
        self.more = Button("", "flat")
        self.more.clicked.connect(self._toggle_rare)
        self.back = Button(tr("Back to defaults"), "flat")
        self.back.clicked.connect(self._go_back)
        self._foot = QWidget()
        fill(row(self._foot, spacing=8), self.more, self.back, 1)

    @property
    def values(self) -> dict[str, float | str]:
        """The settings of the method shown, complete."""
        return self.values_of(self._facts) if self._facts is not None else {}

    @property
    def seed(self) -> int:
        """The seed of trainings; the drawing's own where none was set."""
        document = self._editor.document
        return document.settings.seed if document.training.seed is None else document.training.seed

    @property
    def validation(self) -> float:
        """The share of the training samples that is held back."""
        share = self._editor.document.training.validation
        return VALIDATION_SHARE if share is None else share

    def blocks(self) -> bool:
        """Go back to the first field in which something refused stands, if there is one: what it shows is not set."""
        fields = (field for field in self.fields.values() if field.isEnabled() and not isinstance(field, ChoiceField))
        field = next((field for field in fields if field.is_wrong), None)
        if field is not None:
            self.went_back.emit(field)
            field.setFocus()
        return field is not None

    def values_of(self, facts: MethodFacts) -> dict[str, float | str]:
        """The settings of a method, complete, as they were left."""
        names = (*facts.parameters, *facts.choices, *facts.formulas)
        return {name: _default(facts, name) for name in names} | self._set_of(facts)

    def _set_of(self, facts: MethodFacts) -> dict[str, float | str]:
        kept = self._editor.document.training.of(facts.key)
        return known_settings(kept, facts.parameters, facts.choices, facts.formulas)

    def show_method(self, facts: MethodFacts) -> None:
        """Show the settings of a method, as they were left."""
        with laid_at_once(self._body):
            if self._facts != facts:
                self._facts = facts
                self._rebuild(facts)
            self.refresh()

    def refresh(self) -> None:
        """Show what the drawing keeps now."""
        before = {name: field.value for name, field in self.fields.items()}
        for name, value in self.values.items():
            field = self.fields[name]
            if isinstance(field, QuantityField):
                field.set_value(float(value))
            else:
                field.set_value(str(value))
        for name, number in (("seed", self.seed), ("validation", PER_CENT * self.validation)):
            shown = self.fields.get(name)
            if isinstance(shown, QuantityField):
                shown.set_value(number)
        self._show_rare()
        self._show_idle()
        if before != {name: field.value for name, field in self.fields.items()}:
            self.changed.emit()

    def _rebuild(self, facts: MethodFacts) -> None:
        self._clear()
        for index, (name, quantity) in enumerate(facts.parameters.items()):
            if index == ALWAYS_SHOWN:
                self._add_common()
            words = capital(tr(quantity.meaning))
            field = self._quantity(Bounds.of(quantity), self._writer(name, words))
            self._add(name, words, field, quantity.detail, rare=index >= ALWAYS_SHOWN)
        if len(facts.parameters) <= ALWAYS_SHOWN:
            self._add_common()
        for name, declared in facts.choices.items():
            words = capital(tr(declared.meaning))
            options = ChoiceField([(option, tr(option)) for option in declared.options], wrapped=True)
            write = self._writer(name, words)
            options.chosen.connect(lambda value, write=write: write(value, ""))
            self._add(name, words, options, declared.detail, rare=True)
            for formula in (f for f in facts.formulas if name in {where.name for where in facts.formulas[f].where}):
                self._add_formula(facts, formula)
        choices = [field for field in self.fields.values() if isinstance(field, ChoiceField)]
        beside = [choice for choice in choices if _stands_beside(choice)]
        width = max([theme().px(FIELD), *(choice.widest for choice in beside)])
        for choice in beside:  # one left edge
            choice.setFixedWidth(width)
        self._body.addWidget(self._foot)

    def _add_formula(self, facts: MethodFacts, name: str) -> None:
        """Add a formula beneath the choice that it waits for."""
        formula = facts.formulas[name]
        words = capital(tr(formula.meaning))
        field, write = FormulaField(words, facts.read_out), self._writer(name, words)
        field.finished.connect(lambda text: write(text, ""))
        self._add(name, words, field, formula.detail, rare=True)

    def _add_common(self) -> None:
        """Add the settings that no method declares and every training has."""
        chance = tr("The number from which all chance of a training follows: fresh weights, order and input spikes.")
        self._add("seed", tr("Seed"), self._quantity(SEED, self._set_seed), chance)
        held_back = self._quantity(HELD_BACK, self._set_validation)
        part = tr("Share of the training samples that chooses the best epoch and is not trained on.")
        self._add("validation", tr("Validation part (%)"), held_back, part, rare=True)

    def _quantity(self, bounds: Bounds, write: Callable[[float, str], None]) -> QuantityField:
        field = QuantityField(bounds)
        field.edited.connect(write)
        return field

    def _toggle_rare(self) -> None:
        self._are_rare_shown = not self._are_rare_shown
        self._show_rare()

    def _show_rare(self) -> None:
        was_set = self._what_was_set()
        for name, holder in self._rare.items():
            holder.setVisible(self._are_rare_shown or name in was_set)
        self.more.setVisible(bool(self._rare))
        self.more.setText(tr("Fewer settings") if self._are_rare_shown else tr("More settings"))
        self.back.setVisible(bool(was_set))

    def _what_was_set(self) -> set[str]:
        training = self._editor.document.training
        common = {"seed": training.seed, "validation": training.validation}
        own = self._set_of(self._facts) if self._facts is not None else {}
        return {*own, *(name for name, value in common.items() if value is not None)}

    def lock(self, locked: bool) -> None:
        """Keep the values readable but fixed."""
        self._is_locked = locked
        self._show_idle()
        self.back.setEnabled(not locked)

    def hold_back(self, is_possible: bool, is_divided: bool) -> None:
        """Set whether some of the training samples can be held back, which of those that the data say cannot be chosen.

        Of data that are to be reproduced none are.
        """
        reason = HELD_BACK_BY_DATA if is_divided else None if is_possible else NOTHING_HELD_BACK
        self._nothing_held_back = {} if reason is None else {"validation": reason}
        self._show_idle()

    def _show_idle(self) -> None:
        """Disable each setting that changes nothing beside the others, and say what it waits for."""
        facts = self._facts
        waiting = {**(facts.idle(self.values) if facts is not None else {}), **self._nothing_held_back}
        for name, holder in self._holders.items():
            where = waiting.get(name)
            field = self.fields[name]
            holder.setEnabled(where is None)
            field.setEnabled(where is None and not self._is_locked)
            words = [tr("fixed during the run")] if self._is_locked else []
            if where is not None and facts is not None:
                words.append(self._why_idle(where, facts))
            if self._details.get(name):
                words.append(tr(self._details[name]))
            field.setAccessibleDescription(" ".join(words))
            tip = "<p>" + "</p><p>".join(map(escape, words)) + "</p>" if words else ""
            holder.setToolTip(tip)
            if isinstance(field, ChoiceField):
                field.setToolTip(tip)  # else its own, the word that is chosen; a field of a number has none

    @staticmethod
    def _why_idle(where: SettingCondition, facts: MethodFacts) -> str:
        if where.because:
            return tr("Changes nothing here: {reason}", reason=tr(where.because))
        known = facts.parameters.get(where.name) or facts.choices[where.name]
        name = tr(known.meaning)
        if not where.options:
            return tr("Changes nothing while “{setting}” is 0.", setting=name)
        options = listed(tr(option) for option in where.options)
        return tr("Acts only where “{setting}” is: {options}.", setting=name, options=options)

    def _add(
        self,
        name: str,
        words: str,
        field: QuantityField | ChoiceField | FormulaField,
        detail: str = "",
        rare: bool = False,
    ) -> None:
        holder = QWidget()
        if isinstance(field, QuantityField):
            field.setFixedWidth(theme().px(FIELD))
        field.setAccessibleName(words)
        field.setEnabled(not self._is_locked)
        called = Text(words, wrapped=True)
        if isinstance(field, QuantityField) or (isinstance(field, ChoiceField) and _stands_beside(field)):
            fill(row(holder, spacing=8), (called, 1), field)
        else:
            fill(column(holder, spacing=2), called, field)
        if isinstance(field, QuantityField):
            field.objected.connect(ObjectionPlate(holder).say)
        self._body.addWidget(holder)
        self.fields[name], self._holders[name], self._details[name] = field, holder, detail
        if rare:
            self._rare[name] = holder

    def _clear(self) -> None:
        empty(self._body, keep=(self._foot,))
        self.fields, self._rare, self._holders, self._details = {}, {}, {}, {}

    # writing

    def _writer(self, name: str, words: str) -> Callable[[float | str, str], None]:
        def write(value: float | str, gesture: str) -> None:
            facts = self._facts
            if facts is not None:
                kept = None if value == _default(facts, name) else value
                intentions.set_training_value(self._editor, facts.key, name, kept, words, gesture or None)

        return write

    def _set_seed(self, value: float, gesture: str) -> None:
        text = tr("Training: {name}", name=tr("Seed"))
        intentions.set_training(self._editor, text, gesture or None, seed=round(value))

    def _set_validation(self, value: float, gesture: str) -> None:
        text = tr("Training: {name}", name=tr("Validation part (%)"))
        intentions.set_training(self._editor, text, gesture or None, validation=value / PER_CENT)

    def _go_back(self) -> None:
        if self._facts is not None:
            training = self._editor.document.training
            others = {key: own for key, own in training.values.items() if key != self._facts.key}
            text = tr("Training: back to defaults")
            intentions.set_training(self._editor, text, values=others, seed=None, validation=None)


def _stands_beside(choice: ChoiceField) -> bool:
    """Tell whether a choice leaves room for its name on the same line."""
    return choice.widest <= theme().px(WIDEST_BESIDE)


def _default(facts: MethodFacts, name: str) -> float | str:
    declared: Mapping[str, Parameter | Choice | Formula] = {**facts.parameters, **facts.choices, **facts.formulas}
    return declared[name].default
