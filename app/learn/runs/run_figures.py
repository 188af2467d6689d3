"""The figures of one run: its curves, its answers, the classes it mistakes, its accuracy after fewer steps."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QVBoxLayout

from app.i18n.translation import tr
from app.learn.runs.answer_courses import AnswerCourses
from app.learn.runs.answers import AnswerStrip
from app.learn.runs.results import Results
from app.learn.runs.run_differences import RunDifferences
from app.learn.runs.training_runs import TrainingRun
from app.running.trainings.answered import Answered
from app.running.trainings.known_trainings import Trainings
from app.widgets.pictures.confusion import ConfusionMatrix
from app.widgets.pictures.curves import CurvesPicture, NamedCurve
from app.widgets.sections import add_section
from app.widgets.text import SECONDARY, Text


class RunFigures:
    """Sections of the panel, each hidden while there is nothing in it.

    Curves and classes follow the ``trainings``, which are those of ``runs``.
    """

    def __init__(self, trainings: Trainings, runs: Callable[[], Sequence[TrainingRun]]) -> None:
        self._trainings, self._runs = trainings, runs
        self.differences = RunDifferences()
        self.results, self.confusion = Results(trainings), ConfusionMatrix()
        self.answers, self.courses = AnswerStrip(), AnswerCourses()
        self.course = CurvesPicture(tr("Accuracy"), shares=True)
        self.confusion.asked.connect(self._ask)

    def lay_out(self, body: QVBoxLayout) -> None:
        """Put the sections that come before the table of runs."""
        self.progress = add_section(body, tr("Progress"), self.results)
        self._differences = add_section(body, tr("What differs"), self.differences)
        self.answered_part = Text("", size=SECONDARY, tone="text2")
        title = tr("What it answers now")
        self._answers = add_section(body, title, self.answers, self.courses, right=self.answered_part)

    def lay_out_rest(self, body: QVBoxLayout) -> None:
        """Put those that come after it."""
        self.steps = Text(tr("steps for which a sample is shown"), size=SECONDARY, tone="text2")
        self._course = add_section(body, tr("Right after fewer steps"), self.course, right=self.steps)
        self.part = Text("", size=SECONDARY, tone="text2")
        self._confusion = add_section(body, tr("Answers by class"), self.confusion, right=self.part)
        self._trainings.changed.connect(self._show_trainings)
        self.hide()

    def hide(self) -> None:
        """There is no run."""
        for section in (self.progress, self._differences, self._answers, self._course, self._confusion):
            section.hide()

    def begin(self) -> None:
        """A training has begun: what belongs to an earlier one goes."""
        self._course.hide()

    def show_run(self, run: TrainingRun) -> None:
        """Show what an ended run reached beside its curves and classes."""
        course = run.record.course
        self.show_answers(run.answers)
        self._course.setVisible(bool(course))
        ticks = [f"{steps:,}" for steps, _ in course]
        series = (NamedCurve("", [share for _, share in course], 0),) if course else ()
        self.course.show_series(series, len(course), ticks=ticks)

    def show_answers(self, answers: Sequence[Answered]) -> None:
        """A few samples with what was answered."""
        self._answers.setVisible(bool(answers))
        self.answers.show_answers([answered for answered in answers if answered.course is None])
        self.answers.setVisible(bool(self.answers.tiles))
        self.courses.show_answers(answers)
        self.courses.setVisible(bool(self.courses.courses))
        is_held_back = all(answered.held_back for answered in answers)
        self.answered_part.say(tr("of the validation part") if is_held_back else tr("of the training part"))

    def _show_trainings(self) -> None:
        first = self._trainings.first
        self.progress.setVisible(first is not None and (first.is_running or bool(first.history)))
        runs = self._runs()
        self._differences.setVisible(len(runs) > 1)
        self.differences.show_runs(runs)
        counts = None if first is None else first.counts
        there_are = counts is not None and bool(counts.size)
        self._confusion.setVisible(there_are)
        if first is not None and counts is not None and there_are:
            self.part.say(tr("of the test part") if first.tested else tr("of the validation part"))
            self.confusion.show_counts(counts, first.names)

    def _ask(self, label: int, answer: int) -> None:
        if self._trainings.first is not None:
            self._trainings.asked.emit(self._trainings.first, label, answer)
