"""Facts of a training: its state, what it counts by, and the figures of one epoch."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class Metric(StrEnum):
    """A method's figure of merit: the share of right answers, or how alike spikes and wanted spikes are; 1 is best."""

    ACCURACY = "accuracy"
    CORRELATION = "correlation"

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
