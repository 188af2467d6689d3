"""The connections onto each target of a part: the way back that its spikes take to the synapses."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.backends.kernels.kernel import Array
from engine.progress import Work, cleared
from engine.simulation.arrays.layout import Range
from engine.simulation.connections.axonal import DelayGroup
from engine.simulation.connections.connectivity import Connectivity, Integers, ranges_of, target_type

SMALL = 1 << 32  # connections whose places are numbered by half as many bytes
OTHERS = -1  # the delay of segments that are not of the group


def incoming(c: Connectivity, owners: Integers, group: DelayGroup, part: Range, work: Work) -> dict[str, Array]:
    """A group's connections onto the targets of ``part`` by delay, then target: where each one's weight and source are.

    ``first`` has a row of (targets + 1,) for each of the ``lags``; ``owners`` (segments,) are the sources of segments.
    A spike reads the numbers of all its target's places and sources, so these are as short as they can be.
    """
    delays = np.full(len(c.delays), OTHERS, np.int32)
    delays[group.chosen] = group.delays
    found = (_by_loops if c.compiled else _by_sorting)(c, owners, delays, part, work)
    lags, first, places, sources = found
    return {
        "lags": lags.astype(np.int32),
        "lag_count": np.array([len(lags)], np.int64),
        "first": first,
        "places": places,
        "sources": sources.astype(target_type(int(owners.max(initial=0)) + 1)),
    }


def place_type(c: Connectivity) -> type[np.unsignedinteger[Any]]:
    """The integers that number the connections."""
    return np.uint32 if c.synapses <= SMALL else np.uint64


def _by_loops(
    c: Connectivity, owners: Integers, delays: NDArray[np.int32], part: Range, work: Work
) -> tuple[Array, ...]:
    from engine.backends.functions.building import count_incoming, mark_lags, place_incoming

    (begin, end), marks = part, np.zeros(int(delays.max(initial=0)) + 1, np.bool_)
    for low, high in ranges_of(c.first, work.part(0.0, 0.2)):
        mark_lags(c.first, low, high, delays, c.targets, begin, end, marks)
    lags, rank = np.flatnonzero(marks), np.cumsum(marks, dtype=np.int64) - 1
    first = cleared(max(len(lags), 1) * (end - begin + 1) + 1, np.int64, work.part(0.2, 0.2))
    for low, high in ranges_of(c.first, work.part(0.2, 0.5)):
        count_incoming(c.first, low, high, delays, c.targets, begin, end, rank, first[1:])
    np.cumsum(first, out=first)
    places, sources = (cleared(int(first[-1]), kind, work.part(0.5, 0.5)) for kind in (place_type(c), np.uint32))
    cursor = first.copy()
    for low, high in ranges_of(c.first, work.part(0.5, 1.0)):
        to = cursor, places, sources
        place_incoming(c.first, low, high, delays, c.targets, begin, end, rank, owners, *to)
    return lags, first, places, sources


def _by_sorting(
    c: Connectivity, owners: Integers, delays: NDArray[np.int32], part: Range, work: Work
) -> tuple[Array, ...]:
    (begin, end), per_segment = part, np.diff(c.first)
    targets = c.targets.astype(np.int64)
    lag = np.repeat(delays, per_segment)
    own = np.flatnonzero((targets >= begin) & (targets < end) & (lag != OTHERS))
    lags, group = np.unique(lag[own], return_inverse=True)
    cell = group * (end - begin + 1) + targets[own] - begin
    order = np.argsort(cell, kind="stable")
    cells = max(len(lags), 1) * (end - begin + 1)
    first = np.zeros(cells + 1, np.int64)
    np.cumsum(np.bincount(cell, minlength=cells), out=first[1:])
    work.tell(1.0)
    return lags, first, own[order].astype(place_type(c)), np.repeat(owners, per_segment)[own[order]].astype(np.uint32)
