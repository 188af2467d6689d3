"""The form of the runs of an experiment: how values meet, with which seeds, for how long, and by how many workers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from msgspec.structs import replace
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from app.appearance.theme import theme
from app.commands import intentions
from app.commands.editor import Editor
from app.document.document import Document
from app.document.experiment import MOST_POINTS, Design, Experiment, Goal
from app.experiments.measure_expression import MeasureProblem, measure_words, parse_measure
from app.experiments.seed_ranges import parse_seeds, seeds_text
from app.i18n.translation import tr, tr_as
from app.widgets.fields.checked_line import CheckedLine
from app.widgets.fields.choice_field import ChoiceField
from app.widgets.fields.objection_plate import ObjectionPlate
from app.widgets.fields.quantity_field import QuantityField
from app.widgets.layout import column, fill, row
from app.widgets.quantities import Bounds
from app.widgets.text import Text
from engine.model.declaration import UNITLESS

FIELD = 150
LONGEST = 1e9  # ms
MOST_JOBS = 1024


class RunForm(QWidget):
    """Edits the experiment that is looked at; ``jobs_chosen`` tells the number of workers, which no project keeps."""

    jobs_chosen = Signal(int)

    def __init__(self, editor: Editor, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._editor = editor
        self._body = column(self, spacing=4)
        self.design = ChoiceField(
            [
                (Design.CROSSED.value, tr_as("crossed", "design")),
                (Design.PAIRED.value, tr_as("paired", "design")),
                (Design.LATIN_HYPERCUBE.value, tr("Latin hypercube")),
                (Design.SOBOL.value, tr("Sobol sequence")),
                (Design.CMA_ES.value, tr("CMA-ES search")),
                (Design.BAYESIAN.value, tr("Bayesian search")),
            ]
        )
        self.points = QuantityField(Bounds(at_least=1, at_most=MOST_POINTS, integer=True))
        self.goal = ChoiceField(
            [
                (Goal.MINIMISE.value, tr_as("minimise", "goal")),
                (Goal.MAXIMISE.value, tr_as("maximise", "goal")),
                (Goal.REACH.value, tr_as("reach", "goal")),
            ]
        )
        self.measure = ChoiceField()
        self.target = QuantityField(Bounds())
        self.seeds = CheckedLine(parse_seeds, "0-9")
        self.duration = QuantityField(Bounds("ms", above=0.0, at_most=LONGEST))
        self.discarded = QuantityField(Bounds("ms", at_least=0.0, at_most=LONGEST))
        self.jobs = QuantityField(Bounds(at_least=1, at_most=MOST_JOBS, integer=True))
        self.seeds.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.design.chosen.connect(lambda key: self._put(tr("Change how values meet"), design=Design(key)))
        self.points.edited.connect(self._writer("points", tr("Change the number of points"), round))
        self.goal.chosen.connect(lambda key: self._want(goal=Goal(key)))
        self.measure.chosen.connect(lambda key: self._want(measure=key))
        self.target.edited.connect(lambda value, gesture: self._want(gesture, target=float(value)))
        self.seeds.finished.connect(lambda text: self._put(tr("Change the seeds"), seeds=parse_seeds(text)))
        self.duration.edited.connect(self._writer("duration", tr("Change the duration"), float))
        self.discarded.edited.connect(self._writer("discarded", tr("Change what is not measured"), float))
        self.jobs.edited.connect(lambda value, _gesture: self.jobs_chosen.emit(round(value)))
        crossed = tr("Crossed: every value with every other. Paired: the first with the first, and so on.")
        spread = tr("Latin hypercube and Sobol spread points over ranges.")
        search = tr("A search asks for points by what came of those before.")
        self._add(tr("Design"), self.design, f"{crossed} {spread} {search}")
        self._wanted = [
            self._add(tr("Goal"), self.goal, tr("What the search wants of the measure, as a mean over seeds")),
            self._add(tr("Measure"), self.measure),
        ]
        self._target = self._add(tr("Target"), self.target)
        self._points = self._add(tr("Points"), self.points)
        self._add(tr("Seeds"), self.seeds, tr("Every point is run with each of these seeds: 0-9, or 1,2,5"))
        self._add(tr("Duration"), self.duration)
        self._add(tr("Not measured"), self.discarded, tr("The time at the begin of each run that is left out"))
        self._add(tr("Processes"), self.jobs, tr("Runs that are made at once, each by a process with one thread"))

    def show_experiment(self, experiment: Experiment) -> None:
        """Show the settings of an experiment; what is being typed stays."""
        self.design.set_value(experiment.design.value)
        self.points.set_value(experiment.points)
        self.seeds.set_value(seeds_text(experiment.seeds))
        self.duration.set_value(experiment.duration)
        self.discarded.set_value(experiment.discarded)
        self._points.setVisible(experiment.design.is_sampled)
        self._show_objective(experiment)

    def _show_objective(self, experiment: Experiment) -> None:
        document, objective, is_search = self._editor.document, experiment.objective, experiment.design.is_search
        measures = [(text, measure_words(document, text)) for text in experiment.measures]
        self.goal.set_value(objective.goal.value)
        wanted = objective.measure or next((text for text, _ in measures), "")
        if wanted not in experiment.measures:
            measures.append((wanted, measure_words(document, wanted) or tr("the first that is measured")))
        self.measure.set_options(measures)
        self.measure.set_value(wanted)
        self.target.set_bounds(Bounds(_unit_of(document, wanted)))
        self.target.set_value(objective.target)
        for holder in self._wanted:
            holder.setVisible(is_search)
        self._target.setVisible(is_search and objective.goal is Goal.REACH)

    def show_jobs(self, jobs: int) -> None:
        """Show by how many workers the runs are made."""
        self.jobs.set_value(jobs)

    @property
    def is_wrong(self) -> bool:
        """True while something refused stands in a field."""
        fields = self.points, self.target, self.seeds, self.duration, self.discarded, self.jobs
        return any(field.is_wrong for field in fields)

    def _add(self, words: str, field: QuantityField | ChoiceField | CheckedLine, tip: str = "") -> QWidget:
        holder = QWidget()
        field.setFixedWidth(theme().px(FIELD))
        field.setAccessibleName(words)
        holder.setToolTip(tip)
        fill(row(holder, spacing=8), (Text(words, wrapped=True), 1), field)
        if not isinstance(field, ChoiceField):
            field.objected.connect(ObjectionPlate(holder).say)
        self._body.addWidget(holder)
        return holder

    def _writer(self, name: str, text: str, kind: Callable[[Any], Any]) -> Callable[[Any, str], None]:
        return lambda value, gesture: self._put(text, gesture or None, **{name: kind(value)})

    def _want(self, gesture: str | None = None, **fields: Any) -> None:
        experiment = self._editor.document.experiments[self._editor.experiment]
        objective = replace(experiment.objective, **fields)
        self._put(tr("Change what is searched for"), gesture or None, objective=objective)

    def _put(self, text: str, gesture: str | None = None, **fields: Any) -> None:
        editor = self._editor
        changed = replace(editor.document.experiments[editor.experiment], **fields)
        intentions.put_experiment(editor, editor.experiment, changed, text, gesture)


def _unit_of(document: Document, measure: str) -> str:
    """The unit in which a target is typed; none of a measure that the drawing does not know."""
    try:
        return parse_measure(document, measure).unit
    except MeasureProblem:
        return UNITLESS
