"""Ways in which what is trained ends before its last epoch, or goes on without the window."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from app.learn.comparison.comparing import Comparing
from app.learn.looked_at import ViewedRuns
from app.learn.runs.background_trainings import BackgroundTrainings
from app.learn.runs.status import TrainingStatus
from app.learn.runs.training_runs import TrainingRun
from app.learn.setup.asking import FactsRequest
from app.running.trainings.training import Training
from app.widgets.focus import hold_focus


class Endings:
    """Of the training under way and what is compared; ``ended`` tells the panel of a run that nothing comes of here."""

    def __init__(
        self, panel: QWidget, trainer: Training, comparing: Comparing, status: TrainingStatus, looked_at: ViewedRuns,
        background: BackgroundTrainings, asking: FactsRequest, ended: Callable[[TrainingRun], None],
    ) -> None:  # fmt: skip
        self._panel, self._trainer, self._comparing, self._status = panel, trainer, comparing, status
        self._looked_at, self._background, self._asking, self._ended = looked_at, background, asking, ended

    def cancel(self) -> None:
        """End what is under way; it keeps its best weights, and what is compared goes no further."""
        self._comparing.stop()
        self._trainer.cancel()
        if self._trainer.is_running:
            hold_focus(self._panel, self._status)  # its buttons are switched off, and a field would have the keyboard
            self._status.show_cancelling()
        self._asking.want(None)

    def end_early(self) -> None:
        """End the training under way as if its patience were over; what is compared goes on with the next."""
        if self._trainer.is_running:
            self._trainer.end_early()
            hold_focus(self._panel, self._status)
            self._status.show_ending()

    @property
    def can_leave(self) -> bool:
        """True if what is trained goes on without the window."""
        return self._trainer.is_running and self._trainer.job is not None

    @property
    def waiting(self) -> int:
        """The number of trainings of a comparison that have not begun."""
        return self._comparing.waiting

    def leave(self) -> None:
        """Let the training under way go on in its process, of which nothing is heard here any more."""
        self._comparing.stop()
        self._trainer.leave()
        run = self._looked_at.first
        if run is not None and not self._trainer.is_running:
            self._looked_at.choose(run if self._background.leave(run) else None)
            self._ended(run)
