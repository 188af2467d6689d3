"""Kept reductions as a project's file holds them."""

from __future__ import annotations

from dataclasses import asdict, fields
from typing import Annotated

import msgspec

from app.document.file.plain import Id, NotNegative, Seed, Seeded
from app.document.file.plain_runs import Count, PlainTrained, Share, arrays_from, plain_arrays
from app.document.kept_reductions import KeptReduction, ReducedRow
from engine.learning.components.figures import Merit


class PlainReducedRow(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    bits: str
    pruned: Share
    quality: Annotated[float, msgspec.Meta(ge=-1.0, le=1.0)]
    spikes: NotNegative
    operations: NotNegative
    energy: NotNegative
    memory: Annotated[int, msgspec.Meta(ge=0)]
    tested: Annotated[float, msgspec.Meta(ge=-1.0, le=1.0)] | None


class PlainReduction(Seeded, frozen=True, forbid_unknown_fields=True):
    per: str
    seed: Seed
    split: str
    merit: Merit
    sizes: list[tuple[Id, Count]]
    rows: list[PlainReducedRow]
    arrays: list[PlainTrained]


def plain_reduction(kept: KeptReduction) -> PlainReduction:
    """The reduction as JSON can carry it."""
    rows = [PlainReducedRow(**asdict(row)) for row in kept.rows]
    arrays = plain_arrays(kept.arrays)
    return PlainReduction(kept.per, kept.seed, kept.split, kept.merit, list(kept.sizes), rows, arrays)


def reduction_from(plain: PlainReduction) -> KeptReduction:
    """The measurement; its arrays are still to be read."""
    rows = tuple(ReducedRow(*(getattr(row, field.name) for field in fields(ReducedRow))) for row in plain.rows)
    arrays = arrays_from(plain.arrays)
    return KeptReduction(plain.per, plain.seed, plain.split, plain.merit, tuple(plain.sizes), rows, arrays)
