"""Batches of a training one after another: of the dataset's samples, or of whatever a script gives."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from engine.circuit.circuit import Circuit
from engine.circuit.weights import Key
from engine.learning.components.by_gradient import GradientLearner
from engine.learning.components.method import Batch, BatchOutcome, Learner
from engine.learning.components.wanted import wanted_labels, wanted_values
from engine.simulation.operations.source_reading import in_time

Array = NDArray[Any]
Given: TypeAlias = Iterable[tuple[ArrayLike, ArrayLike]]
"""Pairs of values, shaped as :class:`Batch` has them, and labels or wanted values; asked for anew in each epoch."""


class TrainingBatch:
    """One batch of a training whose loop is a script's: it is learnt, or gone back through and stepped.

    ``x`` (batch, channels) or (batch, times, channels) and ``labels`` (batch,) are what is shown; ``epoch`` and
    ``index`` count from 0. ``outcome`` is what came of it, once it is known.
    """

    def __init__(
        self, learner: Learner, batch: Batch, epoch: int, index: int,
        quietly: Callable[[], AbstractContextManager[object]], names: Mapping[str, str],
    ) -> None:  # fmt: skip
        self._learner, self._batch, self._quietly = learner, batch, quietly
        self._names, self._ids = names, {name: id for id, name in names.items()}
        self.epoch, self.index = epoch, index
        self.outcome: BatchOutcome | None = None

    def __repr__(self) -> str:
        return f"<TrainingBatch: epoch {self.epoch}, batch {self.index}, {len(self)} samples>"

    def __len__(self) -> int:
        return len(self._batch.labels)

    @property
    def x(self) -> NDArray[np.float64]:
        return self._batch.values

    @property
    def labels(self) -> NDArray[np.int64]:
        return self._batch.labels

    def learn(self) -> BatchOutcome:
        """Answer, then improve, as the method does by itself."""
        with self._quietly():
            self.outcome = self._learner.learn(self._batch)
        return self.outcome

    def answer(self) -> BatchOutcome:
        """Answer only; nothing counts as learnt."""
        with self._quietly():
            return self._learner.answer(self._batch)

    def backward(self) -> tuple[BatchOutcome, dict[Key, Array]]:
        """Answer, and go back: the outcome with its loss, and the loss's gradient by all that is trained.

        Gradients go by element and quantity, such as ``"pixels → hidden", "weight"`` (post, pre) or ``"hidden",
        "bias"``; they may be changed before :meth:`step` takes them. ``TypeError`` where a method has none.
        """
        learner = self._by_gradient("gradients")
        with self._quietly():
            self.outcome, gradients = learner.backward(self._batch)
        named = {(self._names.get(id, id), name): array for (id, name), array in gradients.items()}
        return self.outcome, named

    def step(self, gradients: Mapping[Key, Array]) -> None:
        """Move what is trained by gradients of the batch that was gone back through last, as the optimizer does.

        They are shortened as the setting ``largest_gradient`` says.
        """
        learner = self._by_gradient("a step by gradients")
        if self.outcome is None:
            raise RuntimeError("step needs backward first: a step is one of the batch that was gone back through")
        known = {(self._ids.get(element, element), name): by for (element, name), by in gradients.items()}
        for (element, name), by in known.items():
            if (element, name) not in learner.weights.values:
                trained = ", ".join(str((self._names.get(id, id), of)) for id, of in learner.weights.values)
                raise KeyError(f"nothing that is trained is {(self._names.get(element, element), name)}: {trained}")
            wanted = learner.weights.values[element, name].shape
            if np.shape(by) != wanted:
                raise ValueError(f"the gradient of {name} must have the shape {wanted}, not {np.shape(by)}")
        with self._quietly():
            learner.step(self._batch, known)

    def _by_gradient(self, what: str) -> GradientLearner:
        if not isinstance(self._learner, GradientLearner):
            raise TypeError(f"this method has no {what}; call learn(), which does what it does")
        return self._learner


def given_batches(given: Given, circuit: Circuit, first: int) -> Iterator[Batch]:
    """Batches of pairs of values and labels, their presentations numbered from ``first``; raises what is wrong.

    Where the dataset wants values, wanted values (batch, times, values) stand in the place of labels; where it labels
    every step, labels are (batch, times).
    """
    samples = circuit.samples
    for index, pair in enumerate(given):
        try:
            x, labels = pair
        except (TypeError, ValueError):
            raise TypeError(f"batch {index} must be a pair of values and labels, not {type(pair).__name__}") from None
        values, wanted = np.asarray(x, np.float64), np.asarray(labels)
        shape = samples.values.shape[1:]
        if values.ndim < 1 or not len(values) or values[0].size != int(np.prod(shape)):
            raise ValueError(f"values of batch {index} must be {('batch', *shape)}, not {values.shape}")
        if not np.all((values >= 0.0) & (values <= 1.0)):
            raise ValueError(f"values of batch {index} must lie in [0, 1], not from {values.min()} to {values.max()}")
        numbers = first + np.arange(len(values))
        first += len(values)
        if samples.series is not None:
            shape = (len(values), "times", samples.series.shape[2])
            if wanted.ndim != 3 or not wanted.shape[1] or wanted.shape[::2] != shape[::2]:
                raise ValueError(f"wanted values of batch {index} must be {shape}, not {wanted.shape}")
            series = in_time(wanted.astype(np.float64).transpose(1, 0, 2), circuit.steps)
            nothing = np.zeros(len(values), np.int64)
            yield Batch(values.reshape(len(values), *samples.values.shape[1:]), nothing, numbers, series=series)
            continue
        each_step = samples.step_labels is not None
        if each_step and (wanted.ndim != 2 or len(wanted) != len(values) or not wanted.size):
            shape = (len(values), "times")
            raise ValueError(
                f"labels of batch {index} must be {shape}, one for each time of each sample: {wanted.shape}"
            )
        if not each_step and wanted.shape != (len(values),):
            raise ValueError(f"labels of batch {index} must be {(len(values),)}, one for each sample: {wanted.shape}")
        whole = wanted.astype(np.int64)
        if np.any(whole != wanted) or whole.min() < 0 or whole.max() >= len(samples.names):
            raise ValueError(f"labels of batch {index} must be whole numbers from 0 to {len(samples.names) - 1}")
        steps = in_time(whole.T, circuit.steps) if each_step else None
        last = whole if steps is None else steps[-1]
        yield Batch(values.reshape(len(values), *shape), last, numbers, step_labels=steps)


def batch_of(
    circuit: Circuit, indices: NDArray[np.int64], first: int, trained: NDArray[np.int64] | None = None
) -> Batch:
    """The samples ``indices`` as a batch, whose presentations are numbered from ``first`` on.

    With all samples that are ``trained`` on it is a batch to learn from, whose samples differ each time they are shown.
    """
    samples, targets = circuit.samples, None
    if samples.targets is not None:
        targets = samples.targets.raster(indices, circuit.steps).astype(np.float64)
    numbers, wanted = np.arange(first, first + len(indices)), wanted_values(circuit, indices)
    values = samples.values[indices] if trained is None else samples.presented(indices, numbers, trained)
    return Batch(
        values, samples.labels[indices], numbers, targets=targets, series=wanted,
        step_labels=wanted_labels(circuit, indices),
    )  # fmt: skip
