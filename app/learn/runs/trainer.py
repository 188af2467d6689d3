"""Protocols of whatever trains, as the Learn panel needs it, so that neither knows the other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import SignalInstance

from app.document.elements import Snapshot
from engine.model.division import VALIDATION_SHARE
from engine.network.description import NetworkDescription
from engine.network.values import Floats
from engine.problems import Problem

if TYPE_CHECKING:
    from engine.learning.training.comparing import ComparedRun

Integers = NDArray[np.int64]

IDLE, TRAINING, FINISHED, CANCELLED, FAILED = "idle", "training", "finished", "cancelled", "failed"


@dataclass(frozen=True)
class TrainingPlan:
    """The plan that a training was started with; ``validation`` is the share of the training samples held back.

    ``drawn`` is the drawing that ``description`` is of; None of a run that cannot go on.
    """

    description: NetworkDescription
    method_key: str
    settings: Mapping[str, float | str]
    seed: int
    validation: float = VALIDATION_SHARE
    drawn: Snapshot | None = None


class EpochFigures(Protocol):
    """The figures that one epoch reached; accuracies in [0, 1]."""

    @property
    def loss(self) -> float: ...
    @property
    def training_accuracy(self) -> float: ...
    @property
    def validation_accuracy(self) -> float: ...
    @property
    def validation_loss(self) -> float: ...
    @property
    def spikes_per_sample(self) -> float: ...


class TrainingFigures(Protocol):
    """The state of a training; ``epoch`` counts from 1, times in seconds.

    ``confusion`` (label, answer) counts the validation part, once an epoch is whole; ``mistakes`` (n, 3) are the
    sample, label and answer of those that differ. ``warnings`` are of what keeps the network from learning more.
    """

    @property
    def epoch(self) -> int: ...
    @property
    def epochs(self) -> int: ...
    @property
    def batch(self) -> int: ...
    @property
    def batches(self) -> int: ...
    @property
    def seconds(self) -> float: ...
    @property
    def preparing(self) -> float: ...
    @property
    def seconds_left(self) -> float: ...
    @property
    def history(self) -> Sequence[EpochFigures]: ...
    @property
    def confusion(self) -> Floats | Integers | None: ...
    @property
    def mistakes(self) -> Integers | None: ...
    @property
    def warnings(self) -> Sequence[Problem]: ...


class ShownAnswer(Protocol):
    """One sample of the validation part: its picture (rows, columns) in [0, 1], the right and the given answer."""

    @property
    def image(self) -> Floats: ...
    @property
    def label(self) -> str: ...
    @property
    def answer(self) -> str: ...


class FinishedTraining(Protocol):
    """The result of a training; ``arrays`` holds the trained values by (element id, name)."""

    @property
    def arrays(self) -> Mapping[tuple[str, str], Floats]: ...
    @property
    def history(self) -> Sequence[EpochFigures]: ...
    @property
    def validation_accuracy(self) -> float | None: ...
    @property
    def test_accuracy(self) -> float | None: ...
    @property
    def confusion(self) -> Floats | Integers | None: ...
    @property
    def mistakes(self) -> Integers | None: ...
    @property
    def seconds(self) -> float: ...
    @property
    def spikes_per_sample(self) -> float: ...
    @property
    def answers(self) -> Sequence[ShownAnswer]: ...
    @property
    def cancelled(self) -> bool: ...
    @property
    def checkpoint(self) -> bytes | None: ...
    @property
    def row(self) -> ComparedRun | None: ...
    @property
    def counts_right(self) -> bool: ...
    @property
    def course(self) -> Sequence[tuple[int, float]]: ...


class Trainer(Protocol):
    """Trains one network at a time, somewhere that is not the window's thread.

    ``progressed`` carries :class:`TrainingFigures`, ``answered`` a sequence of :class:`ShownAnswer`, ``finished`` an
    :class:`FinishedTraining` (a cancelled one too), ``failed`` a ``Problem``, ``state_changed`` one of the words above,
    ``checkpointed`` an epoch and the bytes of what it could go on from after it, were it interrupted now. In place of
    ``finished``, ``given_up`` tells of one that was cancelled before anything was learnt since its start or resumption.
    """

    state_changed: SignalInstance
    progressed: SignalInstance
    answered: SignalInstance
    checkpointed: SignalInstance
    finished: SignalInstance
    given_up: SignalInstance
    failed: SignalInstance

    @property
    def is_running(self) -> bool: ...
    @property
    def is_paused(self) -> bool: ...
    @property
    def is_compiling(self) -> bool:
        """True while it waits for kernels that this machine does not have yet."""

    def start(
        self,
        description: NetworkDescription,
        method_key: str,
        settings: Mapping[str, float | str],
        seed: int,
        checkpoint: bytes | None = None,
        validation: float = VALIDATION_SHARE,
    ) -> None: ...
    def pause(self) -> None: ...
    def resume(self) -> None: ...
    def cancel(self) -> None: ...
    def forget(self) -> None:
        """Nothing is heard any more of what is trained, or was."""


def toggle_pause(trainer: Trainer) -> bool:
    """Pause or go on; whether it is paused now."""
    (trainer.resume if trainer.is_paused else trainer.pause)()
    return trainer.is_paused
