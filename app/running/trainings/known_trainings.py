"""Trainings as every view of them sees them: one source of curves, answers and the epoch that is pointed at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal

from engine.learning.components.figures import Epoch, Metric
from engine.network.values import Floats

Integers = NDArray[np.int64]
LOSS, ACCURACY = "loss", "accuracy"
SHORTEST = 1.0  # epochs in view


@dataclass(frozen=True)
class ShownTraining:
    """One training by its ``number``: its ``history`` has a validation part where that was held back.

    ``epochs`` are wanted of it; ``best`` is the epoch that is kept, from 1, 0 before the first. ``counts`` (label,
    answer) are of the test part where it was ``tested``, else of the validation part, and ``mistakes`` (n, 3) are the
    sample, label and answer of those that differ. ``merit`` is what its accuracies are.
    """

    number: int
    epochs: int = 1
    history: Sequence[Epoch] = ()
    best: int = 0
    merit: Metric = Metric.ACCURACY
    counts: Floats | Integers | None = field(default=None, compare=False)
    mistakes: Integers | None = field(default=None, compare=False)
    tested: bool = False
    names: Sequence[str] = ()
    is_running: bool = False

    @property
    def length(self) -> int:
        """Epochs that its curves take: those wanted while it runs, those done where it ended."""
        wanted = self.epochs if self.is_running or not self.history else 0
        return max(wanted, len(self.history), 1)

    def of(self, figure: str) -> tuple[Sequence[float], Sequence[float]]:
        """A figure of the training and of the validation part, NaN where there is none."""
        names = ("loss", "validation_loss") if figure == LOSS else ("training_accuracy", "validation_accuracy")
        training, validation = ([getattr(epoch, name) for epoch in self.history] for name in names)
        return training, validation

    def mistaken(self, label: int, answer: int) -> Integers:
        """Samples with this label that were answered so (n,); none where they are not known, or were right."""
        if self.mistakes is None:
            return np.zeros(0, np.int64)
        found: Integers = self.mistakes[(self.mistakes[:, 1] == label) & (self.mistakes[:, 2] == answer), 0]
        return found


class Trainings(QObject):
    """Those that are shown, the chosen one first; views of epochs share a range and a cursor.

    ``asked`` carries a training, a label and the answer that was given for it.
    """

    changed = Signal()
    looked = Signal()
    asked = Signal(object, int, int)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.shown: tuple[ShownTraining, ...] = ()
        self.interval: tuple[float, float] | None = None  # of epochs in view, None for all
        self.cursor: int | None = None

    @property
    def first(self) -> ShownTraining | None:
        """The one that is chosen, or under way."""
        return self.shown[0] if self.shown else None

    @property
    def length(self) -> int:
        """Epochs of the longest."""
        return max((training.length for training in self.shown), default=1)

    def show(self, shown: Sequence[ShownTraining]) -> None:
        """Show these; another choice is seen as a whole."""
        if self.first is None or not shown or shown[0].number != self.first.number:
            self.interval = None
        self.shown = tuple(shown)
        self.changed.emit()

    def look(self, first: float, last: float) -> None:
        """Look at these epochs."""
        self._enter((first, max(last, first + SHORTEST)))

    def look_at_all(self) -> None:
        """From the start to the end."""
        self._enter(None)

    def _enter(self, interval: tuple[float, float] | None) -> None:
        if interval != self.interval:
            self.interval = interval
            self.looked.emit()

    def point_at(self, epoch: int | None) -> None:
        """Move the cursor; None takes it away."""
        if epoch != self.cursor:
            self.cursor = epoch
            self.looked.emit()
