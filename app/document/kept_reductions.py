"""Reductions of a network's weights, kept with the drawing: a row for each reduction, and the weights before."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct

from app.document.bounds import Id, Index, Quality, Seed, Seeded, Share
from app.document.kept_runs import KeptArrays
from engine.learning.components.figures import Metric
from engine.network.values import NotNegative


class ReducedRow(Struct, frozen=True, forbid_unknown_fields=True):
    """Weights of ``bits``, with the ``pruned`` share gone: how good, and what one sample and the weights cost.

    ``energy`` is in nJ, ``memory`` in bytes. ``tested`` is the quality on the test samples, None before they are asked.
    """

    bits: str
    pruned: Share
    quality: Quality
    spikes: NotNegative
    operations: NotNegative
    energy: NotNegative
    memory: Annotated[int, Meta(ge=0)]
    tested: Quality | None = None


class KeptReduction(Seeded, frozen=True, forbid_unknown_fields=True):
    """All rows of one measurement, with a scale ``per`` link or neuron, on the samples of ``split`` by ``seed``.

    ``merit`` is what their qualities count. ``arrays`` are the weights before and the ends of their connections,
    none where they were too large to be kept; ``sizes`` are those of the elements then.
    """

    per: str
    seed: Seed
    split: str
    merit: Metric
    sizes: tuple[tuple[Id, Index], ...]
    rows: tuple[ReducedRow, ...]
    arrays: KeptArrays
