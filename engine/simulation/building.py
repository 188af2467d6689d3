"""From a rule to sorted connections without a list of them: two passes over the same draws.

The first pass counts the connections of each source, the second puts each one, with its weight and delay, into
its source's places, where it is then sorted. So nothing is kept but what a run needs. The result has the bits of
:func:`engine.simulation.connectivity.connect` on the rule's list, which is how NumPy alone does it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.backends.elementary_numpy import log
from engine.model.topology import Block
from engine.network.description import Projection
from engine.network.values import LogNormal, Normal, Uniform, Value
from engine.simulation.connectivity import SMALL, Connectivity, connect
from engine.simulation.randomness import compiled_exists, key_of, stream
from engine.simulation.resolving import Ends, NeverAllowed, one_sided_range, projection_delays, steps_of
from engine.simulation.wiring import Cancelled, Progress, blocks_of, wired

CALL = 1 << 18  # connections of one compiled call: some ten milliseconds
COUNTED, PLACED, SORTED = 0.1, 0.65, 0.95  # shares of the work that are done after each pass
CONSTANT, UNIFORM, NORMAL, LOG_NORMAL = 0.0, 1.0, 2.0, 3.0


@dataclass(frozen=True)
class Built:
    """Sorted connections; ``weights`` is one number or (synapses,) in sorted order, in the precision of the run."""

    connectivity: Connectivity
    weights: float | NDArray[Any]


def is_drawn(value: Value) -> bool:
    return isinstance(value, Uniform | Normal | LogNormal)


def can_build(projection: Projection) -> bool:
    """Whether a projection is all rule: no lists, no arrays, nothing that follows the distance or is shared."""
    plain = (isinstance(v, float | int) or is_drawn(v) for v in (projection.weight, projection.delay))
    ruled = projection.connections is None and not projection.wiring.shared and not projection.wiring.listed
    return compiled_exists() and ruled and all(plain)


def build(
    projection: Projection, ends: Ends, seed: int, resolution: float, precision: str, progress: Progress | None = None
) -> Built | None:
    """Sorted connections and weights; None where delays are too long for this road. Raises :class:`Cancelled`."""
    return _Building(projection, ends, seed, resolution, precision, progress).built()


class _Building:
    def __init__(
        self, projection: Projection, ends: Ends, seed: int, resolution: float, precision: str,
        progress: Progress | None,
    ) -> None:  # fmt: skip
        self.projection, self.ends, self.seed, self.resolution = projection, ends, seed, resolution
        self.precision, self.progress = precision, progress
        self.sources, self.targets = ends[0].size, ends[1].size
        expected = projection.wiring.expected(*ends, projection.source == projection.target, self._values())
        self.expected = max(expected, 1.0)

    def _values(self) -> Any:
        return self.projection.wiring_parameters

    def _tell(self, share: float) -> None:
        if self.progress is not None and not self.progress(min(share, 1.0)):
            raise Cancelled

    def _blocks(self) -> Any:
        for block in blocks_of(self.projection, *self.ends, self.seed):
            for low in range(0, len(block.pre), CALL):
                part = slice(low, low + CALL)
                yield Block(block.pre[part], block.post[part])

    def built(self) -> Built | None:
        first = self._counted()
        count = int(first[-1])
        targets = np.empty(count, np.uint16 if self.targets < SMALL else np.uint32)
        lags = np.empty(count if is_drawn(self.projection.delay) else 1, np.uint16)
        weights = np.empty(count if is_drawn(self.projection.weight) else 1, self.precision)
        if not self._placed(first, targets, lags, weights):
            return None
        self._sort(first, targets, lags, weights)
        weight = weights if is_drawn(self.projection.weight) else float(self.projection.weight)  # type: ignore[arg-type]
        return Built(self._connectivity(first, targets, lags), weight)

    def _counted(self) -> NDArray[np.int64]:
        """Where each source's connections begin (sources + 1,)."""
        from engine.backends.building import count_sources

        counts, done = np.zeros(self.sources, np.int64), 0
        for block in self._blocks():
            count_sources(counts, block.pre)
            done += len(block.pre)
            self._tell(COUNTED * min(done / self.expected, 1.0))
        first = np.zeros(self.sources + 1, np.int64)
        np.cumsum(counts, out=first[1:])
        return first

    def _placed(self, first: Any, targets: Any, lags: Any, weights: Any) -> bool:
        from engine.backends.building import LONG, NEVER, place

        p, cursor, done = self.projection, first[:-1].copy(), 0
        lowest, highest = one_sided_range(p.sign, p.synapse)
        delay = law_of(p.delay, self.resolution, np.inf), _key(self.seed, p.id, "delay")
        weight = law_of(p.weight, lowest, highest), _key(self.seed, p.id, "weight")
        for block in self._blocks():
            wrong = place(cursor, block.pre, block.post, done, targets, lags, weights, *delay, self.resolution, *weight)
            if wrong == LONG:
                return False
            if wrong == NEVER:
                raise NeverAllowed(f"{p.id}: a distribution gives no allowed value")
            done += len(block.pre)
            self._tell(COUNTED + (PLACED - COUNTED) * min(done / self.expected, 1.0))
        return True

    def _sort(self, first: Any, targets: Any, lags: Any, weights: Any) -> None:
        from engine.backends.building import DIGIT, sort_rows

        longest = int(np.diff(first).max(initial=0))
        digits = -(-max(self.targets - 1, 1).bit_length() // DIGIT)
        lag_digits = -(-int(lags.max()).bit_length() // DIGIT) if len(lags) > 1 else 0
        scratch = np.empty(longest, np.uint64), np.empty(longest, np.int32), np.empty(longest, np.int32)
        kept = np.empty(longest, targets.dtype), np.empty(longest, np.uint16), np.empty(longest, weights.dtype)
        for low, high in self._ranges(first):
            sort_rows(first, low, high, digits, lag_digits, targets, lags, weights, *scratch, *kept)
            self._tell(PLACED + (SORTED - PLACED) * high / self.sources)

    def _ranges(self, first: Any) -> Iterator[tuple[int, int]]:
        """Sources that have about as many connections as one compiled call should take."""
        low = 0
        while low < self.sources:
            high = max(int(np.searchsorted(first, first[low] + CALL, side="right")) - 1, low + 1)
            yield low, high
            low = high

    def _connectivity(self, first: Any, targets: Any, lags: Any) -> Connectivity:
        from engine.backends.building import count_segments, fill_segments

        order = wiring_order(self.projection, self.ends, self.seed, self.resolution)
        delay = self.projection.delay
        if isinstance(delay, float | int) or (len(lags) and (lags == lags[0]).all()):
            one = int(steps_of(delay, self.resolution)) if isinstance(delay, float | int) else int(lags[0])
            rows, delays = np.arange(self.sources + 1), np.full(self.sources, one, np.int32)
            return Connectivity(targets, order, rows, first, delays)
        rows = np.zeros(self.sources + 1, np.int64)
        for low, high in self._ranges(first):
            count_segments(first, low, high, lags, rows)
            self._tell(SORTED)
        begins, delays = np.zeros(int(rows[-1]) + 1, np.int64), np.empty(int(rows[-1]), np.int32)
        for low, high in self._ranges(first):
            fill_segments(first, low, high, lags, rows, begins, delays)
            self._tell(SORTED + (1.0 - SORTED) * high / self.sources)
        return Connectivity(targets, order, rows, begins, delays)


def law_of(value: Value, lowest: float, highest: float) -> NDArray[np.float64]:
    """What the loops read of a distribution: kind, two numbers, and the range outside of which is drawn again."""
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
    """Finds the order of the wiring when somebody asks for it, by listing all connections after all."""

    def found() -> NDArray[np.uint32] | None:
        wires = wired(projection, *ends, seed)
        delays = projection_delays(projection, wires, ends, resolution, seed)
        return connect(wires.pre, wires.post, delays, ends[0].size, ends[1].size).order

    return found
