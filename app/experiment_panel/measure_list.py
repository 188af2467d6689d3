"""The measures of an experiment, as they are typed; without any, the rate of every population is measured."""

from __future__ import annotations

from functools import partial

from msgspec.structs import replace
from PySide6.QtWidgets import QMenu, QWidget

from app.appearance.theme import theme
from app.commands import intentions
from app.commands.editor import Editor
from app.document.experiment import Experiment
from app.experiments.measure_expression import MeasureProblem, measurable, measure_words, parse_measure
from app.experiments.measures import MEASURES
from app.i18n.translation import tr
from app.widgets.actions import callback
from app.widgets.buttons import Button, IconButton
from app.widgets.fields.checked_line import CheckedLine
from app.widgets.fields.objection_plate import ObjectionPlate
from app.widgets.layout import column, empty, fill, laid_at_once, row
from app.widgets.text import SECONDARY, Text, capital

FORM = "rate(A)/rate(B)"
UNIT = 34  # px, so that all fields end at one edge


class MeasureList(QWidget):
    """Edits the experiment that is looked at."""

    def __init__(self, editor: Editor, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._editor = editor
        self._body = column(spacing=4)
        self.rows: list[MeasureRow] = []
        self.hint = Text(
            tr("The rate of every population that fires, unless something is added here."),
            size=SECONDARY, tone="text2", wrapped=True, parent=self,
        )  # fmt: skip
        self.add = Button(tr("Measure"), "quiet", "add", self)
        self._menu = QMenu(self.add)
        self._menu.aboutToShow.connect(self._fill_menu)
        self.add.setMenu(self._menu)
        fill(column(self, spacing=4), self._body, self.hint, fill(row(margins=(0, 4, 0, 0)), self.add, 1))
        self._count = -1

    def show_experiment(self, experiment: Experiment) -> None:
        """Show the measures of an experiment; what is being typed stays."""
        if len(experiment.measures) != self._count:
            self._count = len(experiment.measures)
            self._rebuild()
        for place, shown in enumerate(self.rows):
            shown.show_measure(experiment.measures[place], place)

    def _rebuild(self) -> None:
        with laid_at_once(self._body):
            empty(self._body)
            self.rows = [MeasureRow(self._editor, self) for _ in range(self._count)]
            for shown in self.rows:
                self._body.addWidget(shown)
        self.hint.setVisible(not self._count)

    def _fill_menu(self) -> None:
        self._menu.clear()
        document = self._editor.document
        for words, id, names in measurable(document):
            own = self._menu.addMenu(words.replace("&", "&&"))
            for name in names:
                text = f"{name}({id})"
                own.addAction(callback(capital(tr(MEASURES[name].called)), partial(self._measure, text), own))

    def _measure(self, text: str) -> None:
        experiment = _looked_at(self._editor)
        if text not in experiment.measures:
            _put(self._editor, (*experiment.measures, text), tr("Measure more"))


class MeasureRow(QWidget):
    """One measure, or an expression over several."""

    def __init__(self, editor: Editor, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._editor, self._place = editor, 0
        self.text = CheckedLine(partial(_read, editor), FORM)
        self.text.setAccessibleName(tr("Measure"))
        self.unit = Text("", size=SECONDARY, tone="text2")
        self.unit.setFixedWidth(theme().px(UNIT))
        self.remove = IconButton("close", tr("Measure it no more"))
        self.text.finished.connect(self._write)
        self._objection = ObjectionPlate(self)
        self.text.objected.connect(self._objection.say)
        self.remove.clicked.connect(self._remove)
        fill(row(self, spacing=6), (self.text, 1), self.unit, self.remove)

    def show_measure(self, text: str, place: int) -> None:
        """Show the measure at a place, with the titles that elements have now."""
        self._place = place
        self.text.set_value(measure_words(self._editor.document, text))
        try:
            read = parse_measure(self._editor.document, text)
        except MeasureProblem as problem:
            self.unit.say("")
            self.text.refuse(str(problem))
            return
        self.unit.say("" if read.unit == "1" else read.unit)
        meanings = [capital(tr(call.measure.called)) for call in read.calls]
        self.text.setToolTip("\n".join(dict.fromkeys(meanings)))

    def _write(self, text: str) -> None:
        measures = list(_looked_at(self._editor).measures)
        measures[self._place] = _read(self._editor, text)
        _put(self._editor, tuple(dict.fromkeys(measures)), tr("Change what is measured"))

    def _remove(self) -> None:
        measures = _looked_at(self._editor).measures
        _put(self._editor, measures[: self._place] + measures[self._place + 1 :], tr("Measure less"))


def _read(editor: Editor, text: str) -> str:
    return parse_measure(editor.document, text).text


def _looked_at(editor: Editor) -> Experiment:
    return editor.document.experiments[editor.experiment]


def _put(editor: Editor, measures: tuple[str, ...], text: str) -> None:
    intentions.put_experiment(editor, editor.experiment, replace(_looked_at(editor), measures=measures), text)
