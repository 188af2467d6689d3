"""Training runs side by side: what each reached, and the arrays that a click brings back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import isfinite, isnan
from typing import TYPE_CHECKING

from app.document.document import Document
from app.document.edits import synapses_of
from app.document.elements import ArrayRef, Link, Node, NodeKind
from app.document.kept_runs import KeptRun
from app.document.place_words import link_words
from app.i18n.translation import tr
from app.learn.runs.training_plan import TrainingPlan
from app.running.trainings.fitting import Answered, TrainingOutcome
from app.running.trainings.known_trainings import Integers
from engine.learning.components.figures import Epoch, Metric, TrainingState
from engine.network.values import Floats
from engine.problems import Problem

if TYPE_CHECKING:
    from engine.learning.training.comparing import ComparedRun
    from engine.learning.training.training_progress import Progress

TEST, VALIDATION, SPIKES, COMPARISON = "test", "best_validation", "spikes_per_sample", "comparison"
"""Figures that a run has beside those of a row: the last is the number of the comparison that it was trained in."""


@dataclass
class TrainingRun:
    """One training, from its start; figures fill as they become known.

    A cancelled one has a ``checkpoint``, the file from which its ``plan`` can be carried out to the end; one under way
    has the newest, in case it is interrupted. ``is_kept`` tells whether the project keeps it.
    """

    number: int
    method: str
    sizes: tuple[tuple[str, int], ...]
    plan: TrainingPlan
    state: TrainingState = TrainingState.TRAINING
    epoch: int = 0
    epochs: int = 0
    seconds: float = 0.0
    history: Sequence[Epoch] = ()
    arrays: Mapping[tuple[str, str], Floats] = field(default_factory=dict)
    confusion: Floats | Integers | None = None
    mistakes: Integers | None = None  # sample, label and answer of those that differ, (n, 3)
    answers: Sequence[Answered] = ()
    is_applied: bool = False
    is_drawn: bool = False  # among the curves
    checkpoint: bytes | None = None
    is_kept: bool = False
    merit: Metric = Metric.ACCURACY  # what its accuracies are
    course: Sequence[tuple[int, float]] = ()  # numbers of steps, and the accuracy after them
    row: ComparedRun | None = None  # as it is compared
    figures: dict[str, float] = field(default_factory=dict)  # known ones by name: see TEST; those of the row beside
    kept: KeptRun | None = None  # what the project keeps of it
    problem: Problem | None = None  # why it failed

    @property
    def title(self) -> str:
        """The name of its method in the window."""
        return tr(self.method)

    @property
    def seed(self) -> int:
        """The seed that all chance is drawn from."""
        return self.plan.seed

    @property
    def validation_accuracy(self) -> float | None:
        """The best of the validation part, or what else its method counts by."""
        return self.figures.get(VALIDATION)

    @property
    def test_accuracy(self) -> float | None:
        """The same of the test part, once that was asked."""
        return self.figures.get(TEST)

    @property
    def spikes_per_sample(self) -> float | None:
        """Spikes of all populations."""
        return self.figures.get(SPIKES)

    @property
    def comparison(self) -> int:
        """The number, from 1, of the comparison of the project that it was trained in; 0 of none."""
        return round(self.figures.get(COMPARISON, 0))

    @property
    def is_training(self) -> bool:
        """True while it is under way."""
        return self.state is TrainingState.TRAINING

    @property
    def has_ended(self) -> bool:
        """True if it came to its end, or to that which a person chose."""
        return self.state in (TrainingState.DONE, TrainingState.CANCELLED)

    @property
    def can_resume(self) -> bool:
        """True if it ended before its last epoch and left something to go on from."""
        return self.state in (TrainingState.CANCELLED, TrainingState.FAILED) and self.checkpoint is not None

    @property
    def has_weights(self) -> bool:
        """True if there are weights to restore; those of an interrupted run are in its checkpoint."""
        return bool(self.arrays) or self.checkpoint is not None

    @property
    def resumes_after(self) -> int:
        """The epoch after which it would go on."""
        return len(self.kept.history if self.kept is not None else self.history)

    def follow(self, figures: Progress) -> None:
        """Keep where a training stands."""
        self.epoch, self.epochs, self.seconds = figures.epoch, figures.epochs, figures.seconds
        self.history = tuple(figures.history)
        self.confusion, self.mistakes = figures.confusion, figures.mistakes
        if self.history:
            best, last = self.history[self.best_epoch - 1], self.history[-1]
            self.figures |= _known({VALIDATION: best.validation_accuracy, SPIKES: last.spikes_per_sample})

    def finish(self, outcome: TrainingOutcome) -> None:
        """Keep what a training ended in."""
        result = outcome.result
        self.state = TrainingState.CANCELLED if result.cancelled else TrainingState.DONE
        self.history, self.epoch, self.seconds = result.history, len(result.history), result.seconds
        own = {VALIDATION: result.validation_accuracy, TEST: result.accuracy, SPIKES: result.spikes_per_sample}
        self.arrays = result.arrays
        self.confusion, self.mistakes = result.confusion, result.mistakes
        self.answers, self.checkpoint = tuple(outcome.answers), outcome.checkpoint
        self.row, self.kept = outcome.row, None
        self.merit = result.merit
        self.course = tuple(zip(result.course.steps, result.course.accuracies, strict=True)) if result.course else ()
        compared = {COMPARISON: float(self.comparison)} if self.comparison else {}
        self.figures = _known((figures_of(outcome.row) if outcome.row is not None else {}) | own) | compared

    @property
    def is_validated(self) -> bool:
        """True if a part of the samples was held back."""
        return any(not isnan(figures.validation_accuracy) for figures in self.history)

    def only(self, key: tuple[str, str]) -> TrainingRun:
        """The same run with one of its arrays."""
        return replace(self, arrays={key: self.arrays[key]})

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


def trained_sizes(document: Document) -> tuple[tuple[str, int], ...]:
    """List what decides the shape of trained arrays: ids and sizes of populations, ids of projections."""
    nodes = [(node.id, node.size) for node in document.nodes.values() if node.kind == NodeKind.POPULATION]
    links = [(link.id, 0) for link in document.links.values() if link.synapses is not None]
    return tuple(sorted(nodes + links))


def moved_titles(document: Document, run: TrainingRun) -> list[str]:
    """Titles of what moved away under a run: elements that are gone or have another size than its arrays."""
    return moved(document, run.sizes, [element_id for element_id, _ in run.arrays])


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
    known = {f"{name}_{run.merit}": value for name, value in figures.items() if value is not None}
    return {
        "method": run.method,
        "epochs": run.epoch,
        "training_run": run.number,
        "training_seed": run.seed,
        **known,
    }
