"""Training runs that are kept with a drawing: what each reached, and the arrays that bring its weights back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Generic, TypeAlias, TypeVar

from msgspec import Meta, Struct

from app.document.bounds import Hash, Id, Index, Seed, Seeded, Share
from app.document.elements import ArrayRef, Snapshot
from engine.learning.components.figures import Epoch, Metric, TrainingState
from engine.model.division import VALIDATION_SHARE
from engine.network.values import NotNegative

FigureT = TypeVar("FigureT")
CheckpointT = TypeVar("CheckpointT")


class KeptArray(Struct, frozen=True, forbid_unknown_fields=True):
    """An array of an element, by its content."""

    element: Id
    name: str
    sha256: Hash

    @property
    def reference(self) -> ArrayRef:
        return ArrayRef(self.sha256)


KeptArrays: TypeAlias = tuple[KeptArray, ...]


class KeptCheckpoint(Struct, frozen=True):
    """The state that a cancelled training goes on from, and the network as it was ``drawn`` when it began.

    ``content`` is the file of a checkpoint as the engine writes it, which alone reads it.
    """

    drawn: Snapshot
    content: bytes = b""


class RunRecord(Seeded, Generic[FigureT, CheckpointT], frozen=True, forbid_unknown_fields=True):
    """One training. ``method`` is its key, ``merit`` what its accuracies count; ``epochs`` were wanted. It is
    done or cancelled; raises ValueError for any other.

    ``sizes`` are those of the elements then; ``figures`` are known ones by name; ``arrays`` are none where they were
    too large to be kept. ``confusion`` counts (label, answer), a row for each label, none of very many classes;
    ``course`` are numbers of steps and the accuracy after them. ``validation`` is the share of the training samples
    that was held back; ``mistakes`` are (sample, label, answer) of what was answered wrong. A cancelled one has a
    ``checkpoint``, until it went on to its end or was given up.
    """

    number: Annotated[int, Meta(ge=1, le=1_000_000_000)]
    method: str
    title: str
    seed: Seed
    settings: Mapping[str, float | str]
    state: TrainingState
    merit: Metric
    epochs: Index
    seconds: NotNegative
    sizes: tuple[tuple[Id, Index], ...]
    figures: Mapping[str, float]
    history: tuple[FigureT, ...]
    arrays: KeptArrays
    confusion: tuple[tuple[Index, ...], ...] = ()
    course: tuple[tuple[Index, Share], ...] = ()
    validation: Share = VALIDATION_SHARE
    mistakes: tuple[tuple[Index, Index, Index], ...] = ()
    checkpoint: CheckpointT | None = None

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.state not in (TrainingState.DONE, TrainingState.CANCELLED):
            raise ValueError(f"a run that is kept is not {self.state}")


KeptRun: TypeAlias = RunRecord[Epoch, KeptCheckpoint]
