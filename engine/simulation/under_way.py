"""Spikes under way: what the last steps sent along some projections and has not yet arrived.

Projections whose synapses share a state also share their ring of arrivals, so when one of them is taken away the
ring is made anew from the spikes of the last steps along those that stay.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

import numpy as np
from numpy.typing import NDArray

from engine.backends.kernels.kernel import Bound, Operation
from engine.backends.numpy_backend import bound
from engine.simulation.arrays.network_arrays import NetworkArrays
from engine.simulation.arrays.population_arrays import PopulationArrays, ReceptorGroup
from engine.simulation.arrays.projection_arrays import PoissonLink, Ring, SpikeLink
from engine.simulation.operations.spike_log import SpikeBlock, SpikeLog, joined

Recent = Mapping[str, SpikeBlock]


class History:
    """The spikes of every source in as many last steps as the longest delay."""

    def __init__(self) -> None:
        self._pieces: list[tuple[int, Recent]] = []

    def add(self, end: int, depth: int, spikes: Recent) -> None:
        """Keep the spikes of a piece that ended before step ``end``, and of others ``depth`` steps back."""
        self._pieces = [(last, kept) for last, kept in self._pieces if last > end - depth]
        self._pieces.append((end, spikes))

    def replace(self, step: int, spikes: Recent) -> None:
        """Go on from a state at ``step``."""
        self._pieces = [(step, spikes)]

    def recent(self) -> Recent:
        """All of them by source."""
        ids = {id for _, kept in self._pieces for id in kept}
        return {id: joined([kept[id] for _, kept in self._pieces if id in kept]) for id in ids}


def send_again(
    network: NetworkArrays, population: PopulationArrays, receptor: ReceptorGroup, projections: Collection[str],
    recent: Recent, step: int,
) -> None:  # fmt: skip
    """Fill a receptor's ring with what ``projections`` sent before ``step``; weights that learn count as they are."""
    ring, slots = population.rings[receptor.label], population.slots
    ring[...] = 0
    first = max(step - slots + 1, int(population.since[0]), 0)
    if first >= step:
        return
    wide = np.zeros((2 * slots, population.population.size), ring.dtype)  # what has arrived stays apart
    room, now = (wide, np.array([2 * slots], np.int64)), np.array([first], np.int64)
    sending = [o for id in sorted(projections) for o in _operations(network, id, room, recent, first, step, now)]
    for k in range(first, step):
        for operation in sending:
            operation(k - first, k)
    for arrival in range(step, step + slots):
        ring[arrival % slots] = wide[arrival % (2 * slots)]


def _operations(
    network: NetworkArrays, id: str, room: Ring, recent: Recent, first: int, step: int, now: NDArray[np.int64]
) -> list[Bound]:
    link = network.links[id]
    width = room[0].shape[1]
    made: list[Operation] = []
    for part in range(network.threads):
        if isinstance(link, SpikeLink) and link.projection.source in recent:
            source = link.projection.source
            log = _log(recent[source], network.sizes[source], first, step)
            made += link.deliveries_again(part, [log], room, width, now)
        elif isinstance(link, PoissonLink):
            made += link.drive(part, room, width, now)
    return [bound(operation, [0]) for operation in made]


def _log(block: SpikeBlock, size: int, first: int, step: int) -> SpikeLog:
    """The spikes of the steps from ``first`` to ``step`` as deliveries read them."""
    log = SpikeLog(0, size, step - first)
    own = (block.steps > first) & (block.steps <= step) & (block.neurons < size)  # a smaller source has lost some
    log.spikes[: int(own.sum())] = block.neurons[own]
    log.offsets[:] = np.searchsorted(block.steps[own], np.arange(first, step + 1), side="right")
    return log
