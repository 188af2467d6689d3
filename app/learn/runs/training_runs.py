"""Training runs side by side: what each reached, and the arrays that a click brings back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import isfinite, isnan
from typing import TYPE_CHECKING, Any

from msgspec import structs

from app.document.document import Document
from app.document.edits import synapses_of
from app.document.elements import ArrayRef, Link, Node, NodeKind, Snapshot
from app.document.kept_runs import KeptArray, KeptArrays, KeptCheckpoint, KeptRun
from app.document.place_words import link_words
from app.i18n.translation import tr
from app.running.trainings.answered import Answered
from app.running.trainings.fitting import TrainingOutcome
from app.running.trainings.known_trainings import Integers
from engine.learning.components.figures import Epoch, TrainingState
from engine.network.description import NetworkDescription
from engine.network.values import Floats
from engine.problems import Problem

if TYPE_CHECKING:
    from engine.learning.training.comparing import ComparedRun
    from engine.learning.training.training_progress import Progress

TEST, VALIDATION, SPIKES, COMPARISON = "test", "best_validation", "spikes_per_sample", "comparison"
"""Figures that a run has beside those of a row: the last is the number of the comparison that it was trained in."""
MOST_MISTAKES = 2000  # samples of a run that were taken for another class, of those that a project keeps
MOST_CLASSES = 100  # of a matrix of what was answered for what that a project keeps


@dataclass(eq=False)
class TrainingRun:
    """One training, from its start. ``record`` is what a project keeps of it, which fills as figures become known.

    Beside it stands what a project keeps otherwise or not at all: the network of ``description``, as it is ``drawn``
    (None of a run that cannot go on), and ``arrays`` with their values. ``confusion`` and ``mistakes`` are whole.
    It ``resumes_after`` an epoch, where it left a checkpoint; ``is_kept`` tells whether the project keeps that.
    """

    record: KeptRun
    description: NetworkDescription
    drawn: Snapshot | None = None
    state: TrainingState = TrainingState.TRAINING
    epoch: int = 0
    resumes_after: int = 0
    arrays: Mapping[tuple[str, str], Floats] = field(default_factory=dict)
    confusion: Floats | Integers | None = None
    mistakes: Integers | None = None  # sample, label and answer of those that differ, (n, 3)
    answers: Sequence[Answered] = ()
    is_applied: bool = False
    is_drawn: bool = False  # among the curves
    is_kept: bool = False
    row: ComparedRun | None = None  # as it is compared
    problem: Problem | None = None  # why it failed

    @property
    def number(self) -> int:
        """The number that it has in the project, from 1."""
        return self.record.number

    @property
    def title(self) -> str:
        """The name of its method in the window."""
        return tr(self.record.title)

    @property
    def history(self) -> Sequence[Epoch]:
        """The figures of each whole epoch."""
        return self.record.history

    @property
    def checkpoint(self) -> bytes | None:
        """The file from which it can be carried out to the end; one under way has the newest, in case it stops."""
        return self.record.checkpoint.content if self.record.checkpoint is not None else None

    @property
    def validation_accuracy(self) -> float | None:
        """The best of the validation part, or what else its method counts by."""
        return self.record.figures.get(VALIDATION)

    @property
    def test_accuracy(self) -> float | None:
        """The same of the test part, once that was asked."""
        return self.record.figures.get(TEST)

    @property
    def spikes_per_sample(self) -> float | None:
        """Spikes of all populations."""
        return self.record.figures.get(SPIKES)

    @property
    def comparison(self) -> int:
        """The number, from 1, of the comparison of the project that it was trained in; 0 of none."""
        return round(self.record.figures.get(COMPARISON, 0))

    @property
    def is_training(self) -> bool:
        """True while it is under way."""
        return self.state is TrainingState.TRAINING

    @property
    def has_ended(self) -> bool:
        """True if it came to its end, or to that which a person chose."""
        return self.state in (TrainingState.DONE, TrainingState.CANCELLED)

    @property
    def ended_early(self) -> bool:
        """True if its patience was over before its last epoch."""
        return self.state is TrainingState.DONE and len(self.history) < self.record.epochs

    @property
    def can_resume(self) -> bool:
        """True if it ended before its last epoch and left something to go on from."""
        return self.state in (TrainingState.CANCELLED, TrainingState.FAILED) and self.checkpoint is not None

    @property
    def has_weights(self) -> bool:
        """True if there are weights to restore; those of an interrupted run are in its checkpoint."""
        return bool(self.arrays) or self.checkpoint is not None

    def follow(self, figures: Progress) -> None:
        """Keep where a training stands."""
        self.epoch, self.confusion, self.mistakes = figures.epoch, figures.confusion, figures.mistakes
        self._record(epochs=figures.epochs, seconds=figures.seconds, history=tuple(figures.history))
        if self.history:
            best, last = self.history[self.best_epoch - 1], self.history[-1]
            known = _known({VALIDATION: best.validation_accuracy, SPIKES: last.spikes_per_sample})
            self._record(figures={**self.record.figures, **known})

    def hold(self, epoch: int, checkpoint: bytes) -> None:
        """Keep what it could go on from after ``epoch``, were it interrupted.

        Its arrays are those of the checkpoint: a document would keep those of every epoch until it is closed.
        """
        self.resumes_after = epoch
        self._record(arrays=(), checkpoint=self._kept_checkpoint(checkpoint))
        self._record_answers()

    def finish(self, outcome: TrainingOutcome, document: Document) -> None:
        """Keep what a training ended in; the document holds its arrays from now on."""
        result = outcome.result
        self.state = TrainingState.CANCELLED if result.cancelled else TrainingState.DONE
        self.epoch = self.resumes_after = len(result.history)
        self.confusion, self.mistakes = result.confusion, result.mistakes
        self.answers, self.row = tuple(outcome.answers), outcome.row
        own = {VALIDATION: result.validation_accuracy, TEST: result.accuracy, SPIKES: result.spikes_per_sample}
        compared = {COMPARISON: float(self.comparison)} if self.comparison else {}
        self._record(
            state=self.state,
            merit=result.merit,
            seconds=result.seconds,
            history=tuple(result.history),
            figures=_known((figures_of(outcome.row) if outcome.row is not None else {}) | own) | compared,
            course=tuple(zip(result.course.steps, result.course.accuracies, strict=True)) if result.course else (),
            checkpoint=self._kept_checkpoint(outcome.checkpoint),
        )
        self._record_answers()
        self.put_arrays(result.arrays, document)

    def put_arrays(self, arrays: Mapping[tuple[str, str], Floats], document: Document) -> None:
        """Have these arrays, which the document holds from now on."""
        self.arrays = arrays
        self._record(arrays=kept_arrays(document, arrays))

    def _record_answers(self) -> None:
        """Keep what was answered for what, as far as a project keeps it."""
        counts = self.confusion if self.confusion is not None and len(self.confusion) <= MOST_CLASSES else ()
        mistakes = self.mistakes[:MOST_MISTAKES].tolist() if self.mistakes is not None else ()
        self._record(
            confusion=tuple(tuple(int(count) for count in row) for row in counts), mistakes=tuple(map(tuple, mistakes))
        )

    def _kept_checkpoint(self, content: bytes | None) -> KeptCheckpoint | None:
        return KeptCheckpoint(self.drawn, content) if content is not None and self.drawn is not None else None

    def _record(self, **known: Any) -> None:
        self.record = structs.replace(self.record, **known)

    @property
    def is_validated(self) -> bool:
        """True if a part of the samples was held back."""
        return any(not isnan(figures.validation_accuracy) for figures in self.history)

    @property
    def best_epoch(self) -> int:
        """The epoch, from 1, with the best validation accuracy, of equal ones the last; 0 before the first.

        Without a validation part it is the last.
        """
        accuracies = [figures.validation_accuracy for figures in self.history]
        if not self.is_validated:
            return len(accuracies)
        return len(accuracies) - accuracies[::-1].index(max(accuracies)) if accuracies else 0


def _known(figures: Mapping[str, float]) -> dict[str, float]:
    return {name: float(value) for name, value in figures.items() if isfinite(value)}


def figures_of(row: ComparedRun) -> dict[str, float]:
    """The figures of a row by name."""
    from engine.learning.training.comparing import (
        FIGURES,  # brings the compilers, which the training has brought already
    )

    return {name: figure(row) for name, figure in FIGURES.items()}


def kept_arrays(document: Document, arrays: Mapping[tuple[str, str], Floats]) -> KeptArrays:
    """The names of these arrays, which the document holds from now on."""
    return tuple(KeptArray(*key, document.keep_array(array).sha256) for key, array in arrays.items())


def trained_sizes(document: Document) -> tuple[tuple[str, int], ...]:
    """List what decides the shape of trained arrays: ids and sizes of populations, ids of projections."""
    nodes = [(node.id, node.size) for node in document.nodes.values() if node.kind == NodeKind.POPULATION]
    links = [(link.id, 0) for link in document.links.values() if link.synapses is not None]
    return tuple(sorted(nodes + links))


def moved(document: Document, sizes: Sequence[tuple[str, int]], element_ids: Iterable[str]) -> list[str]:
    """Titles of those elements that are gone or no longer have the ``sizes`` that they had."""
    found: list[str] = []
    then = dict(sizes)
    for element_id in element_ids:
        element = document.element(element_id)
        title = title_of(document, element) if element is not None else element_id
        if element is None or not _fits(document, element, then):
            found.append(title)
    return list(dict.fromkeys(found))


def _fits(document: Document, element: Node | Link, then: Mapping[str, int]) -> bool:
    if isinstance(element, Node) and element.kind == NodeKind.POPULATION:
        return then.get(element.id) == element.size
    if isinstance(element, Node):  # what a decoder learnt is of the neurons that it reads
        read = [document.nodes[link.source] for link in document.links.values() if link.target == element.id]
        return all(then.get(node.id) == node.size for node in read if node.kind == NodeKind.POPULATION)
    if element.synapses is None:
        return False
    ends = (document.nodes[element.source], document.nodes[element.target])
    return all(then.get(node.id, node.size) == node.size for node in ends if node.kind == NodeKind.POPULATION)


def title_of(document: Document, element: Node | Link) -> str:
    """Of a node its own, of a link its two ends."""
    if isinstance(element, Node):
        return element.title
    return link_words(document, element)


def is_in_use(document: Document, run: TrainingRun) -> bool:
    """Tell whether the document's weights are those of this run."""
    matrices = [(key, array) for key, array in run.arrays.items() if key[1] == "weight"]
    return bool(matrices) and all(_holds(document, key[0], array) for key, array in matrices)


def _holds(document: Document, link_id: str, array: Floats) -> bool:
    link = document.links.get(link_id)
    if link is None or link.synapses is None:
        return False
    weight = synapses_of(link).weight
    return isinstance(weight, ArrayRef) and weight == document.keep_array(array)


def provenance(runs: Sequence[TrainingRun]) -> dict[str, str | float | int]:
    """Give the origin of the document's present weights, for an exported file; empty for drawn weights."""
    run = next((run for run in reversed(runs) if run.is_applied), None)
    if run is None:
        return {}
    figures = {"validation": run.validation_accuracy, "test": run.test_accuracy}
    record = run.record
    known = {f"{name}_{record.merit}": value for name, value in figures.items() if value is not None}
    return {
        "method": record.title,
        "epochs": run.epoch,
        "training_run": record.number,
        "training_seed": record.seed,
        **known,
    }
