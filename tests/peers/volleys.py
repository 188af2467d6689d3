"""Neurons that listed spikes drive in volleys, and the peaks of their membranes, where NEST stamps a spike.

NEST stamps a spike of a Hodgkin-Huxley cell in the step after the membrane's peak above a level, here a spike is the
upward crossing of V_th. To compare the membranes and not the two conventions, listed spikes drive neurons that are not
connected to each other, and NEST's rule is read off our membrane too. The spikes come in volleys, after which the cell
has recovered: at random times some find it between firing and not, and what either solver leaves decides.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from engine.model.declaration import SynapseModel
from engine.model.registry.discovery import find
from engine.network.description import Connections, NetworkDescription, Population, Projection, Sign, Stimulus
from tests.peers.against_nest import Case, Cell, Comparison, Floats

TRAINS, GRID = 60, 0.05  # half of the trains excite; times and delays lie on this grid, in ms
REFRACTORY = 2.0  # ms: NEST's rule passes over peaks that follow so soon


@dataclass(frozen=True)
class Link:
    """How many trains each neuron hears of one sign, and the range of their weights."""

    synapse: type[SynapseModel]
    tau_syn: float
    count: int
    low: float
    high: float


def driven(cells: Population, excites: Link, inhibits: Link, apart: float, last: float, h: float) -> NetworkDescription:
    """``cells`` under volleys ``apart`` ms from each other until ``last`` ms, weights and delays of their own."""
    random, size = np.random.default_rng(8), cells.size
    volleys = np.tile(np.arange(5.0, last, apart), TRAINS)
    times = np.round((volleys + random.uniform(0.0, 2.0, len(volleys))) / GRID) * GRID
    trains = np.repeat(np.arange(TRAINS), len(volleys) // TRAINS)
    stimulus = Stimulus("s", find("stimuli/spike_times"), TRAINS, {"times": times, "trains": trains.astype(float)})

    def projection(sign: Sign, first: int, link: Link) -> Projection:
        half = TRAINS // 2
        pre = np.concatenate([first + random.choice(half, link.count, replace=False) for _ in range(size)])
        delay = random.integers(1, 40, len(pre)) * GRID
        weight = random.uniform(link.low, link.high, len(pre))
        return Projection(
            sign.value, "s", cells.id, link.synapse, find("wiring/explicit_list"), weight, delay, sign,
            {"tau_syn": link.tau_syn}, connections=Connections(pre, np.repeat(np.arange(size), link.count)),
        )  # fmt: skip

    exciting, inhibiting = projection(Sign.EXCITATORY, 0, excites), projection(Sign.INHIBITORY, TRAINS // 2, inhibits)
    return NetworkDescription(h, (cells,), (exciting, inhibiting), (stimulus,))


def peaks(membrane: Floats, h: float, level: float) -> list[np.ndarray]:
    """Steps at which NEST would stamp a spike, for every neuron of (steps, neurons)."""
    found = []
    for v in membrane.T:
        falls, own, free = np.flatnonzero((v[:-1] > v[1:]) & (v[1:] >= level)) + 1, [], 0
        for step in falls:
            if step >= free:
                own.append(step)
                free = step + round(REFRACTORY / h) + 1
        found.append(np.array(own))
    return found


@dataclass(frozen=True)
class Peaks:
    """One case at one step: spikes, neurons with another count, and the latest peak of the others, in ms."""

    case: Case
    found: Comparison
    others: int
    latest: float


def compared(name: str, network: NetworkDescription, cell: Cell, duration: float, level: float, folder: Path) -> Peaks:
    """The only population of ``network`` beside NEST's ``cell``, by its peaks above ``level`` mV."""
    folder.mkdir()
    (cells,), h = network.populations, network.resolution
    case = Case(name, network, {cells.id: cell}, duration)
    found = case.compared(folder)
    pairs = list(zip(*(peaks(v, h, level) for v in found.membranes[cells.id]), strict=True))
    apart = [int(np.abs(a - b).max(initial=0)) for a, b in pairs if len(a) == len(b)]
    return Peaks(case, found, len(pairs) - len(apart), max(apart) * h)


def recorded(fine: Peaks, coarse: Peaks) -> None:
    """Write the row of both steps and demand equal counts, and times within 0.2 ms."""
    size = fine.case.network.populations[0].size
    steps = [peaks.case.network.resolution for peaks in (fine, coarse)]
    words = f"{fine.found.spikes:,} spikes, {fine.others} neurons with another count, peaks within {fine.latest:.2g} ms"
    words += f" at {steps[0]:g} ms; {coarse.others} of {size} neurons with another count, peaks within"
    words += f" {coarse.latest:.2g} ms at {steps[1]:g} ms"
    demanded = "equal counts of every neuron, times within 0.2 ms, at both steps"
    compared = "uncoupled, driven by volleys 20 ms apart; a spike is the peak, NEST's rule, in both"
    fine.case.record(fine.found, demanded, compared, words)
    assert fine.others == coarse.others == 0 and max(fine.latest, coarse.latest) <= 0.2
