"""The factors of an experiment: each with the values that it takes, as they are typed."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from msgspec.structs import replace
from PySide6.QtWidgets import QMenu, QWidget

from app.commands import intentions
from app.commands.editor import Editor
from app.document.document import Document
from app.document.elements import Element, Link
from app.document.experiment import Design, Experiment, Factor, ListedValues
from app.document.meaning.value_addresses import UnknownAddress, ValueAddress, addresses
from app.document.place_words import link_words
from app.experiments.design import DesignProblem, points_of
from app.experiments.factors import address_in, address_words, parse_values, values_text
from app.i18n.translation import tr
from app.widgets.actions import callback
from app.widgets.buttons import Button, IconButton
from app.widgets.fields.checked_line import CheckedLine
from app.widgets.fields.objection_plate import ObjectionPlate
from app.widgets.layout import column, empty, fill, laid_at_once, row
from app.widgets.quantities import number_words, unit_text
from app.widgets.text import MEDIUM, SECONDARY, Text, row_words
from engine.model.declaration import Parameter

SHOWN = 3  # values at the begin that are told before the last
FORMS = "5:20:16"


class FactorList(QWidget):
    """Edits the experiment that is looked at."""

    def __init__(self, editor: Editor, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._editor = editor
        self._body = column(spacing=10)
        self.rows: list[FactorRow] = []
        self.hint = Text(
            tr("Nothing is varied yet: choose a value here, or Vary… in the menu of a value, a slider or a badge."),
            size=SECONDARY, tone="text2", wrapped=True, parent=self,
        )  # fmt: skip
        self.add = Button(tr("Vary a value"), "quiet", "add", self)
        self._menu = QMenu(self.add)
        self._menu.aboutToShow.connect(self._fill_menu)
        self.add.setMenu(self._menu)
        fill(column(self, spacing=10), self._body, self.hint, fill(row(), self.add, 1))
        self._shape: object = None

    def show_experiment(self, experiment: Experiment) -> None:
        """Show the factors of an experiment; what is being typed stays."""
        shape = [(factor.element, factor.name, factor.part) for factor in experiment.factors]
        if shape != self._shape:
            self._shape = shape
            self._rebuild(len(shape))
        for place, shown in enumerate(self.rows):
            shown.show_factor(experiment, place)

    def _rebuild(self, count: int) -> None:
        with laid_at_once(self._body):
            empty(self._body)
            self.rows = [FactorRow(self._editor, self) for _ in range(count)]
            for shown in self.rows:
                self._body.addWidget(shown)
        self.hint.setVisible(not count)

    def _fill_menu(self) -> None:
        self._menu.clear()
        document = self._editor.document
        for element in document.elements():
            found = list(addresses(document, element))
            if found:
                own = self._menu.addMenu(element_words(document, element).replace("&", "&&"))
                for address in found:
                    own.addAction(
                        callback(row_words(address.settable), partial(intentions.vary, self._editor, address), own)
                    )


class FactorRow(QWidget):
    """One factor: its name, its values as they are typed, and how many these are."""

    def __init__(self, editor: Editor, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._editor, self._place = editor, 0
        self._factor: Factor | None = None
        self.name = Text("", weight=MEDIUM, wrapped=True)
        self.remove = IconButton("close", tr("Vary it no more"))
        self.values = CheckedLine(self._checked, FORMS)
        self.values.setToolTip(
            tr("start:stop:count, with :log behind it where logarithmic; or a,b,c; or normal(mean,deviation):count")
        )
        self.told = Text("", size=SECONDARY, tone="text2", wrapped=True)
        self.values.finished.connect(self._write)
        self._objection = ObjectionPlate(self)
        self.values.objected.connect(self._objection.say)
        self.remove.clicked.connect(self._remove)
        head = fill(row(spacing=6), (self.name, 1), self.remove)
        fill(column(self, spacing=4), head, self.values, self.told)

    def show_factor(self, experiment: Experiment, place: int) -> None:
        """Show the factor at a place, as the drawing has it now."""
        document, factor = self._editor.document, experiment.factors[place]
        self._place, self._factor = place, factor
        self.values.set_value(values_text(factor.values))
        try:
            address = address_in(document, factor)
        except UnknownAddress as problem:
            self.name.say(address_words(document, factor))
            self._tell(str(problem), is_wrong=True)
            return
        element = document.element(factor.element)
        assert element is not None
        self.name.say(f"{element_words(document, element)} · {row_words(address.settable)}")
        self.values.setAccessibleName(self.name.words)
        self._tell(_values_words(experiment.design, factor, address), is_wrong=False)

    def _tell(self, words: str, is_wrong: bool) -> None:
        self.told.set_tone("error" if is_wrong else "text2")
        self.told.say(words)
        self.told.setVisible(bool(words))

    def _checked(self, text: str) -> object:
        assert self._factor is not None
        return parse_values(self._editor.document, self._factor, text)

    def _write(self, text: str) -> None:
        experiment, factor = self._experiment, self._factor
        assert factor is not None
        changed = replace(factor, values=parse_values(self._editor.document, factor, text))
        factors = (*experiment.factors[: self._place], changed, *experiment.factors[self._place + 1 :])
        self._put(replace(experiment, factors=factors), tr("Change what is varied"))

    def _remove(self) -> None:
        factors = self._experiment.factors
        left = factors[: self._place] + factors[self._place + 1 :]
        self._put(replace(self._experiment, factors=left), tr("Vary {name} no more", name=factors[self._place].name))

    @property
    def _experiment(self) -> Experiment:
        return self._editor.document.experiments[self._editor.experiment]

    def _put(self, experiment: Experiment, text: str) -> None:
        intentions.put_experiment(self._editor, self._editor.experiment, experiment, text)


def element_words(document: Document, element: Element) -> str:
    """A node by its title, a link by what it joins."""
    return link_words(document, element) if isinstance(element, Link) else element.title


def _values_words(design: Design, factor: Factor, address: ValueAddress) -> str:
    """The number of values, and the first and last of them with their unit; of spread points, what is taken."""
    if design.is_sampled and not isinstance(factor.values, ListedValues):
        return tr("any value in between") if design.is_search else tr("as many values as there are points")
    alone = Experiment("-", (factor,), ())
    settable = address.settable
    try:
        points = points_of(alone, (isinstance(settable, Parameter) and settable.integer,))
    except DesignProblem:
        return tr("as many values as there are points")
    values: Sequence[float | str] = [point[0] for point in points]
    unit = unit_text(settable.unit) if isinstance(settable, Parameter) else ""
    words = [tr(value) if isinstance(value, str) else number_words(value) for value in values]
    told = words if len(words) <= SHOWN + 1 else [*words[:SHOWN], "…", words[-1]]
    listed = f"{', '.join(told)} {unit}".strip()
    return tr("{count} {count:value|values}: {values}", count=len(values), values=listed)
