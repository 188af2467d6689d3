"""The weights of training runs, put into the document as far as they still fit."""

from __future__ import annotations

from collections.abc import Sequence

from app.commands import intentions
from app.commands.editor import Editor
from app.learn.messages import Messages
from app.learn.runs import TrainingRun, misfits
from app.translation import tr
from app.widgets.banner import Banner


class Restoring:
    """Each deed is one undo step; where the network moved away under a run, a message offers what still fits."""

    def __init__(self, editor: Editor, messages: Messages) -> None:
        self._editor, self._messages = editor, messages

    def restore(self, run: TrainingRun) -> None:
        """Put the run's arrays into the document, or say why that is impossible."""
        moved = misfits(self._editor.document, run)
        if moved and not run.is_applied:
            self._offer(run, moved)
            return
        self._messages.say(None)
        if not run.is_applied:
            self._apply(run)

    def keep(self, run: TrainingRun) -> None:
        """The same for a run that has just ended; one that left no arrays changes nothing."""
        moved = misfits(self._editor.document, run)
        if moved:
            self._offer(run, moved)
        elif run.arrays:
            self._apply(run)

    def _apply(self, run: TrainingRun) -> None:
        name = tr("Weights of training run {number}", number=run.number)
        intentions.set_arrays(self._editor, run.arrays, name)

    def _offer(self, run: TrainingRun, moved: Sequence[str]) -> None:
        self._messages.say(
            Banner(
                "warning",
                tr("The network changed; run {number} was not applied", number=run.number),
                tr("No longer of the same shape: {titles}.", titles=", ".join(moved)),
                (
                    (tr("Apply what fits"), lambda: self._apply_fitting(run)),
                    (tr("Leave it"), lambda: self._messages.say(None)),
                ),
            )
        )

    def _apply_fitting(self, run: TrainingRun) -> None:
        document = self._editor.document
        arrays = {key: array for key, array in run.arrays.items() if not misfits(document, run.only(key))}
        if arrays:
            name = tr("Part of the weights of training run {number}", number=run.number)
            intentions.set_arrays(self._editor, arrays, name)
        self._messages.say(None)
