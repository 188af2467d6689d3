"""Figures of a training under way: one epoch's, and where the whole stands."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Merit(StrEnum):
    """A method's figure of merit: the share of right answers, or how alike spikes and wanted spikes are; 1 is best."""

    ACCURACY = "accuracy"
    CORRELATION = "correlation"


@dataclass(frozen=True)
class Epoch:
    """Figures of one pass: mean losses and accuracies, seconds; NaN of a validation part that is not there.

    An accuracy is a share of right answers, or what else the method counts by: see :class:`Merit`.
    """

    loss: float
    training_accuracy: float
    validation_accuracy: float
    spikes_per_sample: float
    seconds: float
    validation_loss: float = float("nan")
