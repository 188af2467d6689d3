"""What reducing weights left of a network, kept with the drawing: a row for each reduction, and the weights before."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from typing import Annotated

import msgspec

from app.document.kept_runs import Count, KeptArrays, Merit, PlainTrained, Share, arrays_from, plain_arrays
from app.document.plain import Id, NotNegative, Seed, Seeded


@dataclass(frozen=True)
class ReducedRow:
    """Weights of ``bits``, with the ``pruned`` share gone: how good, and what one sample and the weights cost.

    ``energy`` is in nJ, ``memory`` in bytes. ``tested`` is the quality on the test samples, None before they are asked.
    """

    bits: str
    pruned: float
    quality: float
    spikes: float
    operations: float
    energy: float
    memory: int
    tested: float | None = None


@dataclass(frozen=True)
class KeptReduction:
    """All rows of one measurement, with a scale ``per`` link or neuron, on the samples of ``split`` by ``seed``.

    ``merit`` is what their qualities count. ``arrays`` are the weights before and the ends of their connections,
    (element id, name, array), none where they were too large to be kept; ``sizes`` are those of the elements then.
    """

    per: str
    seed: int
    split: str
    merit: Merit
    sizes: tuple[tuple[str, int], ...]
    rows: tuple[ReducedRow, ...]
    arrays: KeptArrays


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
    """What JSON can carry."""
    rows = [PlainReducedRow(**asdict(row)) for row in kept.rows]
    arrays = plain_arrays(kept.arrays)
    return PlainReduction(kept.per, kept.seed, kept.split, kept.merit, list(kept.sizes), rows, arrays)


def reduction_from(plain: PlainReduction) -> KeptReduction:
    """The measurement; its arrays are still to be read."""
    rows = tuple(ReducedRow(*(getattr(row, field.name) for field in fields(ReducedRow))) for row in plain.rows)
    arrays = arrays_from(plain.arrays)
    return KeptReduction(plain.per, plain.seed, plain.split, plain.merit, tuple(plain.sizes), rows, arrays)
