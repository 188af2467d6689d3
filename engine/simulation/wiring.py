"""Which neurons a projection connects: a rule's blocks as one list, with progress and cancelling."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from engine.model.topology import Block, Side
from engine.network.description import Connections, Projection
from engine.simulation.wiring_random import WiringRandom

Progress = Callable[[float], bool]
"""Called with the share done; answers whether to go on."""


class Cancelled(Exception):
    """The caller's progress said no."""


def blocks_of(projection: Projection, source: Side, target: Side, seed: int) -> Iterator[Block]:
    """What the rule of a projection yields: the same every time."""
    same, random = projection.source == projection.target, WiringRandom(seed, projection.id)
    return projection.wiring.connections(source, target, same, projection.wiring_parameters, random)


def wired(
    projection: Projection, source: Side, target: Side, seed: int, progress: Progress | None = None
) -> Connections:
    """The connections of a projection in the order of its rule; raises :class:`Cancelled`."""
    if projection.connections is not None:
        return projection.connections
    ends = source, target, projection.source == projection.target
    expected, done = max(projection.wiring.expected(*ends, projection.wiring_parameters), 1.0), 0
    pre, post, kernel = [], [], []
    for block in blocks_of(projection, source, target, seed):
        pre.append(np.asarray(block.pre, np.int64))
        post.append(np.asarray(block.post, np.int64))
        if block.kernel is not None:
            kernel.append(np.asarray(block.kernel, np.int64))
        done += len(post[-1])
        if progress is not None and not progress(min(done / expected, 1.0)):
            raise Cancelled
    none = np.zeros(0, np.int64)
    shared = (np.concatenate(kernel) if kernel else none) if projection.wiring.shared else None
    return Connections(np.concatenate(pre) if pre else none, np.concatenate(post) if post else none, shared)
