"""The weights of training runs, put into the document as far as they still fit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from app.commands import intentions
from app.commands.editor import Editor
from app.document.document import Document
from app.document.meaning.meaning import meaning
from app.document.trained import ENDS, WEIGHT
from app.i18n.translation import listed, tr
from app.learn.runs.messages import Messages
from app.learn.runs.training_runs import TrainingRun, moved, title_of
from app.widgets.banner import Banner
from engine.network.values import Floats
from engine.problems import NetworkError

Arrays = Mapping[tuple[str, str], Floats]


class Restoring:
    """Each action is one undo step; where the network moved away under a run, a message offers what still fits."""

    def __init__(self, editor: Editor, messages: Messages) -> None:
        self._editor, self._messages = editor, messages

    def restore(self, run: TrainingRun) -> None:
        """Put the run's arrays into the document, or say why that is impossible."""
        self._messages.say(None)
        if not run.is_applied or bare(run.arrays):  # such weights are in a drawing that refuses them
            self.keep(run)

    def keep(self, run: TrainingRun) -> None:
        """The same for a run that has just ended; one that left no arrays changes nothing."""
        fitting, others = self._fitting(run)
        if others:
            self._offer(run, others)
        elif fitting:
            if bare(run.arrays):
                run.put_arrays(fitting, self._editor.document)
            intentions.set_arrays(self._editor, fitting, tr("Weights of training run {number}", number=run.number))

    def _fitting(self, run: TrainingRun) -> tuple[Arrays, list[str]]:
        """Those of the run's arrays that still fit, and the titles of what moved away under the others."""
        document, sizes = self._editor.document, run.record.sizes
        arrays = {key: array for key, array in run.arrays.items() if not moved(document, sizes, key[:1])}
        complete, others = completed(document, arrays, run.record.seed)
        return complete, moved(document, sizes, [element_id for element_id, _ in run.arrays]) + others

    def _offer(self, run: TrainingRun, titles: Sequence[str]) -> None:
        self._messages.say(
            Banner(
                "warning",
                tr("The network changed; run {number} was not applied", number=run.number),
                tr("No longer of the same shape: {titles}.", titles=listed(titles)),
                (
                    (tr("Apply what fits"), lambda: self._apply_fitting(run)),
                    (tr("Leave it"), lambda: self._messages.say(None)),
                ),
            )
        )

    def _apply_fitting(self, run: TrainingRun) -> None:
        fitting, _ = self._fitting(run)
        if fitting:
            name = tr("Part of the weights of training run {number}", number=run.number)
            intentions.set_arrays(self._editor, fitting, name)
        self._messages.say(None)


def bare(arrays: Arrays) -> list[str]:
    """The links of which weights are listed without the ends of their connections."""
    weights = [(link_id, array) for (link_id, name), array in arrays.items() if name == WEIGHT]
    return [link_id for link_id, array in weights if np.ndim(array) == 1 and (link_id, ENDS[0]) not in arrays]


def completed(document: Document, arrays: Arrays, seed: int) -> tuple[Arrays, list[str]]:
    """The arrays with the ends of what ``seed`` connects, where a run of before schema 15 kept weights without.

    Those for which it connects another number are left out: their titles come beside.
    """
    if not (links := bare(arrays)):
        return arrays, []
    from engine.circuit.circuit import circuit
    from engine.circuit.weights import on_their_connections  # both bring the compilers

    complete, others = dict(arrays), []
    for link_id in links:
        try:
            weight = {(link_id, WEIGHT): complete.pop((link_id, WEIGHT))}
            complete |= on_their_connections(circuit(meaning(document).description), weight, seed)
        except NetworkError:
            others.append(title_of(document, document.links[link_id]))
    return complete, others
