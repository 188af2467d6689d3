"""Gap junctions between Traub and Miles' cells against NEST's gap_junction between hh_cond_beta_gap_traub.

Both without iterating the waveforms (``use_wfr`` is off): a cell hears its neighbours' potentials at the start of a
step. NEST lets the own side of the current move within the step, here the whole current is that of its start; and
NEST's solver adapts its step where ours is of second order. So no spike can be demanded equal, and NEST stamps one at
the peak where ours is a crossing. What is compared are the membranes: the times at which they cross -20 mV upward, and
every sample of a cell that only its junctions move. Both differences must shrink at least in proportion to the step.
"""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from engine.model.registry.discovery import find
from engine.network.description import Connections, NetworkDescription, Population, Projection
from engine.neurons import TraubMiles
from engine.synapses import GapJunction
from tests.peers.against_nest import Case, Cell, Comparison, Synapse

SIZE, DURATION, LEVEL = 12, 150.0, -20.0
WITHIN = 0.06  # mV, of which a current that stands for a step of 0.01 ms leaves 0.04; no other error hides it
HALVED = 1.8  # by half the step, at least: of order 1, to which little of order 2 is added
CELL = {name: name for name in ("C_m", "g_Na", "g_K", "g_L", "E_Na", "E_K", "E_L", "V_T")} | {
    "V_m": "start V", "Act_m": "start m", "Inact_h": "start h", "Act_n": "start n", "I_e": "bias",
}  # fmt: skip
COARSE, FINE = 0.02, 0.01


def coupled(h: float, share: float = 1.0) -> NetworkDescription:
    """Ten driven cells on a ring with chords, conductances of their own, and two that nothing but junctions drives."""
    random = np.random.default_rng(5)
    i, j = np.triu_indices(SIZE, 1)
    kept = ((j - i) % (SIZE - 1) <= 1) | (random.random(len(i)) < 0.2)
    bias = np.where(np.arange(SIZE) < SIZE - 2, random.uniform(150.0, 400.0, SIZE), 0.0)
    start = {"V": random.uniform(-75.0, -65.0, SIZE)}
    cells = Population("a", TraubMiles, SIZE, {}, start, bias)
    conductance = share * random.uniform(0.5, 2.5, kept.sum())
    gap = Projection(
        "gap",
        "a",
        "a",
        GapJunction,
        find("wiring/explicit_list"),
        conductance,
        connections=Connections(i[kept], j[kept]),
    )
    return NetworkDescription(h, (cells,), (gap,))


def case(h: float) -> Case:
    return Case(
        "gap_junction", coupled(h), {"a": Cell("hh_cond_beta_gap_traub", CELL, trace="V_m")}, DURATION,
        {"gap": Synapse("gap_junction", delayed=False, symmetric=True)}, {"use_wfr": False},
    )  # fmt: skip


def crossings(membrane: np.ndarray, h: float) -> list[np.ndarray]:
    """Times in ms at which each of (steps, neurons) rises through the level, on the line between two samples."""
    found = []
    for v in membrane.T:
        step = np.flatnonzero((v[:-1] < LEVEL) & (v[1:] >= LEVEL))
        found.append((step + (LEVEL - v[step]) / (v[step + 1] - v[step])) * h)
    return found


def measured(found: Comparison, h: float) -> tuple[int, int, float, float]:
    """Crossings, neurons with another number, ms between the others', and mV between cells that are not driven."""
    ours, theirs = found.membranes["a"]
    pairs = list(zip(crossings(ours, h), crossings(theirs, h), strict=True))
    same = [(a, b) for a, b in pairs if len(a) == len(b)]
    latest = max(float(np.abs(a - b).max(initial=0.0)) for a, b in same)
    return sum(len(b) for _, b in pairs), len(pairs) - len(same), latest, float(np.abs(ours - theirs)[:, -2:].max())


@pytest.mark.peers
def test_coupled_membranes_of_gap_junction_meet_as_the_step_shrinks(tmp_path: Path):
    found, figures = {}, {}
    for h in (COARSE, FINE):
        (tmp_path / f"{h}").mkdir()
        found[h] = case(h).compared(tmp_path / f"{h}")
        figures[h] = measured(found[h], h)
    spikes, other, latest, membrane = figures[FINE]
    words = f"{spikes} spikes; {other} neurons with another count; times within {latest:.2g} ms; {membrane:.2g} mV"
    words += f"; at a step of {COARSE} ms {figures[COARSE][2]:.2g} ms; {figures[COARSE][3]:.2g} mV"
    case(FINE).record(
        found[FINE], f"equal counts, times within 0.05 ms, {WITHIN:g} mV; nearly twice as far at twice the step",
        f"upward crossings of {LEVEL:g} mV, and membranes of cells that junctions alone move; step {FINE} ms", words,
    )  # fmt: skip
    assert spikes > 60 and other == figures[COARSE][1] == 0
    assert latest < 0.05 and membrane < WITHIN
    assert figures[COARSE][2] > HALVED * latest and figures[COARSE][3] > HALVED * membrane


@pytest.mark.peers
def test_junctions_that_are_a_twentieth_stronger_are_noticed(tmp_path: Path):
    """The comparison can fail: potentials of cells that junctions alone move are half a millivolt off."""
    given = case(FINE)
    wrong = replace(given, synapses={"gap": replace(given.synapses["gap"], factor=1.05)})
    _, _, latest, membrane = measured(wrong.compared(tmp_path), FINE)
    assert latest > 0.2 and membrane > 0.3
