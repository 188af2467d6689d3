"""Losses that are known in every step of a presentation: of the counts so far, and of membranes after each step."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from engine.learning.components.losses import series_error, stepwise_cross_entropy
from engine.learning.components.method import Batch

Array = NDArray[Any]
Slope = Callable[[Array], tuple[float, Array]]
"""From the spikes so far (batch, neurons): the loss, and its slope by the spikes of this step."""
StepLoss = Callable[[Array, int], tuple[float, Array]]
"""From the membranes (batch, neurons) after a step, and its number: the loss, and its slope by them."""
StepMerit = Callable[[Array, int], Array]
"""From the same: the merit of each answer (batch,) in this step."""


class LossOnTheWay(Protocol):
    """The loss of one batch while it is shown; errors count from the step ``first`` on."""

    first: int

    def begin(self, shape: tuple[int, int], precision: str) -> None:
        """A presentation begins, of a read-out of this shape (batch, neurons)."""

    def hear(self, step: int, sent: Array, learns: bool) -> Array | None:
        """Take what the read-out sends in a step; the slope by it (batch, neurons), where errors count and it
        ``learns``."""

    @property
    def loss(self) -> float:
        """The loss of the presentation that is over."""

    @property
    def merits(self) -> NDArray[np.float64] | None:
        """The merit of each answer (batch,) where it is not right or wrong."""

    @property
    def step_answers(self) -> NDArray[np.int64] | None:
        """The answers (steps that count, batch), where every step has a label."""


class LossOfCounts:
    """The loss of the spike counts so far; its last value is that of the presentation."""

    merits: NDArray[np.float64] | None = None
    step_answers: NDArray[np.int64] | None = None

    def __init__(self, slope: Slope, first: int = 0) -> None:
        self._slope, self.first = slope, first
        self._counts: Array = np.zeros((1, 1))
        self._loss: float | None = None

    def begin(self, shape: tuple[int, int], precision: str) -> None:
        self._counts, self._loss = np.zeros(shape, precision), None

    def hear(self, step: int, sent: Array, learns: bool) -> Array | None:
        self._counts += sent
        self._loss = None
        if not learns or step < self.first:
            return None
        self._loss, slope = self._slope(self._counts)
        return slope

    @property
    def loss(self) -> float:
        return self._slope(self._counts)[0] if self._loss is None else self._loss


class LossOfMembranes:
    """The mean of a loss of each step, over the steps in which errors count.

    Source: Bellec et al. (2020), 10.1038/s41467-020-17236-y, equations 27 and 37: squared errors of values, or
    cross-entropy where the softmax of the membranes is the answer, in all steps or in those of the recall.
    """

    def __init__(
        self, of_step: StepLoss, first: int, steps: int, merit: StepMerit | None = None, counted: int = 0,
        answers: bool = False,
    ) -> None:  # fmt: skip
        self._of_step, self.first, self._steps, self._merit = of_step, max(first, counted), steps, merit
        self._counted, self.loss = counted, 0.0
        self._merits: NDArray[np.float64] = np.zeros(0)
        self._told: list[NDArray[np.int64]] | None = [] if answers else None

    @property
    def step_answers(self) -> NDArray[np.int64] | None:
        return None if self._told is None else np.array(self._told)

    @property
    def merits(self) -> NDArray[np.float64] | None:
        """The mean merit of the steps that count, in the learning window or not, where something is wanted at each."""
        return None if self._merit is None else self._merits / (self._steps - self._counted)

    def begin(self, shape: tuple[int, int], precision: str) -> None:
        self.loss, self._merits = 0.0, np.zeros(shape[0])
        self._told = None if self._told is None else []

    def hear(self, step: int, sent: Array, learns: bool) -> Array | None:
        if self._merit is not None and step >= self._counted:
            self._merits += self._merit(sent, step)
            if self._told is not None:
                self._told.append(sent.argmax(axis=1))
        if step < self.first:
            return None
        loss, slope = self._of_step(sent, step)
        self.loss += loss / (self._steps - self.first)
        return slope / slope.dtype.type(self._steps - self.first) if learns else None


def loss_of_membranes(batch: Batch, steps: int, first: int, smoothing: float, counted: int = 0) -> LossOfMembranes:
    """The loss of a read-out that never fires: of wanted values where the batch has some, else of its labels.

    Where either is said of every step, steps before ``counted`` count for neither loss nor merit.
    """
    series, labels = batch.series, batch.step_labels
    if series is not None:
        return LossOfMembranes(
            lambda sent, step: _of_one_step(series_error(sent[None], series[step][None])), first, steps,
            lambda sent, step: np.square(np.subtract(sent, series[step], dtype=np.float64)).mean(axis=1), counted,
        )  # fmt: skip
    if labels is not None:
        return LossOfMembranes(
            lambda sent, step: _of_one_step(stepwise_cross_entropy(sent[None], labels[step], smoothing)), first, steps,
            lambda sent, step: np.asarray(sent.argmax(axis=1) == labels[step], np.float64), counted, answers=True,
        )  # fmt: skip
    return LossOfMembranes(
        lambda sent, step: _of_one_step(stepwise_cross_entropy(sent[None], batch.labels, smoothing)), first, steps
    )


def _of_one_step(found: tuple[float, Array]) -> tuple[float, Array]:
    loss, slope = found
    return loss, slope[0]
