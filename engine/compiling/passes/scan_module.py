"""Modules of passes through time: their source, and what their functions read and give."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from engine.compiling.passes.pass_text import PassText


@dataclass(frozen=True)
class LocalText:
    """A module of ``height(*height_reads, width)``, ``lift(*height_reads)``, ``jumps(*jump_reads)`` on whole arrays.

    ``height`` is the slope of the spike by how far it is above threshold, ``lift`` the slope of that by the membrane.
    ``jumps`` gives what one more spike would
    add to each of ``jumping``: states other than the membrane. ``memories`` are states that know nothing but whether
    the neuron has just fired. ``steady``: the derivatives of the next states are the
    same in all steps; ``steady_silent``: in all without a spike
    (:func:`~engine.compiling.mathematics.steadiness.is_steady`).
    """

    source: str
    height_reads: tuple[str, ...]
    jumping: tuple[str, ...]
    jump_reads: tuple[str, ...]
    memories: tuple[str, ...]
    steady: bool
    steady_silent: bool


@dataclass(frozen=True)
class ScanText(PassText):
    """The passes of a population, whose last argument is the width of its threshold.

    ``<x>_all`` of coefficients is (columns,), ``<state>_carry`` too; inputs, spikes and tapes are
    (steps, columns), ``injected_all`` and ``injected_bar`` (1 or steps, columns). ``spike_all`` of a neuron that never
    fires is its membrane, which is what it sends.
    """

    coefficients: tuple[str, ...]
    tape: tuple[str, ...]
    wanted: tuple[str, ...]
    distance: str  # module of ``distance(*distance_reads)``: how far above threshold, on whole arrays
    distance_reads: tuple[str, ...]
    local: LocalText

    def sizes(self, name: str, known: Mapping[str, Any], lead: int) -> tuple[int, tuple[Any, ...]]:
        rows, columns = known["spike_all"].shape
        injected = known["injected_all"].shape[0] if "injected_all" in known else 1
        return columns, (np.int32(rows - lead), np.int64(columns), np.int32(injected), np.int32(lead))
