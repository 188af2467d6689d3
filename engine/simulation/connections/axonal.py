"""Delays that lie partly before the synapse: groups of connections that a source spike reaches some steps late.

The rest of the delay is dendritic. What a group knows of its sources (spikes and traces) is theirs of as many steps
ago; its weights change, and are delivered, when a spike reaches the synapses.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from types import SimpleNamespace

import numpy as np
from numpy.typing import NDArray

from engine.backends.kernels.c_text import BY_ONE_THREAD
from engine.backends.kernels.kernel import Kernel, each_step, loop_kernel, once
from engine.simulation.connections.connectivity import Connectivity, Integers
from engine.simulation.operations.arguments import arguments_named
from engine.simulation.operations.spike_log import SpikeLog

ROUNDING = 0.5  # half a step is dendritic


@dataclass(frozen=True)
class DelayGroup:
    """Connections whose spikes travel ``late`` steps to the synapse, and ``delays`` (segments,) from there.

    ``rows`` (sources + 1,) count the group's own segments, ``chosen`` (segments,) are their numbers among all; a group
    ``reaches_at_once`` where a spike acts in the step in which it reaches the synapse.
    """

    late: int
    reaches_at_once: bool
    chosen: Integers
    rows: Integers
    delays: NDArray[np.int32]
    owners: Integers


def groups(connectivity: Connectivity, dendritic: float) -> tuple[DelayGroup, ...]:
    """The connections by how late their source's spikes are; one group where all of the delay is dendritic."""
    c = connectivity
    owners = np.repeat(np.arange(len(c.rows) - 1), np.diff(c.rows))
    behind = np.minimum(np.floor(dendritic * c.delays + ROUNDING), c.delays).astype(np.int32)
    late = (c.delays - behind).astype(np.int64)
    if not late.any():
        return (DelayGroup(0, False, np.arange(len(c.delays)), c.rows, c.delays, owners),)
    return tuple(_groups(len(c.rows) - 1, owners, behind, late))


def _groups(sources: int, owners: Integers, behind: NDArray[np.int32], late: Integers) -> Iterator[DelayGroup]:
    at_once = (behind == 0) & (late > 0)
    for steps in np.unique(late):
        for first in (True, False):
            own = np.flatnonzero((late == steps) & (at_once == first))
            if own.size:
                rows = np.zeros(sources + 1, np.int64)
                np.cumsum(np.bincount(owners[own], minlength=sources), out=rows[1:])
                yield DelayGroup(int(steps), first, own, rows, behind[own], owners[own])


def as_late(log: SpikeLog, late: int) -> SpikeLog:
    """A log in which every spike stands ``late`` steps after its own."""
    result = SpikeLog(log.low, log.high, 0)
    result.spikes = log.spikes
    result.offsets = np.zeros_like(log.offsets)
    result.offsets[late:] = log.offsets[: max(len(log.offsets) - late, 0)]
    return result


MARK = """    row = sent[np.uint64((now[0] + j) % slots[0]) * np.uint64(stride[0]) + np.uint64(low[0]):]
    for i in range(neurons):
        row[i] = 0
    for s in range(offsets[j], offsets[j + 1]):
        row[spikes[s]] = 1
"""
RECALL = """    end = offsets[j]
    k = now[0] + j
    if k >= late[0]:
        row = sent[np.uint64((k - late[0]) % slots[0]) * np.uint64(stride[0]):]
        for i in range(neurons):
            if row[i] != 0:
                spikes[end] = i
                end += 1
    offsets[j + 1] = end
"""


@each_step
def _mark_on_arrays(a: SimpleNamespace, j: int, k: int) -> None:
    start = k % int(a.slots[0]) * int(a.stride[0]) + int(a.low[0])
    row = a.sent.reshape(-1)[start : start + a.neurons]
    row[:] = 0
    row[a.spikes[a.offsets[j] : a.offsets[j + 1]]] = 1


@each_step
def _recall_on_arrays(a: SimpleNamespace, j: int, k: int) -> None:
    begin, late = int(a.offsets[j]), int(a.late[0])
    start = (k - late) % int(a.slots[0]) * int(a.stride[0])
    row = a.sent.reshape(-1)[start : start + a.neurons]
    fired = row.nonzero()[0] if k >= late else row[:0]
    a.spikes[begin : begin + len(fired)] = fired
    a.offsets[j + 1] = begin + len(fired)


@once
def marking(precision: str) -> Kernel:
    """The spikes of one part of the source in this step."""
    arguments = arguments_named("sent slots stride low spikes offsets now")
    title = "The spikes of a step, as a mark at each source"
    return loop_kernel(title, "mark", arguments, MARK, _mark_on_arrays, precision, BY_ONE_THREAD)


@once
def recalling(precision: str) -> Kernel:
    """The spikes of the whole source of ``late`` steps ago."""
    arguments = arguments_named("sent slots stride late spikes offsets now")
    title = "The sources whose spikes reach the synapses in this step, as a log"
    return loop_kernel(title, "recall", arguments, RECALL, _recall_on_arrays, precision, BY_ONE_THREAD)
