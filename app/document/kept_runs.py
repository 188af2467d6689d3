"""Training runs that are kept with a drawing: what each reached, and the arrays that bring its weights back."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Annotated, Literal, TypeAlias

import msgspec

from app.document.document import ArrayRef, Snapshot
from app.document.plain import Hash, Id, NotNegative, Seed, Seeded
from app.document.snapshots import PlainSnapshot, plain_snapshot, snapshot_from
from engine.model.division import VALIDATION_SHARE

State: TypeAlias = Literal["done", "cancelled"]
Merit: TypeAlias = Literal["accuracy", "correlation"]
Count: TypeAlias = Annotated[int, msgspec.Meta(ge=0, le=1_000_000_000)]
Share: TypeAlias = Annotated[float, msgspec.Meta(ge=0.0, le=1.0)]
KeptArrays: TypeAlias = tuple[tuple[str, str, ArrayRef], ...]  # element id, name, array


@dataclass(frozen=True)
class KeptEpoch:
    """One pass: accuracies, or correlations, are 0 to 1; NaN where there was no validation part."""

    loss: float
    training_accuracy: float
    validation_accuracy: float
    spikes_per_sample: float
    validation_loss: float = math.nan


@dataclass(frozen=True)
class KeptCheckpoint:
    """What a cancelled training goes on from: the network as it was ``drawn`` when it began, and its state.

    ``content`` is the file of a checkpoint as the engine writes it, which alone reads it.
    """

    drawn: Snapshot
    content: bytes = b""


@dataclass(frozen=True)
class KeptRun:
    """One training. ``method`` is its key, ``merit`` what its accuracies count; ``epochs`` were wanted.

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
    state: State
    merit: str
    epochs: int
    seconds: float
    sizes: tuple[tuple[str, int], ...]
    figures: Mapping[str, float]
    history: tuple[KeptEpoch, ...]
    arrays: KeptArrays
    confusion: tuple[tuple[int, ...], ...] = ()
    course: tuple[tuple[int, float], ...] = ()
    validation: float = VALIDATION_SHARE
    mistakes: tuple[tuple[int, int, int], ...] = ()
    checkpoint: KeptCheckpoint | None = None


class PlainEpoch(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """None is what JSON cannot say: not a number."""

    loss: float | None
    training_accuracy: float | None
    validation_accuracy: float | None
    spikes_per_sample: float | None
    validation_loss: float | None


class PlainTrained(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    element: Id
    name: str
    sha256: Hash


class PlainRun(Seeded, frozen=True, forbid_unknown_fields=True):
    """``checkpoint`` is what was drawn; its content is a file beside the manifest."""

    number: Annotated[int, msgspec.Meta(ge=1, le=1_000_000_000)]
    method: str
    title: str
    seed: Seed
    settings: dict[str, float | str]
    state: State
    merit: Merit
    epochs: Count
    seconds: NotNegative
    sizes: list[tuple[Id, Count]]
    figures: dict[str, float]
    history: list[PlainEpoch]
    arrays: list[PlainTrained]
    confusion: list[list[Count]]
    course: list[tuple[Count, Share]]
    validation: Share
    mistakes: list[tuple[Count, Count, Count]]
    checkpoint: PlainSnapshot | None


def plain_run(run: KeptRun) -> PlainRun:
    """What JSON can carry; settings and figures that are not finite are left out."""
    plain = {field.name: getattr(run, field.name) for field in fields(run)}
    plain |= {
        "settings": {n: v for n, v in run.settings.items() if isinstance(v, str) or math.isfinite(v)},
        "sizes": list(run.sizes),
        "figures": {name: value for name, value in run.figures.items() if math.isfinite(value)},
        "history": [PlainEpoch(**{n: _said(v) for n, v in asdict(epoch).items()}) for epoch in run.history],
        "arrays": plain_arrays(run.arrays),
        "confusion": [list(row) for row in run.confusion],
        "course": list(run.course),
        "mistakes": list(run.mistakes),
        "checkpoint": plain_snapshot(run.checkpoint.drawn) if run.checkpoint is not None else None,
    }
    return PlainRun(**plain)


def run_from(plain: PlainRun) -> KeptRun:
    """The run; its arrays, and the content of its checkpoint, are still to be read. Raises Inconsistent."""
    named = {name: getattr(plain, name) for name in plain.__struct_fields__}
    named |= {
        "sizes": tuple(plain.sizes),
        "history": tuple(KeptEpoch(*(_meant(getattr(e, f.name)) for f in fields(KeptEpoch))) for e in plain.history),
        "arrays": arrays_from(plain.arrays),
        "confusion": tuple(tuple(row) for row in plain.confusion),
        "course": tuple(plain.course),
        "mistakes": tuple(plain.mistakes),
        "checkpoint": KeptCheckpoint(snapshot_from(plain.checkpoint)) if plain.checkpoint is not None else None,
    }
    return KeptRun(**named)


def plain_arrays(arrays: KeptArrays) -> list[PlainTrained]:
    """What JSON can carry; the arrays lie beside the manifest."""
    return [PlainTrained(element, name, reference.sha256) for element, name, reference in arrays]


def arrays_from(plain: list[PlainTrained]) -> KeptArrays:
    """The same, still to be read."""
    return tuple((array.element, array.name, ArrayRef(array.sha256)) for array in plain)


def _said(value: float) -> float | None:
    return value if math.isfinite(value) else None


def _meant(value: float | None) -> float:
    return math.nan if value is None else value
