"""Facts of a training: its state, what it counts by, and the figures of one epoch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from math import isnan


class Metric(StrEnum):
    """A method's figure of merit; 1 is best.

    The share of right answers; how alike spikes and wanted spikes are; the share of the variance of wanted values that
    the values explain, which is 0 for their mean and may be below.
    """

    ACCURACY = "accuracy"
    CORRELATION = "correlation"
    EXPLAINED = "explained variance"

    def written(self, value: float) -> str:
        """A figure of merit in a line: an accuracy in per cent."""
        return f"{100 * value:.1f} %" if self is Metric.ACCURACY else f"{value:.3f}"


class TrainingState(StrEnum):
    """The state of whatever trains, and of each of its runs; what does not fit was never begun."""

    IDLE = "idle"
    TRAINING = "training"
    DONE = "done"
    CANCELLED = "cancelled"
    FAILED = "failed"
    REFUSED = "does not fit"


@dataclass(frozen=True)
class Epoch:
    """Figures of one pass: mean losses and accuracies, seconds; NaN of a validation part that is not there.

    An accuracy is a share of right answers, or what else the method counts by: see :class:`Metric`.
    """

    loss: float
    training_accuracy: float
    validation_accuracy: float
    spikes_per_sample: float
    seconds: float = field(default=float("nan"), compare=False)  # of a machine; a project does not keep them
    validation_loss: float = float("nan")


def last_gain(history: Sequence[Epoch]) -> int:
    """The epoch, from 1, that first answered the validation part best; without one that of the least loss."""
    is_validated = any(not isnan(epoch.validation_accuracy) for epoch in history)
    gains = [epoch.validation_accuracy if is_validated else -epoch.loss for epoch in history]
    return gains.index(max(gains)) + 1 if gains else 0


def epochs_without_gain(history: Sequence[Epoch]) -> int:
    """Epochs since the last that was better than all before.

    Source: Goodfellow, Bengio & Courville (2016), Deep Learning, algorithm 7.1, where it is compared with the patience.
    """
    return len(history) - last_gain(history)


def explained(error: float, spread: float) -> float:
    """The share of the variance ``spread`` that is explained where the mean squared error is ``error``: R².

    Of values that stand still it is 1 without any error, else 0.
    """
    return 1.0 - error / spread if spread > 0.0 else float(error == 0.0)
