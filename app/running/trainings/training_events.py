"""Events of a training in a process of its own: plain data of JSON, and one file of arrays after an epoch.

An event ``epoch`` has the figures of one; ``progress`` is the newest moment, with the warnings that count now. What is
no number is null there.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from app.running.trainings.answered import Answered
from app.running.trainings.outcome_file import plain_problem, problem_from
from engine.jobs.folder import STARTED
from engine.learning.components.figures import Epoch, Metric
from engine.network.values import Floats
from engine.problems import Problem

if TYPE_CHECKING:
    from engine.learning.training.training_progress import Progress

EPOCH = "epoch"
FIGURES = (
    "epoch", "epochs", "batch", "batches", "loss", "training_accuracy", "validation_accuracy", "seconds",
    "seconds_left", "preparing",
)  # fmt: skip


def plain_progress(progress: Progress, warnings: Sequence[Problem]) -> dict[str, Any]:
    """The figures of the moment, and these warnings."""
    figures = {name: _plain(getattr(progress, name)) for name in FIGURES}
    return {**figures, "merit": progress.merit.value, "warnings": [plain_problem(problem) for problem in warnings]}


def plain_epoch(epoch: Epoch) -> dict[str, Any]:
    """The figures of an epoch."""
    return {name: _plain(value) for name, value in asdict(epoch).items()}


def _plain(value: float) -> float | None:
    return value if isinstance(value, int) or math.isfinite(value) else None


@dataclass(frozen=True)
class EpochArrays:
    """Arrays shown after the whole ``epoch``, what was answered for what, and some samples."""

    epoch: int
    arrays: dict[tuple[str, str], Floats]
    confusion: NDArray[np.int64] | None
    mistakes: NDArray[np.int64] | None
    answers: tuple[Answered, ...] | None


@dataclass
class HeardTraining:
    """A training as it has been heard, put together again."""

    history: list[Epoch] = field(default_factory=list)
    is_begun: bool = False

    def hear(self, event: Mapping[str, Any]) -> None:
        """Take an event; one that means nothing here is left out."""
        if event["event"] == STARTED:  # one that goes on tells all its epochs anew
            self.history, self.is_begun = [], True
        elif event["event"] == EPOCH:
            known = {name: float("nan") if value is None else float(value) for name, value in event["figures"].items()}
            self.history.append(Epoch(**known))

    def progress(self, moment: Mapping[str, Any], shown: EpochArrays | None, is_new: bool) -> Progress:
        """A moment as the engine tells it; arrays and checkpoint only where ``shown`` ``is_new``."""
        from engine.learning.training.training_progress import Progress

        figures: dict[str, Any] = {name: float("nan") if moment[name] is None else moment[name] for name in FIGURES}
        return Progress(
            **figures,
            history=tuple(self.history),
            arrays=shown.arrays if shown is not None and is_new else None,
            confusion=shown.confusion if shown is not None else None,
            mistakes=shown.mistakes if shown is not None else None,
            merit=Metric(moment["merit"]),
            warnings=tuple(problem_from(problem) for problem in moment["warnings"]),
        )
