"""From a rule or a list to sorted connections without a list of places: two passes over the same connections.

The first pass counts the connections of each source, the second puts each one, with its weight and delay, into
its source's places, where it is then sorted. So nothing is kept but what a run needs, and everything is done in
pieces. The result has the bits of :func:`engine.simulation.connections.connectivity.sort_connections`, which is how
NumPy alone does it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.backends.functions.elementary_numpy import log
from engine.model.topology import Block
from engine.network.description import Projection
from engine.network.values import LogNormal, Normal, Uniform, Value, is_drawn, number_of
from engine.progress import CLEAR, PIECE, Work, cleared
from engine.sampling.randomness import key_of, stream
from engine.sampling.resolving import (
    Each,
    Ends,
    NeverAllowed,
    Wires,
    each_delay,
    each_weight,
    one_sided_range,
    projection_delays,
    refuse_other_length,
    steps_of,
)
from engine.simulation.connections.blocks import blocks_of, expected, wired_connections
from engine.simulation.connections.connectivity import Connectivity, ranges_of, sort_connections, target_type

COUNTED, CLEARED, PLACED, SORTED = 0.1, 0.12, 0.65, 0.95  # shares of the work that are done after each pass
CONSTANT, UNIFORM, NORMAL, LOG_NORMAL, GIVEN = 0.0, 1.0, 2.0, 3.0, 4.0
NONE = np.zeros(0)


@dataclass(frozen=True)
class SortedConnections:
    """Sorted connections; ``weights`` is one number or (synapses,) in sorted order, in the precision of the run."""

    connectivity: Connectivity
    weights: float | NDArray[Any]


def build(
    projection: Projection, ends: Ends, seed: int, resolution: float, precision: str, work: Work | None = None
) -> SortedConnections | None:
    """Sorted connections and weights; None where delays are too long for this road. Raises :class:`Cancelled`."""
    each = each_weight(projection, ends, seed)
    return _Building(projection, ends, seed, resolution, precision, each, work or Work()).built()


class _Building:
    """``each`` gives every connection its weight; without it weights are one number, or drawn."""

    def __init__(
        self, projection: Projection, ends: Ends, seed: int, resolution: float, precision: str, each: Each | None,
        work: Work,
    ) -> None:  # fmt: skip
        self.projection, self.ends, self.seed, self.resolution = projection, ends, seed, resolution
        self.precision, self.work, self.each_weight = precision, work, each
        self.each_delay = each_delay(projection, ends, resolution)
        self.sources, self.targets = ends[0].size, ends[1].size
        self.expected = max(expected(projection, *ends), 1.0)
        self.own_weights = each is not None or is_drawn(projection.weight)
        self.own_delays = self.each_delay is not None or is_drawn(projection.delay)

    def _blocks(self, work: Work) -> Iterator[tuple[int, Block]]:
        """Connections in pieces, each with the number of its first one."""
        done = 0
        for block in blocks_of(self.projection, *self.ends, self.seed, compiled=True):
            for low in range(0, max(len(block.pre), 1), PIECE):
                part = slice(low, low + PIECE)
                piece = Block(block.pre[part], block.post[part], None if block.kernel is None else block.kernel[part])
                yield done, piece
                done += len(piece.pre)
                work.tell(done / self.expected)

    def built(self) -> SortedConnections | None:
        first, p = self._counted(self.work.part(0.0, COUNTED)), self.projection
        count = int(first[-1])
        refuse_other_length(p.delay, count, p.id, "delay")
        if self.each_weight is None or not p.wiring.shared:
            refuse_other_length(p.weight, count, p.id, "weight")
        clearing = self.work.part(COUNTED, CLEARED)
        targets = cleared(count, target_type(self.targets), clearing)
        lags = cleared(count if self.own_delays else 1, np.uint16, clearing)
        weights = cleared(count if self.own_weights else 1, self.precision, clearing)
        if not self._placed(first, targets, lags, weights, self.work.part(CLEARED, PLACED)):
            return None
        self._sort(first, targets, lags, weights, self.work.part(PLACED, SORTED))
        weight = weights if self.own_weights else number_of(p.weight)
        return SortedConnections(self._connectivity(first, targets, lags, self.work.part(SORTED, 1.0)), weight)

    def _counted(self, work: Work) -> NDArray[np.int64]:
        """The places where each source's connections begin (sources + 1,)."""
        from engine.backends.functions.building import count_sources

        counts = np.zeros(self.sources, np.int64)
        for _, block in self._blocks(work):
            count_sources(counts, block.pre)
        first = np.zeros(self.sources + 1, np.int64)
        np.cumsum(counts, out=first[1:])
        return first

    def _placed(self, first: Any, targets: Any, lags: Any, weights: Any, work: Work) -> bool:
        from engine.backends.functions.building import LONG, LONGEST, NEVER, place

        p, cursor = self.projection, first[:-1].copy()
        lowest, highest = one_sided_range(p.sign, p.synapse)
        delay_law = listed_law() if self.each_delay else law_of(p.delay, self.resolution, np.inf)
        weight_law = listed_law() if self.each_weight else law_of(p.weight, lowest, highest)
        delay, weight = (delay_law, _key(self.seed, p.id, "delay")), (weight_law, _key(self.seed, p.id, "weight"))
        for done, block in self._blocks(work):
            part = slice(done, done + len(block.pre))
            steps = NONE if self.each_delay is None else np.asarray(self.each_delay(block, part), np.float64)
            values = NONE if self.each_weight is None else self.each_weight(block, part)
            if steps.max(initial=0.0) > LONGEST:
                return False
            to = cursor, block.pre, block.post, done, targets, lags, weights
            wrong = place(*to, *delay, steps, float(self.resolution), *weight, values)
            if wrong == LONG:
                return False
            if wrong == NEVER:
                raise NeverAllowed(f"{p.id}: a distribution gives no allowed value")
        return True

    def _sort(self, first: Any, targets: Any, lags: Any, weights: Any, work: Work) -> None:
        from engine.backends.functions.building import DIGIT, sort_rows

        longest = int(np.diff(first).max(initial=0))
        digits = -(-max(self.targets - 1, 1).bit_length() // DIGIT)
        greatest = max((int(lags[low : low + CLEAR].max()) for low in range(0, len(lags), CLEAR)), default=0)
        lag_digits = -(-greatest.bit_length() // DIGIT) if len(lags) > 1 else 0
        scratch = np.empty(longest, np.uint64), np.empty(longest, np.int32), np.empty(longest, np.int32)
        kept = np.empty(longest, targets.dtype), np.empty(longest, np.uint16), np.empty(longest, weights.dtype)
        for low, high in ranges_of(first, work):
            sort_rows(first, low, high, digits, lag_digits, targets, lags, weights, *scratch, *kept)

    def _connectivity(self, first: Any, targets: Any, lags: Any, work: Work) -> Connectivity:
        from engine.backends.functions.building import count_segments, fill_segments

        order = wiring_order(self.projection, self.ends, self.seed, self.resolution)
        if not self.own_delays or (len(lags) and all_alike(lags)):
            one = int(lags[0]) if self.own_delays else int(steps_of(number_of(self.projection.delay), self.resolution))
            rows, delays = np.arange(self.sources + 1), np.full(self.sources, one, np.int32)
            return Connectivity(targets, order, rows, first, delays, compiled=True)
        rows = np.zeros(self.sources + 1, np.int64)
        for low, high in ranges_of(first, work.part(0.0, 0.4)):
            count_segments(first, low, high, lags, rows)
        begins = cleared(int(rows[-1]) + 1, np.int64, work.part(0.4, 0.5))
        delays = cleared(int(rows[-1]), np.int32, work.part(0.5, 0.6))
        for low, high in ranges_of(first, work.part(0.6, 1.0)):
            fill_segments(first, low, high, lags, rows, begins, delays)
        return Connectivity(targets, order, rows, begins, delays, compiled=True)


def all_alike(values: NDArray[Any]) -> bool:
    """Tell whether all values (at least one) are equal, looked at in pieces."""
    return all(bool((values[low : low + CLEAR] == values[0]).all()) for low in range(0, len(values), CLEAR))


def listed_law() -> NDArray[np.float64]:
    """The law of values that stand in a list."""
    return np.array([GIVEN, 0.0, 0.0, -np.inf, np.inf])


def law_of(value: Value, lowest: float, highest: float) -> NDArray[np.float64]:
    """The law of a distribution for the loops: kind, two numbers, and the range outside of which is drawn again."""
    if isinstance(value, Uniform):
        return np.array([UNIFORM, value.low, value.high, lowest, highest])
    if isinstance(value, Normal):
        return np.array([NORMAL, value.mean, value.std, lowest, highest])
    if isinstance(value, LogNormal):
        spread = log(1.0 + (value.std / value.mean) ** 2)
        centre = log(np.float64(value.mean)) - 0.5 * spread
        return np.array([LOG_NORMAL, float(centre), float(np.sqrt(spread)), lowest, highest])
    return np.array([CONSTANT, 0.0, 0.0, lowest, highest])


def _key(seed: int, element: str, purpose: str) -> NDArray[np.uint32]:
    k0, k1, high = key_of(seed, stream(element, purpose))
    return np.array([high, k0, k1], np.uint32)


def wiring_order(
    projection: Projection, ends: Ends, seed: int, resolution: float
) -> Callable[[], NDArray[np.uint32] | None]:
    """Finds the order of the wiring when somebody asks for it: connections are built anew, their numbers as weights."""

    def found() -> NDArray[np.uint32] | None:
        built = _Building(replace(projection, weight=0.0), ends, seed, resolution, "uint32", _numbers, Work()).built()
        if built is None:
            wires = wired_connections(projection, *ends, seed)
            delays = projection_delays(projection, wires, ends, resolution, seed)
            return sort_connections(wires.pre, wires.post, delays, ends[0].size, ends[1].size).order
        order = np.asarray(built.weights)
        return order if any(_falls(order, low) for low in range(0, len(order), CLEAR)) else None

    return found


def _numbers(wires: Wires, part: slice) -> NDArray[np.float64]:
    return np.arange(part.start, part.stop, dtype=np.float64)


def _falls(order: NDArray[np.uint32], low: int) -> bool:
    piece = order[low : low + CLEAR + 1]
    return bool((piece[1:] < piece[:-1]).any())
