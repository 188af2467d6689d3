"""What one run reached: its curves, what it answers, which classes it mistakes, how right it is after fewer steps."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QVBoxLayout

from app.learn.answers import Answers
from app.learn.results import Results
from app.learn.runs import TRAINING, TrainingRun
from app.learn.sections import add_section
from app.learn.trainer import Answered, Integers
from app.translation import tr
from app.widgets.confusion import Confusion
from app.widgets.curves import Curves, Series
from app.widgets.text import SECONDARY, Text
from engine.network.values import Floats


class RunFigures:
    """Sections of the panel, each hidden while there is nothing in it; ``names`` are those of the classes."""

    def __init__(self) -> None:
        self.results, self.answers, self.confusion = Results(), Answers(), Confusion()
        self.course = Curves(tr("Accuracy"), percent=True)
        self.names: Sequence[str] = ()

    def lay_out(self, body: QVBoxLayout) -> None:
        """Put the sections that come before the table of runs."""
        self.progress = add_section(body, tr("Progress"), self.results)
        part = Text(tr("of the validation part"), size=SECONDARY, tone="text2")
        self._answers = add_section(body, tr("What it answers now"), self.answers, right=part)

    def lay_out_rest(self, body: QVBoxLayout) -> None:
        """Put those that come after it."""
        self.steps = Text(tr("steps for which a sample is shown"), size=SECONDARY, tone="text2")
        self._course = add_section(body, tr("Right after fewer steps"), self.course, right=self.steps)
        self.part = Text("", size=SECONDARY, tone="text2")
        self._confusion = add_section(body, tr("Answers by class"), self.confusion, right=self.part)
        self.hide()

    def hide(self) -> None:
        """There is no run."""
        for section in (self.progress, self._answers, self._course, self._confusion):
            section.hide()

    def begin(self, epochs: int) -> None:
        """A training of so many epochs has begun: its curves have their place before there is anything to draw."""
        self.results.clear(epochs)
        self.progress.show()
        self._course.hide()
        self._confusion.hide()

    def show_progress(self, run: TrainingRun, confusion: Floats | Integers | None) -> None:
        """What is known while it goes on."""
        self._show_curves(run)
        self._show_confusion(confusion, tested=False)

    def show_run(self, run: TrainingRun) -> None:
        """What one that has ended reached."""
        self._show_curves(run)
        self.show_answers(run.answers)
        self._show_confusion(run.confusion, tested=run.test_accuracy is not None)
        self._course.setVisible(bool(run.course))
        ticks = [f"{steps:,}" for steps, _ in run.course]
        series = (Series("", [share for _, share in run.course], 0),) if run.course else ()
        self.course.show_series(series, len(run.course), ticks=ticks)

    def show_answers(self, answers: Sequence[Answered]) -> None:
        """A few samples with what was answered."""
        self._answers.setVisible(bool(answers))
        self.answers.show_answers(answers)

    def _show_curves(self, run: TrainingRun) -> None:
        self.progress.setVisible(bool(run.history) or run.state == TRAINING)
        self.results.show_run(run)

    def _show_confusion(self, counts: Floats | Integers | None, tested: bool) -> None:
        there_are = counts is not None and bool(counts.size)
        self._confusion.setVisible(there_are)
        if counts is not None and there_are:
            names = self.names if len(self.names) == len(counts) else ()
            self.part.say(tr("of the test part") if tested else tr("of the validation part"))
            self.confusion.show_counts(counts, "", names)
