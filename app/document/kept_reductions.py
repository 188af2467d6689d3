"""Reductions of a network's weights, kept with the drawing: a row for each reduction, and the weights before."""

from __future__ import annotations

from dataclasses import dataclass

from app.document.kept_runs import KeptArrays
from engine.learning.components.figures import Merit


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
