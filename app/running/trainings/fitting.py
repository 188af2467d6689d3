"""A training by the engine: what it is given, what it reports and what it ends in."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol, TypeAlias

from app.document.words.class_names import class_names
from app.running.trainings.answered import Answered, answers_to
from engine.backends import FASTEST
from engine.network.description import NetworkDescription
from engine.network.values import Floats
from engine.problems import NetworkError, Problem, declare

if TYPE_CHECKING:
    from engine.learning.training.checkpoint import Checkpoint
    from engine.learning.training.comparing import ComparedRun
    from engine.learning.training.training_progress import Progress, TrainingEnd
    from engine.learning.training.training_result import TrainingResult

CANNOT_GO_ON = declare(
    "training cannot go on",
    "This training cannot go on: its network or its data changed since, or what was kept of it is spoilt.",
    "Bring these back as they were, or start a new training.",
)
CHECKPOINT = "checkpoint.npz"  # the file of what a training goes on from, in the folder of its job
ANSWERING = 0.1  # of the time, at most, goes into answers under way
KEPT_EVERY = 5.0  # s between two states that are kept of a training under way, at the ends of epochs

Settings: TypeAlias = Mapping[str, float | str]
Asked: TypeAlias = tuple[NetworkDescription, str, Settings, int, bytes | None, float]
"""What a training is of: network, key of the method, its settings, seed, checkpoint, share that is held back."""


@dataclass(frozen=True)
class TrainingOutcome:
    """The outcome of a training: its ``result``, and what the window shows and keeps beside it.

    ``answers`` are to some samples of the validation part, or of data to be reproduced; ``row`` has its figures as they
    are compared with others'.
    A cancelled one has a ``checkpoint``, the file of what it goes on from.
    """

    result: TrainingResult
    answers: Sequence[Answered] = ()
    row: ComparedRun | None = None
    checkpoint: bytes | None = None


class TrainingReport(Protocol):
    """Takes where a training stands, and now and then answers of an epoch and a checkpoint; says whether to go on."""

    def __call__(
        self, progress: Progress, answers: Sequence[Answered] | None, checkpoint: bytes | None = None
    ) -> bool | TrainingEnd: ...


Train: TypeAlias = Callable[[*Asked, TrainingReport], TrainingOutcome]


def fit_network(
    description: NetworkDescription,
    method_key: str,
    settings: Settings,
    seed: int,
    checkpoint: bytes | None,
    validation: float,
    report: TrainingReport,
    *,
    backend: str = FASTEST,
    kept_every: float | None = None,
) -> TrainingOutcome:
    """Train with the engine, imported here because learning brings the compilers.

    ``checkpoint`` is the content of such a file, and one is reported every ``kept_every`` s, by default ``KEPT_EVERY``;
    raises :class:`~engine.problems.NetworkError` where it is of another training, and what
    :func:`~engine.learning.training.fitting.fit` raises, which is after the state of its last whole epoch was reported.
    """
    from engine.circuit.circuit import circuit
    from engine.circuit.trained import with_arrays
    from engine.learning.methods import methods
    from engine.learning.training import checkpoint as checkpoints
    from engine.learning.training.comparing import finished_row
    from engine.learning.training.failing import let_go
    from engine.learning.training.fitting import fit
    from engine.simulation.arrays.presentation import is_to_be_reproduced, training_parts

    found = circuit(description)
    train, test = found.dataset.model.split(found.samples, found.dataset.parameters)
    samples = found.samples
    _, held_back = training_parts(found.dataset.id, train, samples.labels, seed, validation, samples.given)
    are_reproduced = is_to_be_reproduced(train, test)
    shown = train if are_reproduced else held_back

    def answers_of(arrays: Mapping[tuple[str, str], Floats]) -> list[Answered]:
        if not len(shown):
            return []
        return answers_to(circuit(with_arrays(description, arrays)), shown, names, seed, not are_reproduced)

    interval = KEPT_EVERY if kept_every is None else kept_every
    kept_at, answers_due = time.monotonic(), 0.0
    unkept: Progress | None = None

    def on_progress(progress: Progress) -> bool | TrainingEnd:
        nonlocal kept_at, answers_due, unkept
        if progress.checkpoint is not None:
            unkept = progress
        answers, kept, began = None, None, time.monotonic()
        if progress.arrays is not None and began >= answers_due:
            answers = answers_of(progress.arrays)
            answers_due = began + (time.monotonic() - began) / ANSWERING
        if progress.checkpoint is not None and time.monotonic() - kept_at >= interval:
            progress, kept = _packed(progress, progress.checkpoint)
            kept_at, unkept = time.monotonic(), progress if kept is None else None
        return report(progress, answers, kept)

    names, method = class_names(found.dataset, found.samples.names), methods()[method_key]
    memory = method.memory(found, method.complete(settings))
    try:
        result = fit(
            description,
            method,
            seed=seed,
            settings=settings,
            validation=validation,
            on_progress=on_progress,
            resume=checkpoints.unpacked_checkpoint(checkpoint, "") if checkpoint is not None else None,
            backend=backend,
        )
    except checkpoints.CheckpointProblem as problem:
        raise NetworkError([Problem(found.dataset.id, CANNOT_GO_ON)]) from problem
    except Exception as error:
        if unkept is not None and unkept.checkpoint is not None:  # what was learnt until then is not lost
            let_go(error)  # the memory that ran out is needed to keep it
            progress, kept = _packed(unkept, unkept.checkpoint)
            report(progress, None, kept)
        raise
    if result.stopped_by is not None:  # as above: it may go on once its samples can be read again
        if unkept is not None:
            progress, kept = _packed(unkept, result.checkpoint)
            report(progress, None, kept)
        raise NetworkError([result.stopped_by])
    return TrainingOutcome(
        result,
        answers_of(result.arrays),
        finished_row(result, method.title, memory),
        _content_of(result.checkpoint) if result.cancelled else None,
    )


def _packed(progress: Progress, checkpoint: Checkpoint) -> tuple[Progress, bytes | None]:
    """The content of a checkpoint, or None and a warning of that among the progress."""
    from engine.learning.training.failing import unwritten

    if (content := _content_of(checkpoint)) is not None:
        return progress, content
    told = unwritten(CHECKPOINT, len(progress.history), MemoryError())
    return replace(progress, warnings=(told, *progress.warnings)), None


def _content_of(checkpoint: Checkpoint) -> bytes | None:
    """The content of a checkpoint; None where memory does not do for it."""
    from engine.learning.training.checkpoint import packed_checkpoint

    try:
        return packed_checkpoint(checkpoint)
    except MemoryError:
        return None


def early() -> TrainingEnd:
    """The answer of a report to end a training early."""
    from engine.learning.training.training_progress import TrainingEnd

    return TrainingEnd.EARLY
