"""Spikes of a circuit beside those of another reading of it, over test samples."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.circuit.circuit import Circuit
from engine.circuit.weights import Weights
from engine.exporting.format import Verification, VerificationTrial
from engine.learning.passes.tape import Tape

NEAR = 1e-5  # of the threshold: closer than this in both, rounding alone decides
BATCH = 60

Array = NDArray[Any]
Trace = dict[str, tuple[Array, Array]]
"""By population that fires: spikes (steps, batch, n), and how far above threshold each potential was before a reset."""
Rerun = Callable[[dict[str, Array]], Trace]
"""Another reading: from what each encoder sends, (steps or 1, batch, channels), to every population's trace."""


def compare_spikes(circuit: Circuit, rerun: Rerun, trial: VerificationTrial) -> Verification:
    """Show test samples as presentations 0, 1, 2 … to both and count spikes that differ."""
    chosen = trial.shown(circuit)
    weights = Weights(circuit, trial.seed, "float64", parameters=False)
    differing = excused = spikes = 0
    tapes: dict[int, Tape] = {}
    for first in range(0, len(chosen), BATCH):
        part = chosen[first : first + BATCH]
        tape = tapes.get(len(part)) or tapes.setdefault(len(part), Tape(circuit, weights, len(part), trial.seed))
        tape.forward(circuit.samples.values[part], np.arange(first, first + len(part)))
        ours = forward_trace(circuit, tape)
        theirs = rerun({e.id: tape.spikes(e.id) for e in circuit.encoders})
        wrong, forgiven = differing_spikes(ours, theirs)
        differing, excused = differing + wrong, excused + forgiven
        spikes += sum(int(s.sum()) for s, _ in ours.values())
        trial.tell((first + len(part)) / len(chosen))
    return Verification(differing, excused, spikes, len(chosen))


def forward_trace(circuit: Circuit, tape: Tape) -> Trace:
    """Spikes and distances from threshold of the tape's last forward pass, of populations that fire."""
    return {
        p.id: (tape.spikes(p.id).copy(), tape.scans[p.id].distance().reshape(tape.steps, tape.batch, -1))
        for p in circuit.populations
        if p.model.fires()
    }


def differing_spikes(ours: Trace, theirs: Trace) -> tuple[int, int]:
    """Spikes that differ without and with an excuse.

    A sample's differences are excused where, in the first step that differs, each potential that decided
    differently was near its threshold in both; what follows in that sample follows from it.
    """
    batch = next((spikes.shape[1] for spikes, _ in ours.values()), 0)
    unequal = {id: (spikes > 0) != (theirs[id][0] > 0) for id, (spikes, _) in ours.items()}
    wrong = forgiven = 0
    for b in range(batch):
        number = sum(int(d[:, b].sum()) for d in unequal.values())
        if not number:
            continue
        if _excusable(b, ours, theirs, unequal):
            forgiven += number
        else:
            wrong += number
    return wrong, forgiven


def _excusable(b: int, ours: Trace, theirs: Trace, unequal: dict[str, Array]) -> bool:
    steps = [int(np.argmax(d[:, b].any(axis=1))) for d in unequal.values() if d[:, b].any()]
    first = min(steps)
    for id, d in unequal.items():
        here = d[first, b]
        if here.any():  # populations come in the order of a signal: the first one that differs decides
            near = np.maximum(np.abs(ours[id][1][first, b]), np.abs(theirs[id][1][first, b])) < NEAR
            return bool(near[here].all())
    return True
