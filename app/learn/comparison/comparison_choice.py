"""Choice of a comparison: methods that fit, each with its own settings, and the number of seeds."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QWidget

from app.appearance.theme import theme
from app.commands import intentions
from app.commands.editor import Editor
from app.document.training_settings import known_settings
from app.i18n.comparison_words import budget_words
from app.i18n.translation import tr
from app.learn.setup.inquiry import MethodFacts
from app.learn.setup.origin import OriginLine
from app.learn.setup.readiness import Wanted
from app.learn.setup.settings_form import SettingsForm
from app.widgets.buttons import Button
from app.widgets.fields.objection_plate import ObjectionPlate
from app.widgets.fields.quantity_field import QuantityField
from app.widgets.layout import column, fill, hint, let_go, row
from app.widgets.quantities import Bounds
from app.widgets.text import SECONDARY, Text

FIELD = 112
EPOCHS = "epochs"
COUNT = Bounds(at_least=1, at_most=100, integer=True)


class ComparisonChoice(QWidget):
    """``start_wanted`` tells a click on the button; what is chosen is kept with the drawing, as undo steps."""

    start_wanted = Signal()

    def __init__(self, editor: Editor, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._editor = editor
        self.boxes: dict[str, QCheckBox] = {}
        self._facts: dict[str, MethodFacts] = {}
        self._reason = ""
        self._is_locked = False
        self.origin = OriginLine()
        self.seeds = QuantityField(COUNT)
        self.seeds.set_value(float(self.count))
        self.seeds.setAccessibleName(tr("Seeds for each method"))
        self.seeds.edited.connect(self._set_count)
        self.unfair = Text("", size=SECONDARY, tone="warn", wrapped=True)
        self.start = Button("", "quiet", "compare")
        self.start.clicked.connect(self.start_wanted)
        self._list = column(spacing=0)
        seeds = QWidget()
        self.seeds.setFixedWidth(theme().px(FIELD))
        fill(row(seeds, spacing=8), (Text(tr("Seeds for each method"), elided=True), 1), self.seeds)
        what = hint(tr("From the network as it is drawn, each with its settings above."))
        body = fill(column(self, spacing=6), what, self._list, self.origin, seeds)
        self.objection = ObjectionPlate(seeds)
        self.seeds.objected.connect(self.objection.say)
        fill(body, self.unfair, self.start)
        self._show()

    @property
    def count(self) -> int:
        """The number of seeds of each method."""
        return self._editor.document.training.seeds

    @property
    def reason(self) -> str:
        """The reason why nothing can be compared now, "" where something can."""
        if self._is_locked:
            return tr("A training is under way.")
        return self._reason or ("" if self.chosen or not self.boxes else tr("Check a method to compare."))

    @property
    def chosen(self) -> list[MethodFacts]:
        """The methods that are checked, in the order of the list."""
        return [self._facts[key] for key, box in self.boxes.items() if box.isChecked()]

    def wanted(self, settings: SettingsForm) -> list[Wanted]:
        """Each method with its settings as they stand, by each seed from the one that is set there."""
        seeds = range(settings.seed, settings.seed + self.count)
        share = settings.validation
        return [(method, settings.values_of(method), seed, share) for method in self.chosen for seed in seeds]

    def show_methods(self, methods: Sequence[MethodFacts]) -> None:
        """Offer those that fit; what is offered already stays."""
        fitting = {facts.key: facts for facts in methods if not facts.reason}
        if fitting == self._facts:
            self.refresh()
            return
        for box in self.boxes.values():
            let_go(box)
        self._facts = fitting
        self.boxes = {}
        for key, facts in self._facts.items():
            box = QCheckBox(facts.title.replace("&", "&&"))
            box.setToolTip(facts.summary)
            box.setChecked(key not in self._editor.document.training.left_out)
            box.toggled.connect(lambda checked, key=key: self._toggled(key, checked))
            self._list.addWidget(box)
            self.boxes[key] = box
        self._show()

    def refresh(self) -> None:
        """Show what the drawing keeps now."""
        self.seeds.set_value(float(self.count))
        left_out = self._editor.document.training.left_out
        for key, box in self.boxes.items():
            box.blockSignals(True)
            box.setChecked(key not in left_out)
            box.blockSignals(False)
        self._show()

    def show_reason(self, reason: str) -> None:
        """Show the reason why nothing can be trained, "" where something can."""
        self._reason = reason
        self._show()

    def lock(self, locked: bool) -> None:
        """Fixed while something is trained."""
        self._is_locked = locked
        self._show()

    def _toggled(self, key: str, checked: bool) -> None:
        others = tuple(other for other in self._editor.document.training.left_out if other != key)
        title = self._facts[key].title
        text = tr("Compare {method}", method=title) if checked else tr("Do not compare {method}", method=title)
        intentions.set_training(self._editor, text, left_out=others if checked else (*others, key))
        self._show()

    def _set_count(self, value: float, gesture: str) -> None:
        text = tr("Seeds for each method")
        intentions.set_training(self._editor, text, gesture or None, seeds=round(value))
        self._show()

    def _budgets(self) -> dict[str, float]:
        """For how many epochs each of the checked methods would be trained, by its title."""
        training, found = self._editor.document.training, dict[str, float]()
        for facts in self.chosen:
            if EPOCHS in facts.parameters:
                own = known_settings(training.of(facts.key), facts.parameters, facts.choices, facts.formulas)
                found[facts.title] = float(own.get(EPOCHS, facts.parameters[EPOCHS].default))
        return found

    def _show(self) -> None:
        self.unfair.say(budget_words(self._budgets()))
        self.unfair.setVisible(bool(self.unfair.words))
        methods, seeds = len(self.chosen), self.count
        self.start.setText(
            tr("Train {count} {count:time|times}", count=methods * seeds) if methods * seeds != 1 else tr("Train once")
        )
        self.start.setEnabled(not self.reason)
        self.start.setToolTip(self.reason)
        self.seeds.setEnabled(not self._is_locked)
        for box in self.boxes.values():
            box.setEnabled(not self._is_locked)
