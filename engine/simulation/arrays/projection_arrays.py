"""The arrays of one projection: its sorted connections and weights, and what carries its spikes or currents."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from engine.backends.kernels.kernel import Array, Operation
from engine.network.description import Connections, Projection
from engine.network.values import Floats
from engine.progress import CLEAR, Work
from engine.sampling.randomness import key_of, stream
from engine.simulation.arrays.layout import Range
from engine.simulation.arrays.poisson_course import PoissonCourse
from engine.simulation.arrays.terminals import RELEASED, Released, Terminals
from engine.simulation.connections.connectivity import Connectivity
from engine.simulation.operations.delivery import delivery
from engine.simulation.operations.injection import arriving, injecting
from engine.simulation.operations.largest import marking, taking_largest, taking_marked
from engine.simulation.operations.poisson import poisson_drive, thresholds
from engine.simulation.operations.short_term import released_delivery
from engine.simulation.operations.spike_log import SpikeLog

Arrays = Mapping[str, Array]
WEIGHT = "weight"
WRITTEN, SHARED = 0.2, 0.4  # of the work of making a link
Now = NDArray[np.int64]
Ring = tuple[Array, NDArray[np.int64]]  # arrivals (slots, neurons) and the number of slots (1,)


class SpikeLink:
    """Spikes from the logs of a source along sorted connections.

    ``weights`` is one number or (synapses,) in sorted order, taken over where it has the precision of the run.
    Where the source has ``terminals``, a spike delivers what they release of its weights.
    """

    def __init__(
        self, projection: Projection, connectivity: Connectivity, weights: float | Floats, one_weight: bool,
        parts: tuple[Range, ...], precision: str, work: Work, terminals: Terminals | None,
    ) -> None:  # fmt: skip
        self.projection, self.connectivity, self.precision = projection, connectivity, precision
        self.one_weight, self.terminals = one_weight, terminals
        self.under_way = terminals.released if terminals is not None else None
        self.parting: Released | None = None  # of terminals that are gone, for spikes that they sent
        count = 1 if one_weight else connectivity.synapses
        self.weights = _own(weights, count, precision, work.part(0.0, WRITTEN))
        self.shares = connectivity.shares(parts, work.part(WRITTEN, SHARED))
        self.lag = np.array([connectivity.delays[:1].sum()], np.int64)
        self.out_degree = connectivity.out_degree()

    def relaxations(self, part: int) -> list[Operation]:
        """The operations of time on the terminals of the source."""
        return self.terminals.relaxations(part) if self.terminals is not None else []

    def releases(self, part: int, logs: list[SpikeLog], now: Now) -> list[Operation]:
        """The operations of spikes on the terminals of their source as they are fired."""
        return self.terminals.releases(part, logs, now) if self.terminals is not None else []

    def deliveries(self, part: int, logs: list[SpikeLog], ring: Ring, width: int, now: Now) -> list[Operation]:
        """One operation for each part of the source, onto the targets of one part, after what the spikes release."""
        return self.releases(part, logs, now) + self._whole(part, logs, self.under_way, ring, width, now)

    def deliveries_again(self, part: int, logs: list[SpikeLog], ring: Ring, width: int, now: Now) -> list[Operation]:
        """Spikes that were sent before and are still under way; weights that learn count as they are."""
        return self._whole(part, logs, self.under_way or self.parting, ring, width, now)

    def _whole(
        self, part: int, logs: list[SpikeLog], released: Released | None, ring: Ring, width: int, now: Now
    ) -> list[Operation]:
        c, (begin, end) = self.connectivity, self.shares[part]
        if not c.one_delay or released is not None:
            segments: dict[str, Array] = {"delays": c.delays, "begin": begin, "end": end}
            return [self._sending(part, log, c.rows, segments, 0, released, ring, width, now) for log in logs]
        kernel = delivery(True, self.one_weight, self.precision, c.targets.dtype.name)
        common = {"ring": ring[0], "slots": ring[1], "targets": c.targets, "weights": self.weights, "now": now}
        result = []
        for log in logs:
            arrays = common | {"delay": self.lag, "begin": begin[log.low :], "end": end[log.low :]}
            result.append(Operation(kernel, width, arrays | {"spikes": log.spikes, "offsets": log.offsets}))
        return result

    def _sending(
        self, part: int, log: SpikeLog, rows: NDArray[np.int64], segments: Arrays, late: int,
        released: Released | None, ring: Ring, width: int, now: Now,
    ) -> Operation:  # fmt: skip
        """Spikes that were fired ``late`` steps before ``log`` has them, along ``segments`` of the connections."""
        targets = self.connectivity.targets
        arrays: dict[str, Array] = {"ring": ring[0], "slots": ring[1], "rows": rows[log.low :], "targets": targets}
        arrays |= {**segments, "weights": self.weights, "spikes": log.spikes, "offsets": log.offsets, "now": now}
        if released is None:
            return Operation(delivery(False, self.one_weight, self.precision, targets.dtype.name), width, arrays)
        kernel = released_delivery(self.one_weight, self.precision, targets.dtype.name)
        arrays |= released.kept(part, log.low) | {"late": np.array([late], np.int64)}
        return Operation(kernel, width, arrays)

    def remembered(self, name: str) -> Array | None:
        """The values of its rule under this name, of each source, target or synapse (in its own order), if any."""
        return None

    def released(self, name: str) -> Array | None:
        """A state (sources,) of the terminals, if there is one of this name."""
        return None if self.terminals is None or name not in self.terminals.states else self.terminals.states[name][0]

    def learnt(self) -> tuple[Arrays, Arrays]:
        """Arrays that spikes change and might drive out of all bounds: (synapses,), and (sources or targets,)."""
        return {}, {}

    def wired_weights(self) -> Floats:
        """Weights (synapses,) in the order of the wiring."""
        if self.one_weight:
            return np.full(self.connectivity.synapses, float(self.weights[0]))
        return self.connectivity.in_wiring_order(self.weights)

    def set_weights(self, weights: float | Floats) -> bool:
        """Write weights in place; False where one shared number cannot hold them."""
        if self.one_weight and isinstance(weights, np.ndarray):
            return False
        self.weights[:] = _sorted(self.connectivity, weights)
        return True

    def chosen(self, indices: NDArray[np.int64], part: Range) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Places among the weights of connections ``indices`` onto one part, and their columns."""
        order = self.connectivity.order
        places = indices if order is None else _inverse(order)[indices]
        target = self.connectivity.targets[places]
        columns = np.flatnonzero((target >= part[0]) & (target < part[1]))
        return (np.zeros_like(columns) if self.one_weight else places[columns]), columns

    def forget(self) -> None:
        """Forget all spikes; weights stay."""
        if self.terminals is not None:
            self.terminals.forget()

    def held(self) -> dict[str, Array]:
        """The arrays that a step changes, by name, as the first thread has them, but for weights."""
        return {} if self.terminals is None else self.terminals.held()

    def memory(self) -> dict[str, Array]:
        """Copies of it for any number of threads."""
        return {name: array.copy() for name, array in self.held().items()}

    @property
    def memory_size(self) -> int:
        """Bytes of such copies."""
        return sum(array.nbytes for array in self.held().values())

    def remember(self, memory: Mapping[str, Array], step: int) -> None:
        """Go on before ``step`` from such copies; what has another shape is left as it is."""
        if self.terminals is not None:
            self.terminals.remember(memory, step)
        elif RELEASED in memory:
            slots, sources = memory[RELEASED].shape
            self.parting = Released(sources, slots - 1, len(self.shares), self.precision)
            self.parting.remember(memory, step)


class LargestSpikeLink(SpikeLink):
    """Spikes of which each target takes the largest of a step: its weight once, where any of its sources fires.

    All connections have one weight and one delay. Marks, as many as a ring has places, are 0 between steps.
    """

    def __init__(
        self, projection: Projection, connectivity: Connectivity, weights: float | Floats, one_weight: bool,
        parts: tuple[Range, ...], precision: str, work: Work, terminals: Terminals | None,
    ) -> None:  # fmt: skip
        super().__init__(projection, connectivity, weights, one_weight, parts, precision, work, terminals)
        self._parts, self._marks = parts, dict[int, Array]()  # by their number

    def _whole(
        self, part: int, logs: list[SpikeLog], released: Released | None, ring: Ring, width: int, now: Now
    ) -> list[Operation]:
        c, (begin, end), (low, high) = self.connectivity, self.shares[part], self._parts[part]
        if not c.synapses:
            return []
        marks = self._marks.setdefault(ring[0].size, np.zeros(ring[0].size, np.uint8))
        common: dict[str, Array] = {"marks": marks, "slots": ring[1], "delay": self.lag, "now": now}
        kernel = marking(self.precision, c.targets.dtype.name)
        result = []
        for log in logs:
            arrays = common | {"begin": begin[log.low :], "end": end[log.low :], "targets": c.targets}
            result.append(Operation(kernel, width, arrays | {"spikes": log.spikes, "offsets": log.offsets}))
        own = {"ring": ring[0], "weights": self.weights, "stride": np.array([width]), "low": np.array([low])}
        return [*result, Operation(taking_marked(self.precision), high - low, common | own)]

    def forget(self) -> None:
        super().forget()
        self._clear()

    def remember(self, memory: Mapping[str, Array], step: int) -> None:
        super().remember(memory, step)
        self._clear()

    def _clear(self) -> None:
        """No step is half done."""
        for marks in self._marks.values():
            marks[:] = 0


def _sorted(connectivity: Connectivity, weights: float | Floats) -> float | Floats:
    return connectivity.sorted(weights) if isinstance(weights, np.ndarray) else weights


def _own(weights: float | Floats, count: int, precision: str, work: Work) -> Array:
    """``count`` weights that may be written; an array that has the precision already is taken over."""
    if isinstance(weights, np.ndarray) and weights.dtype == precision and weights.shape == (count,):
        return weights
    result: Array = np.empty(count, precision)
    for piece in work.pieces(count, CLEAR):
        result[piece] = weights[piece] if isinstance(weights, np.ndarray) else weights
    return result


def _inverse(order: NDArray[np.uint32]) -> NDArray[np.int64]:
    result = np.empty(len(order), np.int64)
    result[order] = np.arange(len(order))
    return result


class ByTarget:
    """Connections sorted stably by target, for sources that act on their targets every step.

    Or, of each part of the targets, ``by_source``: then those of silent sources are passed over.
    """

    def __init__(
        self, projection: Projection, connections: Connections, weights: float | Floats, parts: tuple[Range, ...],
        precision: str, by_source: bool = False,
    ) -> None:  # fmt: skip
        self.projection, self.precision, self.parts = projection, precision, parts
        part = np.searchsorted([high for _, high in parts], connections.post, side="right")
        order = np.lexsort((connections.pre, part)) if by_source else np.argsort(connections.post, kind="stable")
        self._ends = np.cumsum(np.bincount(part, minlength=len(parts)))
        self.order = order
        self.sources = connections.pre[order].astype(np.uint32)
        self.targets = connections.post[order].astype(np.uint32)
        self.one_weight = not isinstance(weights, np.ndarray)
        self.weights: Array = (
            np.asarray(weights, np.float64)[order].astype(precision)
            if isinstance(weights, np.ndarray)
            else np.array([weights], precision)
        )
        self.out_degree = np.bincount(connections.pre, minlength=1)

    def places(self, part: int) -> slice:
        """The connections onto one part."""
        return slice(int(self._ends[part - 1]) if part else 0, int(self._ends[part]))

    def own_weights(self, places: slice) -> Array:
        return self.weights if self.one_weight else self.weights[places]

    def wired_weights(self) -> Floats:
        """Weights (synapses,) in the order of the wiring."""
        result = np.empty(len(self.order))
        result[self.order] = self.weights
        return result

    def set_weights(self, weights: float | Floats) -> bool:
        """Write weights in place; False where one shared number cannot hold them."""
        if self.one_weight and isinstance(weights, np.ndarray):
            return False
        self.weights[:] = weights[self.order] if isinstance(weights, np.ndarray) else weights
        return True

    def chosen(self, indices: NDArray[np.int64], part: Range) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Places among the weights of connections ``indices`` onto one part, and their columns."""
        places = _inverse(self.order.astype(np.uint32))[indices]
        columns = np.flatnonzero((self.targets[places] >= part[0]) & (self.targets[places] < part[1]))
        return (np.zeros_like(columns) if self.one_weight else places[columns]), columns

    def largest(
        self, part: int, values: Array, slots: Array, stride: int, delay: Array, injected: Array, now: Now
    ) -> Operation:
        """The largest value that reaches each target of one part, of ``values`` a delay ago, times the one weight."""
        places = self.places(part)
        targets = self.targets[places]
        begin = np.flatnonzero(np.diff(targets.astype(np.int64), prepend=-1))
        arrays: dict[str, Array] = {
            "values": values,
            "slots": slots,
            "stride": np.array([stride], np.int64),
            "delay": delay.reshape(1).astype(np.int64),
            "begin": begin,
            "end": np.append(begin[1:], len(targets))[: len(begin)],
            "sources": self.sources[places],
            "targets": targets[begin],
            "weights": self.weights,
            "injected": injected,
            "now": now,
        }
        return Operation(taking_largest(self.precision), len(begin), arrays)

    def forget(self) -> None:
        """Weights that do not learn remember no spikes."""

    @property
    def memory_size(self) -> int:
        """Bytes of what a step changes, but for weights: nothing."""
        return 0

    def memory(self) -> Mapping[str, Array]:
        """Copies of what a step changes, by name and for any number of threads, but for weights."""
        return {}

    def remember(self, memory: Mapping[str, Array], step: int) -> None:
        """Go on before ``step`` from such copies; what has another shape is left as it is."""


class CurrentLink(ByTarget):
    """A source of currents: its values times the weights are injected."""

    def injection(self, part: int, values: Array, injected: Array, now: Now) -> Operation:
        """Into the first input, to which biases belong."""
        if self.projection.takes_largest():
            return self.largest(part, values, np.ones(1, np.int64), 0, np.zeros(1, np.int64), injected, now)
        arrays = {**self._of_part(part, values), "injected": injected}
        return Operation(injecting(self.one_weight, self.precision), len(arrays["targets"]), arrays)

    def arrival(self, part: int, values: Array, ring: Ring, width: int, now: Now) -> Operation:
        """Into the input that the link chooses, where it is there in the same step."""
        arrays = {**self._of_part(part, values), "ring": ring[0], "slots": ring[1], "now": now}
        arrays["ring_stride"] = np.array([width], np.int64)
        return Operation(arriving(self.one_weight, self.precision), len(arrays["targets"]), arrays)

    def _of_part(self, part: int, values: Array) -> dict[str, Array]:
        places = self.places(part)
        return {
            "values": values,
            "sources": self.sources[places],
            "targets": self.targets[places],
            "weights": self.own_weights(places),
        }


class PoissonLink(ByTarget):
    """A Poisson stimulus: every connection receives a count of its own each step."""

    def __init__(
        self, projection: Projection, connections: Connections, weights: float | Floats, delays: NDArray[np.int32],
        expected: float, parts: tuple[Range, ...], seed: int, precision: str, course: PoissonCourse | None = None,
    ) -> None:  # fmt: skip
        super().__init__(projection, connections, weights, parts, precision)
        self.course = course
        self.delays = delays.reshape(1) if delays.ndim == 0 else delays[self.order]
        self.thresholds = thresholds(expected)
        self.key = key_of(seed, stream(projection.id, "spikes"))

    @property
    def longest(self) -> int:
        return int(self.delays.max(initial=0))

    @property
    def shortest(self) -> int:
        return int(self.delays.min(initial=1))

    def expect(self, spikes: float) -> bool:
        """Another expected number of spikes a step; False where the compiled table is too short."""
        new = thresholds(spikes)
        if len(new) > len(self.thresholds):
            return False
        self.thresholds[:] = 0xFFFFFFFF
        self.thresholds[: len(new)] = new
        return True

    def drive(self, part: int, ring: Ring, width: int, now: NDArray[np.int64]) -> list[Operation]:
        """One step's counts onto the targets of one part, from a table of the part's own where the rate moves."""
        table = self.thresholds if self.course is None else self.thresholds.copy()
        before = [] if self.course is None else [self.course.operation(table, now)]
        places = self.places(part)
        count = places.stop - places.start
        targets = self.targets[places]
        dense = bool(count) and bool((np.diff(targets.astype(np.int64)) == 1).all())
        one_delay = bool((self.delays == self.delays[:1]).all())
        arrays: dict[str, Array] = {
            "ring": ring[0],
            "slots": ring[1],
            "ring_stride": np.array([width], np.int64),
            "delays": self.delays[:1] if one_delay else self.delays[places],
            "targets": targets,
            "weights": self.own_weights(places),
            "thresholds": table,
            "words": np.zeros(4 * count, np.uint32),
            "made": np.full(1, -1, np.int64),
            "key": np.array([*self.key, places.start], np.uint32),
            "now": now,
        }
        kernel = poisson_drive(dense, self.one_weight, one_delay, len(self.thresholds), self.precision)
        return [*before, Operation(kernel, count, arrays)]
