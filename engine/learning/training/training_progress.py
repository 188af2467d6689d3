"""The progress of a training under way."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from engine.circuit.circuit import Arrays
from engine.learning.components.figures import Epoch, Metric
from engine.learning.training.checkpoint import Checkpoint
from engine.problems import Problem


@dataclass(frozen=True)
class Progress:
    """The progress of training; ``epoch`` and ``batch`` count from 1; ``arrays`` only at the end of an epoch.

    ``loss`` and ``training_accuracy`` are means over the epoch so far; ``confusion`` (label, answer) counts the
    validation part after the last whole epoch, and ``mistakes`` (n, 3) are the sample, label and answer of those that
    differ; accuracies are what ``merit`` says. ``seconds`` are those of training, ``preparing`` those before it and of
    compiling. ``checkpoint`` is the state at the end of an epoch, like ``arrays``. ``warnings`` are of
    what keeps the network from learning more; of populations that do not fire, after the first epoch since the start
    or a resumption.
    """

    epoch: int
    epochs: int
    batch: int
    batches: int
    loss: float
    training_accuracy: float
    validation_accuracy: float
    seconds: float
    seconds_left: float
    history: tuple[Epoch, ...]
    arrays: Arrays | None = None
    confusion: NDArray[np.int64] | None = None
    merit: Metric = Metric.ACCURACY
    preparing: float = 0.0
    mistakes: NDArray[np.int64] | None = None
    checkpoint: Checkpoint | None = None
    warnings: tuple[Problem, ...] = ()

    def __repr__(self) -> str:
        figures = {"training": self.training_accuracy, "validation": self.validation_accuracy}
        told = [f"{name} {self.merit.written(value)}" for name, value in figures.items() if value == value]
        where = f"epoch {self.epoch}/{self.epochs}, batch {self.batch}/{self.batches}, loss {self.loss:.4f}"
        return f"<Progress: {', '.join([where, *told, f'{self.seconds_left:.0f} s left'])}>"

    @property
    def share(self) -> float:
        """0 to 1."""
        return ((self.epoch - 1) * self.batches + self.batch) / max(self.epochs * self.batches, 1)


class TrainingEnd(Enum):
    """The ends of a training that a callback may give besides False, which cancels it.

    ``EARLY`` ends it as if its patience were over: after the last whole epoch, or the first if none is whole; it keeps
    the best arrays and is tested.
    """

    EARLY = "early"


Callback: TypeAlias = Callable[[Progress], object]
"""Hears where a training stands, a few times a second and after every epoch.

False cancels it, :attr:`TrainingEnd.EARLY` ends it early; nothing else ends it.
"""


def all_hear(callbacks: Sequence[Callback]) -> Callable[[Progress], bool | TrainingEnd] | None:
    """All of them as one that a training asks whether to go on; None of none."""

    def hear(progress: Progress) -> bool | TrainingEnd:
        said = [callback(progress) for callback in callbacks]  # each of them, also after one that ends it
        if any(answer is False for answer in said):
            return False
        return TrainingEnd.EARLY if TrainingEnd.EARLY in said else True

    return hear if callbacks else None
