"""The result of a training: what was learnt, and how good it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from engine.circuit.circuit import Arrays
from engine.learning.components.figures import Epoch, Metric
from engine.learning.training.checkpoint import Checkpoint
from engine.learning.training.course import AccuracyCourse
from engine.learning.training.evaluation import Evaluation
from engine.problems import Problem

Integers = NDArray[np.int64]


@dataclass(frozen=True)
class TrainingResult:
    """The result of training: ``arrays[id, name]`` (``weight``, ``bias``, parameters) and how good they are.

    With a validation part these are the best epoch's arrays, else the last's. ``test`` and ``validation`` are
    evaluated in float64 as a run shows them. The test samples are answered once, when training has come to its end:
    not for a cancelled one, which may be resumed from ``checkpoint``, the state after the last whole epoch. One is
    cancelled also where samples can no longer be read after an epoch or more: ``stopped_by`` says why.
    """

    arrays: Arrays
    history: tuple[Epoch, ...]
    epoch: int  # the epoch, from 1, that the arrays are of
    cancelled: bool
    seconds: float  # from the first batch to the last epoch's end, but for compiling
    preparing: float  # seconds before the first batch, and for compiling
    seed: int
    method: str
    merit: Metric  # what the accuracies are
    settings: Mapping[str, float | str]
    checkpoint: Checkpoint = field(repr=False)
    validation: Evaluation | None = field(repr=False)
    test: Evaluation | None = field(repr=False)
    course: AccuracyCourse | None = None  # of the test samples, where the method tells it
    warnings: tuple[Problem, ...] = ()  # of what keeps the network from learning more
    stopped_by: Problem | None = None

    def __repr__(self) -> str:
        epochs = f"epoch {self.epoch} of {len(self.history)}{', cancelled' if self.cancelled else ''}"
        figures = {"test": self.accuracy, "validation": self.validation_accuracy}
        told = [f"{name} {self.merit.written(value)}" for name, value in figures.items() if value == value]
        return f"<TrainingResult: {', '.join([self.method, epochs, *told, f'{self.seconds:.1f} s'])}>"

    @property
    def ended_early(self) -> bool:
        """True of a training whose patience was over before its last epoch."""
        return not self.cancelled and len(self.history) < round(float(self.settings["epochs"]))

    @property
    def accuracy(self) -> float:
        """Share of right answers on the test samples, or their correlation, 0 to 1; NaN after a cancelled training."""
        return self.test.merit(self.merit) if self.test else float("nan")

    @property
    def validation_accuracy(self) -> float:
        """The same of the validation part; NaN without one."""
        return self.validation.merit(self.merit) if self.validation else float("nan")

    @property
    def confusion(self) -> Integers | None:
        """Counts (label, answer) of the test samples, after a cancelled training of the validation part.

        None where the method does not count right answers.
        """
        return self._counted.confusion if self._counted else None

    @property
    def mistakes(self) -> Integers | None:
        """Sample, label and answer of each wrong answer that :attr:`confusion` counts, (wrong, 3)."""
        return self._counted.mistakes if self._counted else None

    @property
    def _counted(self) -> Evaluation | None:
        return (self.test or self.validation) if self.merit is Metric.ACCURACY else None

    @property
    def spikes_per_sample(self) -> float:
        """Mean spikes of all populations for one sample."""
        shown = self.test or self.validation
        return shown.spikes_per_sample if shown else self.history[-1].spikes_per_sample if self.history else 0.0
