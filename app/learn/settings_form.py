"""Settings of a learning method, from its declaration; they are fixed while it trains."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.appearance.theme import theme
from app.learn.inquiry import MethodFacts
from app.translation import tr
from app.widgets.buttons import Button, Mark
from app.widgets.choice_field import ChoiceField
from app.widgets.layout import column, row
from app.widgets.quantities import Bounds
from app.widgets.quantity_field import QuantityField
from app.widgets.text import SECONDARY, Text, capital

FIELD = 112
ALWAYS_SHOWN = 3  # parameters; the rest waits behind a button
SEED = Bounds(at_least=0, at_most=2**31 - 1, integer=True)


class FixedMark(QWidget):
    """Says beside the head that nothing can be set while something is trained."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        words = tr("fixed during the run")
        line = row(self, spacing=6)
        line.addWidget(Mark("lock", words))
        line.addWidget(Text(words, size=SECONDARY, tone="text3"))


class SettingsForm(QWidget):
    """Remembers what was set for each method; ``changed`` tells that a person set something."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._values: dict[str, dict[str, float | str]] = {}
        self._method = ""
        self.seed = 1
        self.fields: dict[str, QuantityField | ChoiceField] = {}
        self._body = column(self, spacing=4)
        self._rare: list[QWidget] = []
        self._are_rare_shown = False
        self.more = Button("", "flat")
        self.more.clicked.connect(self._toggle_rare)

    @property
    def values(self) -> dict[str, float | str]:
        """The settings of the method shown, complete."""
        return dict(self._values.get(self._method, {}))

    def values_of(self, facts: MethodFacts) -> dict[str, float | str]:
        """The settings of a method, complete, as they were left."""
        defaults: Mapping[str, float | str] = {
            **{name: quantity.default for name, quantity in facts.parameters.items()},
            **{name: choice.default for name, choice in facts.choices.items()},
        }
        return dict(self._values.setdefault(facts.key, dict(defaults)))

    def show_method(self, facts: MethodFacts) -> None:
        """Show the settings of a method, as they were left."""
        self.values_of(facts)
        if self._method == facts.key:
            return
        self._method = facts.key
        self._clear()
        for index, (name, quantity) in enumerate(facts.parameters.items()):
            if index == ALWAYS_SHOWN:
                self._add_seed()
            field = QuantityField(Bounds.of(quantity))
            field.set_value(float(self._values[facts.key][name]))
            field.edited.connect(lambda value, _gesture, name=name: self._set(name, value))
            self._add(name, capital(tr(quantity.meaning)), field, rare=index >= ALWAYS_SHOWN)
        if len(facts.parameters) <= ALWAYS_SHOWN:
            self._add_seed()
        for name, choice in facts.choices.items():
            options = ChoiceField([(option, tr(option)) for option in choice.options])
            options.set_value(str(self._values[facts.key][name]))
            options.chosen.connect(lambda value, name=name: self._set(name, value))
            self._add(name, capital(tr(choice.meaning)), options, rare=True)
        self._body.addWidget(self.more)
        self._show_rare()

    def _add_seed(self) -> None:
        seed = QuantityField(SEED)
        seed.set_value(float(self.seed))
        seed.edited.connect(self._set_seed)
        self._add("seed", tr("Seed"), seed)

    def _toggle_rare(self) -> None:
        self._are_rare_shown = not self._are_rare_shown
        self._show_rare()

    def _show_rare(self) -> None:
        for holder in self._rare:
            holder.setVisible(self._are_rare_shown)
        self.more.setVisible(bool(self._rare))
        self.more.setText(tr("Fewer settings") if self._are_rare_shown else tr("More settings"))

    def lock(self, locked: bool) -> None:
        """Keep the values readable but fixed."""
        for field in self.fields.values():
            field.setEnabled(not locked)
            field.setToolTip(tr("fixed during the run") if locked else "")

    def _add(self, name: str, words: str, field: QuantityField | ChoiceField, rare: bool = False) -> None:
        holder = QWidget()
        body = column(holder)
        line = row(spacing=8)
        line.addWidget(Text(words, elided=True), 1)
        field.setFixedWidth(theme().px(FIELD + 40 if isinstance(field, ChoiceField) else FIELD))
        field.setAccessibleName(words)
        line.addWidget(field)
        body.addLayout(line)
        if isinstance(field, QuantityField):
            objection = Text("", size=SECONDARY, tone="error", wrapped=True)
            objection.hide()
            field.objected.connect(objection.say)
            field.objected.connect(lambda why: objection.setVisible(bool(why)))
            body.addWidget(objection)
        self._body.addWidget(holder)
        self.fields[name] = field
        if rare:
            self._rare.append(holder)

    def _clear(self) -> None:
        while (item := self._body.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None and widget is not self.more:
                widget.hide()
                widget.deleteLater()
        self.fields = {}
        self._rare = []

    def _set(self, name: str, value: float | str) -> None:
        self._values[self._method][name] = value
        self.changed.emit()

    def _set_seed(self, value: float, _gesture: str) -> None:
        self.seed = round(value)
