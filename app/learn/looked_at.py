"""The runs in view: one that is under way or chosen, and those whose curves a person put beside it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from app.commands.editor import Editor
from app.document.meaning.meaning import meaning
from app.learn.mistaken import Mistaken
from app.learn.runs.training_runs import TrainingRun
from app.running.trainings.known_trainings import ShownTraining, Trainings


class ViewedRuns:
    """Tells every view of trainings whenever that, or what is known of a run, has changed."""

    def __init__(self, editor: Editor, parent: QWidget) -> None:
        self.trainings = Trainings(parent)
        self.mistaken = Mistaken(parent)
        self._editor = editor
        self.first: TrainingRun | None = None
        self.names: Sequence[str] = ()  # of the classes
        self._beside: list[TrainingRun] = []
        self.trainings.asked.connect(self._show_mistaken)

    def choose(self, run: TrainingRun | None) -> None:
        """Look at this run first; None looks at nothing any more."""
        before, self.first = self.first, run
        if run is None:
            self._beside.clear()
        elif run in self._beside and before is not None and before is not run:  # they change places
            self._beside[self._beside.index(run)] = before
        self.tell()

    def toggle(self, run: TrainingRun) -> None:
        """Put a run beside the first, or take it away; the first stays."""
        if run is self.first:
            return
        if self.first is None:
            self.first = run
        elif run in self._beside:
            self._beside.remove(run)
        else:
            self._beside.append(run)
        self.tell()

    @property
    def runs(self) -> list[TrainingRun]:
        """Those whose curves are drawn, the first one first."""
        return [] if self.first is None else [self.first, *(run for run in self._beside if run is not self.first)]

    def tell(self) -> None:
        """Tell the views what is known now."""
        self.trainings.show([shown_training(run, self.names) for run in self.runs])

    def holds(self, run: TrainingRun) -> bool:
        """Tell whether a run's curves are drawn."""
        return run is self.first or run in self._beside

    def _show_mistaken(self, training: ShownTraining, label: int, answer: int) -> None:
        """Of a run that an opened project kept the data are those that are drawn."""
        run = next((run for run in (self.first, *self._beside) if run and run.number == training.number), None)
        known = run is not None and bool(run.description.datasets)
        description = run.description if run and known else meaning(self._editor.document).description
        self.mistaken.show_samples(training, label, answer, description)


def shown_training(run: TrainingRun, names: Sequence[str]) -> ShownTraining:
    """A run as views see it."""
    record = run.record
    wanted = record.epochs or round(float(record.settings.get("epochs", 0)))
    return ShownTraining(
        record.number,
        wanted,
        record.history,
        run.best_epoch if run.is_validated else 0,
        record.merit,
        run.confusion,
        run.mistakes,
        run.test_accuracy is not None,
        names,
        run.is_training,
    )
