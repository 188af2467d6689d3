"""Training runs as a project's file holds them."""

from __future__ import annotations

from dataclasses import asdict
from math import isfinite, nan
from typing import Any, TypeAlias, cast

from msgspec import Struct
from msgspec.structs import asdict as fields_of
from msgspec.structs import replace

from app.document.file.snapshots import WrittenSnapshot, snapshot_from, written_snapshot
from app.document.kept_runs import KeptCheckpoint, KeptRun, RunRecord
from engine.learning.components.figures import Epoch


class WrittenEpoch(Struct, frozen=True, forbid_unknown_fields=True):
    """An epoch without what a machine took for it. None is what JSON cannot say: not a number."""

    loss: float | None
    training_accuracy: float | None
    validation_accuracy: float | None
    spikes_per_sample: float | None
    validation_loss: float | None = None


WrittenRun: TypeAlias = RunRecord[WrittenEpoch, WrittenSnapshot]
"""Its checkpoint is what was drawn; the content of that is a file beside the manifest."""


def written_run(run: KeptRun) -> WrittenRun:
    """The run as JSON can carry it; settings and figures that are not finite are left out."""
    written = replace(
        cast(Any, run),
        settings={n: v for n, v in run.settings.items() if isinstance(v, str) or isfinite(v)},
        figures={name: value for name, value in run.figures.items() if isfinite(value)},
        history=tuple(map(_written_epoch, run.history)),
        checkpoint=written_snapshot(run.checkpoint.drawn) if run.checkpoint is not None else None,
    )
    return cast(WrittenRun, written)


def run_from(written: WrittenRun) -> KeptRun:
    """The run; its arrays, and the content of its checkpoint, are still to be read. Raises Inconsistent."""
    kept = replace(
        cast(Any, written),
        history=tuple(map(_epoch, written.history)),
        checkpoint=KeptCheckpoint(snapshot_from(written.checkpoint)) if written.checkpoint is not None else None,
    )
    return cast(KeptRun, kept)


def _written_epoch(epoch: Epoch) -> WrittenEpoch:
    figures = {name: value if isfinite(value) else None for name, value in asdict(epoch).items() if name != "seconds"}
    return WrittenEpoch(**figures)


def _epoch(written: WrittenEpoch) -> Epoch:
    return Epoch(**{name: nan if value is None else value for name, value in fields_of(written).items()})
