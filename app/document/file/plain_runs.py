"""Training runs as a project's file holds them."""

from __future__ import annotations

import math
from dataclasses import fields
from typing import Annotated, Literal, TypeAlias

import msgspec

from app.document.elements import ArrayRef
from app.document.file.plain import Hash, Id, NotNegative, Seed, Seeded
from app.document.file.snapshots import PlainSnapshot, plain_snapshot, snapshot_from
from app.document.kept_runs import KeptArrays, KeptCheckpoint, KeptRun
from engine.learning.components.figures import Epoch, Merit, TrainingState

Count: TypeAlias = Annotated[int, msgspec.Meta(ge=0, le=1_000_000_000)]
Share: TypeAlias = Annotated[float, msgspec.Meta(ge=0.0, le=1.0)]


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
    state: Literal["done", "cancelled"]  # no other is kept
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
    """The run as JSON can carry it; settings and figures that are not finite are left out."""
    plain = {field.name: getattr(run, field.name) for field in fields(run)}
    plain |= {
        "settings": {n: v for n, v in run.settings.items() if isinstance(v, str) or math.isfinite(v)},
        "sizes": list(run.sizes),
        "figures": {name: value for name, value in run.figures.items() if math.isfinite(value)},
        "history": [PlainEpoch(*(_said(getattr(e, n)) for n in PlainEpoch.__struct_fields__)) for e in run.history],
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
        "state": TrainingState(plain.state),
        "sizes": tuple(plain.sizes),
        "history": tuple(Epoch(**{n: _meant(getattr(e, n)) for n in e.__struct_fields__}) for e in plain.history),
        "arrays": arrays_from(plain.arrays),
        "confusion": tuple(tuple(row) for row in plain.confusion),
        "course": tuple(plain.course),
        "mistakes": tuple(plain.mistakes),
        "checkpoint": KeptCheckpoint(snapshot_from(plain.checkpoint)) if plain.checkpoint is not None else None,
    }
    return KeptRun(**named)


def plain_arrays(arrays: KeptArrays) -> list[PlainTrained]:
    """The arrays as JSON can carry them: by hash; they lie beside the manifest."""
    return [PlainTrained(element, name, reference.sha256) for element, name, reference in arrays]


def arrays_from(plain: list[PlainTrained]) -> KeptArrays:
    """The same, still to be read."""
    return tuple((array.element, array.name, ArrayRef(array.sha256)) for array in plain)


def _said(value: float) -> float | None:
    return value if math.isfinite(value) else None


def _meant(value: float | None) -> float:
    return math.nan if value is None else value
