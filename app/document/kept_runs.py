"""Training runs that are kept with a drawing: what each reached, and the arrays that bring its weights back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from app.document.elements import ArrayRef, Snapshot
from engine.learning.components.figures import Epoch, Merit, TrainingState
from engine.model.division import VALIDATION_SHARE

KeptArrays: TypeAlias = tuple[tuple[str, str, ArrayRef], ...]  # element id, name, array


@dataclass(frozen=True)
class KeptCheckpoint:
    """The state that a cancelled training goes on from, and the network as it was ``drawn`` when it began.

    ``content`` is the file of a checkpoint as the engine writes it, which alone reads it.
    """

    drawn: Snapshot
    content: bytes = b""


@dataclass(frozen=True)
class KeptRun:
    """One training. ``method`` is its key, ``merit`` what its accuracies count; ``epochs`` were wanted. It is
    done or cancelled.

    ``sizes`` are those of the elements then; ``figures`` are known ones by name; ``arrays`` are (element id, name,
    array), none where they were too large to be kept. ``confusion`` counts (label, answer), a row for each label, none
    of very many classes; ``course`` are numbers of steps and the accuracy after them. ``validation`` is the share of
    the training samples that was held back; ``mistakes`` are (sample, label, answer) of what was answered wrong. A
    cancelled one has a ``checkpoint``, until it went on to its end or was given up.
    """

    number: int
    method: str
    title: str
    seed: int
    settings: Mapping[str, float | str]
    state: TrainingState
    merit: Merit
    epochs: int
    seconds: float
    sizes: tuple[tuple[str, int], ...]
    figures: Mapping[str, float]
    history: tuple[Epoch, ...]
    arrays: KeptArrays
    confusion: tuple[tuple[int, ...], ...] = ()
    course: tuple[tuple[int, float], ...] = ()
    validation: float = VALIDATION_SHARE
    mistakes: tuple[tuple[int, int, int], ...] = ()
    checkpoint: KeptCheckpoint | None = None
