"""A projection whose source acts all the time: by the value of its state, along every connection."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine.backends.kernels.kernel import Array, Operation
from engine.network.description import Connections, Projection
from engine.network.values import Floats
from engine.simulation.arrays.layout import Range
from engine.simulation.arrays.population_arrays import PopulationArrays
from engine.simulation.arrays.projection_arrays import ByTarget
from engine.simulation.operations.coupling import coupling, passing_on


class CoupledLink(ByTarget):
    """Values of one population as currents into another; ``back`` holds the same connections the other way round."""

    def __init__(
        self, projection: Projection, connections: Connections, weights: float | Floats, delays: NDArray[np.int32],
        source_parts: tuple[Range, ...], parts: tuple[Range, ...], precision: str,
    ) -> None:  # fmt: skip
        self.synapse = projection.synapse
        self.passes_on = self.synapse is None and delays.size == 1  # values themselves, of which many may be zero
        by_source = self.passes_on and not projection.takes_largest()
        super().__init__(projection, connections, weights, parts, precision, by_source)
        self.delays = delays.reshape(1) if delays.ndim == 0 else delays[self.order]
        self.out_degree = np.zeros(max((high for _, high in source_parts), default=0), np.int64)  # no spikes travel
        given = self.synapse.parameters() if self.synapse is not None else {}
        self.names = tuple(given)
        self.constants = np.zeros(max(len(given), 1), precision)
        for name, value in (projection.synapse_values() if given else {}).items():
            self.set_value(name, float(np.asarray(value)))
        self.back: ByTarget | None = None
        if self.synapse is not None and self.synapse.both_ways:
            turned = Connections(connections.post, connections.pre)
            self.back = ByTarget(projection, turned, weights, source_parts, precision)

    @property
    def shortest(self) -> int:
        return int(self.delays.min(initial=1 << 30)) if len(self.order) else 1 << 30

    def set_value(self, name: str, value: float) -> None:
        """Change one parameter of the synapse in place."""
        self.constants[self.names.index(name)] = value

    def set_weights(self, weights: float | Floats) -> bool:
        held = super().set_weights(weights)
        return held and (self.back is None or self.back.set_weights(weights))

    def currents(
        self, part: int, onto: str, populations: dict[str, PopulationArrays], now: NDArray[np.int64]
    ) -> list[Operation]:
        """The currents into one part of a population that is the target, or the source of a link both ways."""
        source, target = populations[self.projection.source], populations[self.projection.target]
        made = []
        if target.population.id == onto and self.projection.takes_largest():
            size, ring = source.population.size, (source.kept, source.kept_slots)
            made.append(self.largest(part, *ring, size, self.delays, target.injected, now))
        elif target.population.id == onto and self.passes_on:
            made.append(self._passed_on(part, source, target, now))
        elif target.population.id == onto:
            made.append(self._current(self, part, source, target, now))
        if self.back is not None and source.population.id == onto:
            made.append(self._current(self.back, part, target, source, now))
        return made

    def _current(
        self, side: ByTarget, part: int, source: PopulationArrays, target: PopulationArrays, now: NDArray[np.int64]
    ) -> Operation:
        places, one_delay = side.places(part), len(self.delays) == 1
        arrays: dict[str, Array] = {
            "values": source.kept,
            "slots": source.kept_slots,
            "stride": np.array([source.population.size], np.int64),
            "delays": self.delays if one_delay else self.delays[places],
            "sources": side.sources[places],
            "targets": side.targets[places],
            "weights": side.own_weights(places),
            "potential": target.sent,
            "constants": self.constants,
            "injected": target.injected,
            "now": now,
        }
        return Operation(
            coupling(self.synapse, side.one_weight, one_delay, self.precision), places.stop - places.start, arrays
        )

    def _passed_on(
        self, part: int, source: PopulationArrays, target: PopulationArrays, now: NDArray[np.int64]
    ) -> Operation:  # fmt: skip
        places = self.places(part)
        ends = np.searchsorted(self.sources[places], np.arange(source.population.size), side="right")
        arrays: dict[str, Array] = {
            "values": source.kept,
            "slots": source.kept_slots,
            "stride": np.array([source.population.size], np.int64),
            "delays": self.delays.reshape(1),
            "begin": np.concatenate([[0], ends[:-1]]).astype(np.int64),
            "end": ends.astype(np.int64),
            "targets": self.targets[places],
            "weights": self.own_weights(places),
            "injected": target.injected,
            "now": now,
        }
        return Operation(passing_on(self.one_weight, self.precision), source.population.size, arrays)
