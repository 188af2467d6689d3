"""Between the button that fits a read-out, the engine that does it, and the drawing that keeps what was found."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from app.commands import intentions
from app.commands.editor import Editor
from app.document import vocabulary
from app.document.elements import ArrayRef, Node
from app.document.meaning.meaning import meaning
from app.document.vocabulary import FIT_FILE, FIT_TARGET, FIT_VALUES
from app.i18n.translation import remedy, sentence, sentences, tr
from app.inspector.message import Message
from app.inspector.panel import InspectorPanel
from app.preferences import Preferences
from app.running.jobs import Jobs
from app.running.trainings.read_out_fit import ReadOutFit
from engine.problems import Problem

if TYPE_CHECKING:
    from engine.learning.training.read_out import Fit, ReadOutTarget

GOOD, POOR = 0.8, 0.5  # shares of the variance explained


class ReadOutFitting(QObject):
    """Fits at the request of the inspector; while it computes the live run stands still."""

    def __init__(self, editor: Editor, inspector: InspectorPanel, jobs: Jobs, preferences: Preferences) -> None:
        super().__init__()
        self._editor, self._inspector, self._jobs, self._preferences = editor, inspector, jobs, preferences
        self.job = ReadOutFit(self)
        inspector.fit_wanted.connect(self.fit)
        self.job.progressed.connect(self._progressed)
        self.job.fitted.connect(self._fitted)
        self.job.failed.connect(self._refused)
        self.job.cancelled.connect(self._cancelled)
        editor.loaded.connect(lambda _document: self.job.cancel())

    def fit(self, decoder: str) -> None:
        """Fit the decoder as its form says; what is wrong with the drawing is said first."""
        document = self._editor.document
        wrong = [problem for problem in meaning(document).check() if problem.is_fatal]
        network = meaning(document).description
        if wrong or not any(d.id == decoder for d in network.decoders):
            unread = [problem for problem in meaning(document).problems if problem.place == decoder]
            self._refused(decoder, (wrong or unread)[:1])
            return
        from engine.learning.training.read_out import Sampling

        node = document.nodes[decoder]
        duration, sampling, ridge = (
            float(vocabulary.value_of(node, name))  # type: ignore[arg-type]  # plain numbers by declaration
            for name in ("fit_duration", "fit_sampling", "fit_ridge")
        )
        self._jobs.take("fit", self.job, tr("A read-out is being fitted."))
        target = self._target(node)
        backend = self._preferences.choices.backend
        seed = document.settings.seed
        self.job.start(network, decoder, target, Sampling(duration, sampling, ridge), seed, backend)
        self._progressed(decoder, 0.0)

    def _target(self, node: Node) -> ReadOutTarget:
        from engine.learning.training.read_out import ReadOutTarget

        chosen = str(node.parameters.get(FIT_TARGET, ""))
        if chosen == FIT_FILE:
            reference = node.parameters.get(FIT_VALUES.name)
            values = self._editor.document.array(reference) if isinstance(reference, ArrayRef) else None
            interval = float(vocabulary.value_of(node, FIT_VALUES.interval))  # type: ignore[arg-type]  # as above
            return ReadOutTarget(values=values, interval=interval)
        return ReadOutTarget(chosen if chosen in self._editor.document.nodes else "")

    def _progressed(self, decoder: str, share: float) -> None:
        title, words = tr("The read-out is being fitted"), tr("{percent} % of the run", percent=round(100 * share))
        self._inspector.show_message(decoder, Message("note", title, words, ((tr("Cancel"), self.job.cancel),)))

    def _fitted(self, decoder: str, fit: Fit) -> None:
        self._jobs.release(self.job)
        if decoder not in self._editor.document.nodes:
            return
        title = self._editor.document.nodes[decoder].title
        intentions.take_series(self._editor, decoder, fit.series, fit.series.keys(), tr("Fit {title}", title=title))
        self._inspector.show_message(decoder, _fit_message(fit))

    def _refused(self, decoder: str, found: Sequence[Problem]) -> None:
        self._jobs.release(self.job)
        for problem in found[:1]:
            self._inspector.show_message(decoder, Message("error", sentence(problem), remedy(problem)))

    def _cancelled(self, decoder: str) -> None:
        self._jobs.release(self.job)
        self._inspector.show_message(decoder, None)


def _fit_message(fit: Fit) -> Message:
    """Tell how well the read-out follows its target, in words."""
    words = tr(
        "In the last fifth of the run, which it was not fitted to, it explains {percent} % of the target's variance.",
        percent=round(100 * max(fit.explained, 0.0)),
    )
    if fit.explained >= GOOD:
        return Message("ok", tr("The read-out follows its target"), words)
    better = tr("More neurons, a longer run or another memory of spikes may help.")
    title = tr("The read-out follows its target roughly") if fit.explained >= POOR else tr("The read-out does not fit")
    return Message("warning", title, sentences(words, better))
