"""Between the button that fits a read-out, the engine that does it, and the drawing that keeps what was found."""

from __future__ import annotations

from collections.abc import Sequence
from threading import Event
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
from app.running.background import Background, Tell
from app.running.failures import problems_of
from app.running.jobs import Jobs
from engine.network.description import NetworkDescription
from engine.problems import Problem

if TYPE_CHECKING:
    from engine.learning.training.read_out import Fit, ReadOutTarget, Sampling

EVERY = 0.02  # share of the run between two tellings
GOOD, POOR = 0.8, 0.5  # shares of the variance explained


class ReadOutFitting(QObject):
    """Fits at the request of the inspector, one at a time; while it computes the live run stands still.

    A fit cannot stand still: who needs the engine ends it.
    """

    def __init__(self, editor: Editor, inspector: InspectorPanel, jobs: Jobs, preferences: Preferences) -> None:
        super().__init__()
        self._editor, self._inspector, self._jobs, self._preferences = editor, inspector, jobs, preferences
        self._decoder = ""
        self._cancel = Event()
        self._background = Background("read-out", self)
        self._background.told.connect(self._show_share)
        self._background.ended.connect(self._ended)
        self._background.failed.connect(lambda error: self._refuse(self._decoder, problems_of(error)))
        inspector.fit_wanted.connect(self.fit)
        editor.loaded.connect(lambda _document: self.cancel())

    @property
    def is_active(self) -> bool:
        """True while it computes."""
        return self._background.is_running

    def pause(self, reason: str) -> None:
        """Another job needs the engine."""
        self.cancel()

    def cancel(self) -> None:
        """Give up after the present sample."""
        self._cancel.set()

    def fit(self, decoder: str) -> None:
        """Fit the decoder as its form says; what is wrong with the drawing is said first."""
        document = self._editor.document
        wrong = [problem for problem in meaning(document).check() if problem.is_fatal]
        network = meaning(document).description
        if wrong or not any(d.id == decoder for d in network.decoders):
            unread = [problem for problem in meaning(document).problems if problem.place == decoder]
            self._refuse(decoder, wrong or unread)
            return
        from engine.learning.training.read_out import Sampling

        node = document.nodes[decoder]
        duration, sampling, ridge = (
            float(vocabulary.value_of(node, name))  # type: ignore[arg-type]  # plain numbers by declaration
            for name in ("fit_duration", "fit_sampling", "fit_ridge")
        )
        self._jobs.take("fit", self, tr("A read-out is being fitted."))
        target = self._target(node)
        backend = self._preferences.choices.backend
        seed = document.settings.seed
        self.cancel()
        self._decoder, how = decoder, Sampling(duration, sampling, ridge)
        cancel = self._cancel = Event()
        self._background.start(lambda tell: _fitted(network, decoder, target, how, seed, backend, tell, cancel))
        self._show_share(0.0)

    def _target(self, node: Node) -> ReadOutTarget:
        from engine.learning.training.read_out import ReadOutTarget

        chosen = str(node.parameters.get(FIT_TARGET, ""))
        if chosen == FIT_FILE:
            reference = node.parameters.get(FIT_VALUES.name)
            values = self._editor.document.array(reference) if isinstance(reference, ArrayRef) else None
            interval = float(vocabulary.value_of(node, FIT_VALUES.interval))  # type: ignore[arg-type]  # as above
            return ReadOutTarget(values=values, interval=interval)
        return ReadOutTarget(chosen if chosen in self._editor.document.nodes else "")

    def _show_share(self, share: float) -> None:
        title, words = tr("The read-out is being fitted"), tr("{percent} % of the run", percent=round(100 * share))
        self._show(Message("note", title, words, ((tr("Cancel"), self.cancel),)))

    def _show(self, message: Message | None) -> None:
        self._inspector.show_message(self._decoder, message)

    def _ended(self, fit: Fit | None) -> None:
        self._jobs.release(self)
        decoder = self._decoder
        if fit is None:  # it was cancelled
            self._show(None)
            return
        if decoder not in self._editor.document.nodes:
            return
        title = self._editor.document.nodes[decoder].title
        intentions.take_series(self._editor, decoder, fit.series, fit.series.keys(), tr("Fit {title}", title=title))
        self._show(_fit_message(fit))

    def _refuse(self, decoder: str, found: Sequence[Problem]) -> None:
        self._jobs.release(self)
        for problem in found[:1]:
            self._inspector.show_message(decoder, Message("error", sentence(problem), remedy(problem)))


def _fitted(
    network: NetworkDescription, decoder: str, target: ReadOutTarget, sampling: Sampling, seed: int, backend: str,
    tell: Tell, cancel: Event,
) -> Fit | None:  # fmt: skip
    """Run the network and fit; None where it was cancelled."""
    from engine.learning.training.read_out import fit_read_out

    told = 0.0

    def listen(share: float) -> bool:
        nonlocal told
        if share - told >= EVERY:
            told = share
            tell(share)
        return not cancel.is_set()

    return fit_read_out(network, decoder, target, sampling, seed, listen, backend=backend)


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
