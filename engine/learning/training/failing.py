"""Trainings that cannot go on: the reason, and what they had learnt until then."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import numpy as np
from numpy.typing import NDArray

from engine.checking.problem_of import title_of, warning, warning_of
from engine.circuit.circuit import Arrays, Circuit
from engine.learning.components.by_gradient import NotFinite
from engine.learning.components.losses import LossNotFinite
from engine.learning.training.checkpoint import Checkpoint
from engine.problems import NetworkError, Problem, declare

INFINITE = declare(
    "learning.infinite",
    "In epoch {epoch}, batch {batch}, the loss is no finite number: the membrane of {element} is none.",
    "Choose a smaller learning rate, or smaller weights to begin with.",
)
INFINITE_GRADIENT = declare(
    "learning.infinite_gradient",
    "In epoch {epoch}, batch {batch}, the gradient of {element} is no finite number.",
    "Choose a smaller learning rate, or let gradients go fewer steps back in time.",
)
INFINITE_LOSS = declare(
    "learning.infinite_loss",
    "In epoch {epoch}, batch {batch}, the typed loss or its slope is no finite number, though the read-out is.",
    "Keep logarithms, roots and divisors of the loss above 0, such as by log(1 + count).",
)
DIVERGED = declare(
    "learning.diverged",
    "In epoch {epoch} a {name} here was no longer a finite number.",
    "Choose a smaller learning rate.",
)
OUT_OF_MEMORY = declare(
    "learning.out_of_memory",
    "Memory ran out in epoch {epoch}, batch {batch}.",
    "Make batches smaller, set a memory budget, or close other programs.",
)
UNWRITTEN = declare(
    "learning.unwritten",
    "After epoch {epoch} {file} could not be written: {reason}.",
    "Make room there: training goes on, and writes it again after the next epoch.",
)
UNPACKED = declare(
    "learning.unpacked",
    "After epoch {epoch} {file} could not be written: memory ran out.",
    "Close other programs: training goes on, and writes it again after the next epoch.",
)
LACKING = declare(
    "learning.lacking",
    "No sample of {label} is in the {split} part of {element}; so it is with {count} of "
    "{classes} {classes:class|classes}.",
    "Give each class some samples more, or leave it out.",
)
TRAINING, TEST, VALIDATION = "training", "test", "validation"


class TrainingFailed(NetworkError):
    """A training that cannot go on; ``checkpoint`` is its state after the last whole epoch, or at its start."""

    def __init__(self, problem: Problem, checkpoint: Checkpoint) -> None:
        super().__init__([problem])
        self.checkpoint = checkpoint

    @property
    def arrays(self) -> Arrays:
        """The best arrays until then, of :attr:`epoch`."""
        return self.checkpoint.best

    @property
    def epoch(self) -> int:
        """The epoch, from 1, that the arrays are of; 0 where none was whole."""
        return self.checkpoint.best_epoch


class Watch:
    """Knows in which ``epoch`` and ``batch``, both from 1, a training is."""

    def __init__(self, circuit: Circuit) -> None:
        self._circuit = circuit
        self.epoch = self.batch = 0

    @contextmanager
    def failing(self, kept: Callable[[], Checkpoint]) -> Iterator[None]:
        """Raise what ends a training within the context as :class:`TrainingFailed`, with what is ``kept`` by then."""
        try:
            yield
        except MemoryError as error:  # of the processor, and of a device
            raise self._failed(self._circuit.dataset.id, OUT_OF_MEMORY, kept) from error
        except LossNotFinite as error:
            raise self._failed(self._circuit.output.id, INFINITE_LOSS, kept) from error
        except NotFinite as error:
            code = INFINITE_GRADIENT if error.of_gradient else INFINITE
            raise self._failed(error.place, code, kept, element=self._name(error.place)) from error

    def _failed(self, place: str, code: str, kept: Callable[[], Checkpoint], **words: str) -> TrainingFailed:
        return TrainingFailed(Problem(place, code, {"epoch": self.epoch, "batch": self.batch, **words}), kept())

    def _name(self, id: str) -> str:
        found = self._circuit
        names = {p.id: title_of(p) for p in found.populations} | {e.id: title_of(e) for e in found.encoders}
        links = {p.id: f"{names[p.source]} → {names[p.target]}" for p in found.projections}
        return {**links, **names}.get(id, id)


def let_go(error: BaseException | None) -> None:
    """Free what functions that failed by this still hold, such as a learner and what it has taped."""
    while error is not None:
        traceback.clear_frames(error.__traceback__)
        error = error.__cause__ or error.__context__


def demand_finite(arrays: Arrays, epoch: int, kept: Checkpoint) -> None:
    """Raise :class:`TrainingFailed` of weights that are not finite: every potential is silent for ever then."""
    for (place, name), values in arrays.items():
        if not np.isfinite(values).all():
            raise TrainingFailed(Problem(place, DIVERGED, {"epoch": epoch, "name": name}), kept)


def unwritten(file: str, epoch: int, error: OSError | MemoryError) -> Problem:
    """The warning that a checkpoint is not on the disk."""
    if isinstance(error, MemoryError):
        return warning("", UNPACKED, {"file": file, "epoch": epoch})
    return warning("", UNWRITTEN, {"file": file, "epoch": epoch, "reason": error.strerror or str(error)})


def lacking(circuit: Circuit, parts: dict[str, NDArray[np.int64]]) -> Iterator[Problem]:
    """Warnings of classes without a sample in a part of the data that has some."""
    samples = circuit.samples
    names, labels = samples.names, samples.labels if samples.step_labels is None else samples.step_labels
    for split, part in parts.items():
        if not samples.have_classes or not len(part):
            continue
        missing = np.setdiff1d(np.arange(len(names)), labels[part])
        if len(missing):
            words = {"label": names[missing[0]], "split": split, "count": len(missing), "classes": len(names)}
            yield warning_of(circuit.dataset, LACKING, **words)
