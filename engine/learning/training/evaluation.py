"""The answers of a network to the samples of a split, as a run would show them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from engine.backends import linear_algebra
from engine.checking.network import refuse_fatal_data
from engine.circuit.circuit import Circuit, circuit
from engine.circuit.obstacles import obstacles
from engine.circuit.wanted_series import first_counted
from engine.circuit.weights import Weights
from engine.learning.components.correlation import filtered_cosine
from engine.learning.components.figures import Metric, explained
from engine.learning.components.wanted import spread_of, wanted_labels, wanted_values
from engine.learning.passes.blocks import BlocksInTurn, TapesOfBlocks, blocks_of, rooms_of_blocks
from engine.learning.passes.decoder_scores import decoder_scores
from engine.learning.passes.shown import Shown
from engine.learning.training.confidence import confidences
from engine.learning.training.confusion import ClassFigures, accuracy, class_figures, confusion, mistakes
from engine.learning.training.costs import Cost, OperationCounter
from engine.learning.training.energy import InferenceCosts
from engine.learning.training.layer_costs import LayerCounter
from engine.network.description import NetworkDescription
from engine.network.seeds import seed_of
from engine.network.values import Floats
from engine.problems import NetworkError
from engine.simulation.arrays.presentation import split_indices

Integers = NDArray[np.int64]
BATCH = 128  # samples at a time: memory stays small, products stay large
HELD = 32  # steps of them at a time, for the same reason
KEPT = 1_000_000  # numbers of one array over all populations of a block: fewer steps at a time where they are large


@dataclass(frozen=True)
class Evaluation:
    """Answers to ``samples``, indices into the dataset: ``scores`` (samples, neurons), ``answers`` (samples,).

    ``spikes`` (samples,) are those of all populations, ``spikes_of`` those of each by its id; ``accuracy`` is 0 to 1;
    ``confusion`` (label, answer). ``confidence`` (samples,) is how sure each answer is, 0 to 1. Where the data say
    which spikes are wanted, ``correlations`` (samples,) tell how alike those are; where they say which values,
    ``errors`` (samples,) are mean squared errors over the steps that count, and ``spread`` is the variance of those
    values. Where they have a label for every step, ``step_answers`` and ``step_labels`` (samples, steps) are those of
    the steps that count, of which ``accuracy`` and ``confusion`` tell; ``labels`` and ``answers`` are the last.
    ``read_out`` (samples, steps, neurons) are the spikes or values of the read-out, where they were asked for.
    ``cost`` is the mean of one sample; ``costs`` are those of each link and population, with what moving numbers takes,
    beside the rectified twin's, where they were asked for.
    """

    samples: Integers
    labels: Integers
    answers: Integers
    scores: Floats
    spikes: Integers
    accuracy: float
    confusion: Integers
    cost: Cost
    correlations: Floats | None = None
    errors: Floats | None = None
    spread: float = float("nan")
    confidence: Floats = field(default_factory=lambda: np.zeros(0))
    spikes_of: Mapping[str, Integers] = field(default_factory=dict)
    costs: InferenceCosts | None = None
    step_answers: Integers | None = None
    step_labels: Integers | None = None
    read_out: Floats | None = None

    def __repr__(self) -> str:
        merit = self.counts_by
        told = f"{merit} {merit.written(self.merit(merit))}"
        return f"<Evaluation: {told}, {len(self.samples)} samples, {self.spikes_per_sample:.1f} spikes each>"

    def merit(self, merit: Metric) -> float:
        """The accuracy, the mean correlation or the explained variance; NaN where it is not known."""
        if merit is Metric.ACCURACY:
            return self.accuracy
        if merit is Metric.EXPLAINED:
            return float("nan") if self.errors is None else explained(float(self.errors.mean()), self.spread)
        return float("nan") if self.correlations is None else float(self.correlations.mean())

    @property
    def counts_by(self) -> Metric:
        """The merit that the data ask for: wanted spikes or values are compared, where there are any."""
        if self.errors is not None:
            return Metric.EXPLAINED
        return Metric.ACCURACY if self.correlations is None else Metric.CORRELATION

    @property
    def rmse(self) -> float:
        """The root of the mean squared error of values, in their unit; NaN where none are wanted."""
        return float("nan") if self.errors is None else float(np.sqrt(self.errors.mean()))

    @property
    def by_class(self) -> tuple[ClassFigures, ...]:
        """Precision, recall and F1 of every class, in the order of :attr:`confusion`."""
        return class_figures(self.confusion)

    @property
    def mistakes(self) -> Integers:
        """Sample, label and answer of each wrong answer, at the end of the sample, (wrong, 3)."""
        return mistakes(self.samples, self.answers, self.labels)

    @property
    def spikes_per_sample(self) -> float:
        """Mean spikes of all populations for one sample."""
        return float(self.spikes.mean())


class EvaluationCancelled(Exception):
    """``on_progress`` said no."""


def evaluate(
    description: NetworkDescription,
    *,
    seed: int = 1,
    split: str = "test",
    precision: str = "float64",
    on_progress: Callable[[float], bool] | None = None,
) -> Evaluation:
    """Answer every sample of ``split`` once, as presentations 0, 1, 2 … of a run with this ``seed``.

    ``on_progress`` hears the share that is done, in (0, 1]. Raises :class:`~engine.problems.NetworkError` where no
    labelled read-out is found, batches cannot show it or the split is empty, and :class:`EvaluationCancelled`.
    """
    refuse_fatal_data(description)
    found, seed = circuit(description), seed_of(seed)
    if problems := list(obstacles(found, values=True, delays=True, rates=True, largest=True)):
        raise NetworkError(problems)
    dataset = replace(found.dataset, split=split)
    indices = split_indices(dataset, found.samples, seed)
    return evaluate_samples(
        found, indices, seed=seed, precision=precision, on_progress=on_progress, costs_by_layer=True
    )  # fmt: skip


def evaluate_samples(
    found: Circuit,
    indices: Integers,
    *,
    seed: int,
    precision: str = "float64",
    on_progress: Callable[[float], bool] | None = None,
    zeros_cost: bool = True,
    costs_by_layer: bool = False,
    keep_read_out: bool = False,
) -> Evaluation:
    """Answer the samples ``indices``, one or more, of the circuit's dataset as presentations 0, 1, 2 …

    Without ``zeros_cost`` connections whose weight is zero cost nothing. Raises :class:`EvaluationCancelled`.
    """
    weights = Weights(found, seed, precision, parameters=False, sparse=True)
    scores, sure, alike, errors, accumulates = [], [], [], [], []
    spikes: dict[str, list[Integers]] = {p.id: [] for p in found.populations}
    counter = OperationCounter(found, weights, zeros_cost)
    layers = LayerCounter(found, weights) if costs_by_layer else None
    targets, h = found.samples.targets, found.description.resolution
    if targets is not None and targets.size != found.output.size:
        targets = None
    counted, told, aims, read = first_counted(found), [], [], []
    tapes: dict[int, BlocksInTurn] = {}
    most = min(BATCH, len(indices))
    length = _steps_at_a_time(found, -(-most // blocks_of(found, most)))
    made = TapesOfBlocks(found, weights, seed, length, rooms_of_blocks())
    with linear_algebra.one_thread():
        for first in range(0, len(indices), BATCH):
            part = indices[first : first + BATCH]
            if len(part) not in tapes:
                tapes[len(part)] = made.always_in_turn(len(part))
            shown = Shown.by(tapes[len(part)], found.samples.values[part], np.arange(first, first + len(part)))
            fired = shown.read_out
            scores.append(decoder_scores(found, fired, shown.membrane))
            wanted = wanted_values(found, part)
            if wanted is not None:
                errors.append(np.square(fired - wanted)[counted:].mean(axis=(0, 2)))
            step_labels = wanted_labels(found, part)
            if step_labels is not None:
                aims.append(step_labels[counted:].T)
                told.append(np.argmax(fired[counted:], axis=2).T)
            if keep_read_out:
                read.append(np.array(fired.transpose(1, 0, 2), np.float64))
            sure.append(confidences(found, fired, scores[-1]))
            if targets is not None:
                alike.append(filtered_cosine(fired, targets.raster(part, found.steps), h))
            for id, counts in spikes.items():
                counts.append(shown.counts[id].sum(axis=1).astype(np.int64))
            accumulates.append(counter.accumulates(shown))
            if layers is not None:
                layers.add(shown, found.samples.values[part])
            if on_progress is not None and not on_progress((first + len(part)) / len(indices)):
                raise EvaluationCancelled
    spikes_of = {id: np.concatenate(counts) for id, counts in spikes.items()}
    all_scores, all_spikes = np.concatenate(scores), np.sum(list(spikes_of.values()), axis=0)
    cost = Cost(float(all_spikes.mean()), float(np.concatenate(accumulates).mean()), float(counter.multiplies))
    answers, labels = np.argmax(all_scores, axis=1), found.samples.labels[indices]
    step_answers, step_labels = (np.concatenate(parts) if parts else None for parts in (told, aims))
    judged, right = answers, labels
    if step_answers is not None and step_labels is not None:
        judged, right = step_answers.ravel(), step_labels.ravel()
    return Evaluation(
        indices,
        labels,
        answers,
        all_scores,
        all_spikes,
        accuracy(judged, right),
        confusion(judged, right, len(found.samples.names)),
        cost,
        np.concatenate(alike) if alike else None,
        np.concatenate(errors) if errors else None,
        spread_of(found, indices),
        np.concatenate(sure),
        spikes_of,
        None if layers is None else layers.costs(),
        step_answers,
        step_labels,
        np.concatenate(read) if read else None,
    )


def _steps_at_a_time(found: Circuit, block: int) -> int:
    """Steps that are held of so many samples, one at least."""
    return min(max(KEPT // (block * sum(p.size for p in found.populations)), 1), HELD)
