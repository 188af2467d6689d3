"""The neurons that a projection connects: a rule's blocks as one list, with progress and cancelling."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.model.topology import Block, ProjectionSide
from engine.network.description import Connections, Projection
from engine.progress import PIECE, Work, concatenated
from engine.simulation.connections.draws import WiringRandom

BLOCKS, JOINED = 0.7, (0.7, 0.8, 0.9, 1.0)  # shares of the work that are done after each pass


def blocks_of(
    projection: Projection, source: ProjectionSide, target: ProjectionSide, seed: int, compiled: bool | None = None
) -> Iterator[Block]:
    """Yield the blocks of a projection's list or rule, the same every time; ``compiled`` loops draw them or arrays."""
    listed = projection.connections
    if listed is None:
        same, random = projection.source == projection.target, WiringRandom(seed, projection.id, compiled)
        yield from projection.wiring.connections(source, target, same, projection.wiring_parameters, random)
        return
    for low in range(0, len(listed.pre), PIECE):
        part = slice(low, low + PIECE)
        kernel = None if listed.kernel is None else _narrow(listed.kernel[part])
        yield Block(_narrow(listed.pre[part]), _narrow(listed.post[part]), kernel)


def _narrow(numbers: NDArray[Any]) -> NDArray[np.int32]:
    return np.array(numbers, np.int32)  # a copy: compiled loops take arrays that could be written


def expected(projection: Projection, source: ProjectionSide, target: ProjectionSide) -> float:
    """The number of connections that there will be, or its mean, or at most."""
    if projection.connections is not None:
        return float(len(projection.connections.pre))
    same = projection.source == projection.target
    return projection.wiring.expected(source, target, same, projection.wiring_parameters)


def wired_connections(
    projection: Projection,
    source: ProjectionSide,
    target: ProjectionSide,
    seed: int,
    work: Work | None = None,
    compiled: bool | None = None,
) -> Connections:
    """The connections of a projection in the order of its rule; raises :class:`Cancelled`."""
    if projection.connections is not None:
        return projection.connections
    work = work or Work()
    whole, done, telling = max(expected(projection, source, target), 1.0), 0, work.part(0.0, BLOCKS)
    pre, post, kernel = [], [], []
    for block in blocks_of(projection, source, target, seed, compiled):
        pre.append(block.pre)
        post.append(block.post)
        if block.kernel is not None:
            kernel.append(block.kernel)
        done += len(block.pre)
        telling.tell(done / whole)
    ends = concatenated(pre, np.int64, work.part(*JOINED[:2])), concatenated(post, np.int64, work.part(*JOINED[1:3]))
    return Connections(
        *ends, concatenated(kernel, np.int64, work.part(*JOINED[2:])) if projection.wiring.shared else None
    )
