"""A projection wired: its connections in the order that a run walks along, with their weights and delays."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.checking.projections import absent_neurons
from engine.network.description import Connections, Projection
from engine.problems import NetworkError
from engine.progress import Work
from engine.sampling.resolving import Ends, projection_delays, projection_weights
from engine.simulation.connections.blocks import wired_connections
from engine.simulation.connections.building import build
from engine.simulation.connections.connectivity import Connectivity, sort_connections

Weights = float | NDArray[Any]


@dataclass(frozen=True)
class BuiltWiring:
    """``weights`` is one number or (synapses,); ``shortest`` and ``longest`` are delays in steps."""

    weights: Weights
    shortest: int
    longest: int
    connections: Callable[[], Connections]


@dataclass(frozen=True)
class BySource(BuiltWiring):
    """Connections sorted by source, and their weights in the same order."""

    connectivity: Connectivity


@dataclass(frozen=True)
class Listed(BuiltWiring):
    """Connections, weights and delays, () or (synapses,), in the order of the rule."""

    delays: NDArray[np.int32]


def one_a_pair(projection: Projection, wires: Connections) -> Connections:
    """Drawn links both ways of a population to itself: two neurons share one, whichever way it was drawn."""
    synapse = projection.synapse
    within = projection.source == projection.target and projection.connections is None
    if synapse is None or not synapse.both_ways or not within:
        return wires
    low, high = np.minimum(wires.pre, wires.post), np.maximum(wires.pre, wires.post)
    pairs = low * (int(high.max(initial=0)) + 1) + high  # one number each: rows are compared without letting others run
    first = np.sort(np.unique(pairs, return_index=True)[1])
    kernel = None if wires.kernel is None else wires.kernel[first]
    return replace(wires, pre=wires.pre[first], post=wires.post[first], kernel=kernel)


def every_connection(
    projection: Projection, ends: Ends, seed: int, resolution: float, work: Work | None = None, compiled: bool = False
) -> Listed:
    """Every connection by itself, for sources that act on their targets in every step."""
    drawn, work = wired_connections(projection, *ends, seed, work, compiled), work or Work()
    wires = work.run_in_thread(lambda: one_a_pair(projection, drawn))
    weights = work.run_in_thread(lambda: projection_weights(projection, wires, ends, seed))
    delays = work.run_in_thread(lambda: projection_delays(projection, wires, ends, resolution, seed))
    return Listed(weights, int(delays.min(initial=1)), int(delays.max(initial=0)), lambda: wires, delays)


def refuse_absent(projection: Projection, ends: Ends) -> None:
    """Raise NetworkError where listed connections are of neurons that are not there."""
    if absent := list(absent_neurons(projection, (ends[0].size, ends[1].size))):
        raise NetworkError(absent)


def by_source(
    projection: Projection, ends: Ends, seed: int, resolution: float, precision: str, work: Work | None = None,
    compiled: bool = False,
) -> BySource:  # fmt: skip
    """In pieces, by ``compiled`` loops; otherwise by sorting the list of connections. Both give the same bits.

    Raises NetworkError where a list names neurons that are not there, which of an encoder is known only now.
    """
    refuse_absent(projection, ends)
    if compiled:
        built = build(projection, ends, seed, resolution, precision, work)
        if built is not None:
            delays = built.connectivity.delays
            shortest, longest = int(delays.min(initial=1)), int(delays.max(initial=0))
            if not built.connectivity.synapses:
                shortest, longest = 1, 0

            def again() -> Connections:
                return wired_connections(projection, *ends, seed, compiled=True)

            return BySource(built.weights, shortest, longest, again, built.connectivity)
    one = every_connection(projection, ends, seed, resolution, work, compiled)
    wires, weights = one.connections(), one.weights

    def sort() -> BySource:
        connectivity = sort_connections(wires.pre, wires.post, one.delays, ends[0].size, ends[1].size)
        own = np.array(connectivity.sorted(weights), precision) if isinstance(weights, np.ndarray) else weights
        return BySource(own, one.shortest, one.longest, one.connections, connectivity)  # no view of a description

    return (work or Work()).run_in_thread(sort)


class ConnectionListing(dict[str, Connections]):
    """Connections by projection, in the order of the rule: listed when somebody asks for them."""

    def __init__(self, wirings: dict[str, BuiltWiring]) -> None:
        super().__init__()
        self._wirings = wirings

    def __missing__(self, id: str) -> Connections:
        self[id] = self._wirings[id].connections()
        return self[id]
