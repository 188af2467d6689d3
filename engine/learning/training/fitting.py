"""Training from the first epoch to the last: order, validation, progress, cancelling, the best kept."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from engine.backends import FASTEST
from engine.learning.components.method import LearningMethod, Settings
from engine.learning.components.own_terms import OwnTerms
from engine.learning.training import checkpoint as checkpoints
from engine.learning.training.admission import admitted
from engine.learning.training.batches import Given
from engine.learning.training.checkpoint import Checkpoint
from engine.learning.training.ongoing import FIRST_TRAINING as FIRST_TRAINING
from engine.learning.training.ongoing import OngoingTraining
from engine.learning.training.preparing import TrainingClock, listening
from engine.learning.training.training_progress import Progress, TrainingEnd
from engine.learning.training.training_result import TrainingResult
from engine.network.description import NetworkDescription
from engine.network.seeds import seed_of


def fit(
    description: NetworkDescription,
    method: type[LearningMethod],
    *,
    epochs: int | None = None,
    batch: int | None = None,
    seed: int = 1,
    settings: Settings | None = None,
    validation: float = 0.0,
    on_progress: Callable[[Progress], bool | TrainingEnd] | None = None,
    checkpoint: Path | None = None,
    resume: Path | Checkpoint | None = None,
    memory_budget: int | None = None,
    backend: str = FASTEST,
    batches: Given | None = None,
    own: OwnTerms | None = None,
) -> TrainingResult:
    """Train the network; ``on_progress`` returning False cancels it with the best arrays so far.

    :attr:`~engine.learning.training.training_progress.TrainingEnd.EARLY` ends it as if its patience were over.
    ``validation`` is the share of the training samples held back, by seed, to choose the best epoch; of data that
    train what they test nothing is.
    ``backend`` "cupy" trains on a CUDA device, but for a method that says why not (``stays_because``); the others are
    the processor.
    ``checkpoint`` is written after every epoch, by one training at a time; ``resume`` goes on from one, with the result
    that the training would have had without the interruption.
    ``batches`` are learnt in each epoch in the place of the dataset's, which still chooses the best epoch and tests;
    ``own`` are a loss and a penalty of a script's own, for methods that take them. Raises
    :class:`~engine.problems.NetworkError` where the method does not fit or memory will not do,
    :class:`~engine.backends.backend.BackendMissing` where the backend cannot be used, and
    ``ValueError`` for a setting that is not one or a checkpoint of another training, also one under way.
    """
    with under_way(
        description, method, epochs=epochs, batch=batch, seed=seed, settings=settings, validation=validation,
        on_progress=on_progress, checkpoint=checkpoint, resume=resume, memory_budget=memory_budget, backend=backend,
        batches=batches, own=own,
    ) as training, training.quietly():  # fmt: skip
        for each in training:
            each.learn()
        return training.result()


@contextmanager
def under_way(
    description: NetworkDescription, method: type[LearningMethod], *, epochs: int | None = None,
    batch: int | None = None, seed: int = 1, settings: Settings | None = None, validation: float = 0.0,
    on_progress: Callable[[Progress], bool | TrainingEnd] | None = None, checkpoint: Path | None = None,
    resume: Path | Checkpoint | None = None, memory_budget: int | None = None, backend: str = FASTEST,
    batches: Given | None = None, own: OwnTerms | None = None,
) -> Iterator[OngoingTraining]:  # fmt: skip
    """A training at its start, for a loop of a script's own; takes and raises what :func:`fit` does."""
    with checkpoints.kept_alone(checkpoint), listening() as compiling:
        clock = TrainingClock(compiling)
        seed, asked = seed_of(seed), {**(settings or {}), **_given(epochs=epochs, batch=batch)}
        found, complete = admitted(description, method, asked, memory_budget, backend)
        training = OngoingTraining(found, method, complete, seed, validation, on_progress, checkpoint, clock)
        if own is not None:
            training.take(own)
        if batches is not None:
            training.feed(batches)
        if resume is not None:
            training.resume(checkpoints.read_checkpoint(resume) if isinstance(resume, Path) else resume)
        yield training


def _given(**values: int | None) -> dict[str, int]:
    return {name: value for name, value in values.items() if value is not None}
