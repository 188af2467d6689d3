"""Populations that never fire while samples are shown: what they send is nothing, and little teaches them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.circuit.circuit import Circuit
from engine.problems import Problem, Severity, declare

Silent = tuple[str, ...]
FIRED = 0.5  # spikes: fewer are none

SILENT = declare(
    "learning.silent",
    "{element} never fires: after epoch {epoch} it is silent at all {count} {count:sample|samples}.",
    "Start from fresh weights, or let more reach it: larger weights, a higher rate, a longer sample time.",
)


def silent(circuit: Circuit, counts: Callable[[str], NDArray[Any]]) -> Silent:
    """Populations that could fire and have not; ``counts(id)`` are the spikes (batch, neurons) of a presentation."""
    return tuple(p.id for p in circuit.populations if p.model.fires() and not np.any(counts(p.id) > FIRED))


def told(circuit: Circuit, silences: Iterable[Silent], count: int, epoch: int) -> tuple[Problem, ...]:
    """The warnings of populations that were silent in all of some batches, of ``count`` samples."""
    each = [set(found) for found in silences]
    always = set.intersection(*each) if each else set[str]()
    return tuple(
        Problem(p.id, SILENT, {"element": p.title or p.id, "count": count, "epoch": epoch}, Severity.WARNING)
        for p in circuit.populations
        if p.id in always
    )
