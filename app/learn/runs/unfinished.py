"""Trainings that could go on: kept with the project while they run and after they were cancelled, until given up."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from msgspec import structs

from app.commands.editor import Editor
from app.document.kept_runs import KeptRun
from app.i18n.translation import tr
from app.learn.runs.keeping import best_of, kept_runs
from app.learn.runs.messages import Messages
from app.learn.runs.training_runs import TrainingRun, kept_arrays
from app.widgets.banner import Banner


class Unfinished:
    """``shown`` tells the panel that a run can go on now, or no longer."""

    def __init__(
        self, editor: Editor, messages: Messages, runs: Sequence[TrainingRun], shown: Callable[[], None]
    ) -> None:
        self._editor, self._messages, self._runs, self._shown = editor, messages, runs, shown

    def keep(self) -> None:
        """Let the project keep all runs as they are."""
        self._editor.keep_runs(kept_runs(self._runs))

    def hold(self, run: TrainingRun | None, epoch: int, checkpoint: bytes) -> None:
        """Keep what a run under way could go on from, in case the machine stops before it ends."""
        if run is not None:
            run.hold(epoch, checkpoint)
            self.keep()

    def fill(self, run: TrainingRun) -> None:
        """Give a run that was interrupted the best weights that it had."""
        if not run.arrays and run.checkpoint is not None:
            run.arrays = best_of(run.checkpoint)

    def discard(self, run: TrainingRun | None) -> None:
        """Give up that a run could go on; its figures and weights stay. A click brings it back."""
        if run is None or run.checkpoint is None:
            return
        self.fill(run)
        before, arrays = run.record, kept_arrays(self._editor.document, run.arrays)
        self._set(run, structs.replace(before, checkpoint=None, arrays=arrays))
        words = tr("Run {number} can no longer be resumed; its figures and weights stay.", number=run.number)
        back = (tr("Bring it back"), lambda: self._bring_back(run, before))
        self._messages.say(Banner("note", tr("Discarded"), words, (back,), primary=False))

    def _bring_back(self, run: TrainingRun, before: KeptRun) -> None:
        self._messages.say(None)
        if run in self._runs:  # else another project is open
            self._set(run, before)

    def _set(self, run: TrainingRun, record: KeptRun) -> None:
        run.record = record
        self.keep()
        self._shown()
