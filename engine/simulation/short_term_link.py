"""A projection by whose history of spikes a weight is delivered in part: the states of its source's terminals."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from engine.backends.elementary_numpy import exprel
from engine.backends.kernel import Array, Operation
from engine.network.description import Projection
from engine.network.values import Floats
from engine.simulation.connectivity import Connectivity
from engine.simulation.layout import Range
from engine.simulation.progress import Work
from engine.simulation.projection_arrays import Arrays, Ring, SpikeLink
from engine.simulation.short_term import rate, relaxing, releasing, short_term_delivery
from engine.simulation.spike_log import SpikeLog


class ShortTermLink(SpikeLink):
    """Spikes that deliver what a rule says of weights that stay.

    Each thread keeps a copy of every state (sources,), and of it as the last spikes were sent (slots, sources).
    """

    def __init__(
        self, projection: Projection, connectivity: Connectivity, weights: float | Floats, parts: tuple[Range, ...],
        source_size: int, resolution: float, precision: str, work: Work | None = None,
    ) -> None:  # fmt: skip
        super().__init__(projection, connectivity, weights, not isinstance(weights, np.ndarray), parts, precision, work)
        assert projection.plasticity is not None
        self.rule, self.resolution = projection.plasticity, resolution
        self.values = {
            name: float(np.asarray(projection.plasticity_parameters.get(name, default)))
            for name, default in self.rule.defaults(projection.synapse).items()
        }
        self.slots = np.array([int(connectivity.delays.max(initial=0)) + 1], np.int64)
        self.stride = np.array([source_size], np.int64)
        self.constants = np.zeros(max(len(self.rule.parameters()), 1), precision)
        states = self.rule.states()
        self.motion = {n: {part: np.zeros(1, precision) for part in ("slope", "offset", "gain")} for n in states}
        self.states = {n: [np.zeros(source_size, precision) for _ in parts] for n in states}
        self.past = {n: [np.zeros((int(self.slots[0]), source_size), precision) for _ in parts] for n in states}
        self.refresh()
        self.forget()

    def refresh(self) -> None:
        """Compute again, in place, what the loops read from the rule's parameters."""
        for place, name in enumerate(self.rule.parameters()):
            self.constants[place] = self.values[name]
        for name in self.states:
            slope, offset = rate(self.rule, name, self.values)
            self.motion[name]["slope"][0], self.motion[name]["offset"][0] = slope, offset
            self.motion[name]["gain"][0] = self.resolution * exprel(slope * self.resolution)

    def set_value(self, name: str, value: float) -> None:
        """Change one parameter of the rule in place."""
        self.values[name] = value
        self.refresh()

    def relaxations(self, part: int) -> list[Operation]:
        """All states relax for one step."""
        return [
            Operation(
                relaxing(self.precision),
                len(copies[part]),
                {"state": copies[part], **self.motion[name]},
            )
            for name, copies in self.states.items()
        ]

    def deliveries(
        self, part: int, logs: list[SpikeLog], ring: Ring, width: int, now: NDArray[np.int64]
    ) -> list[Operation]:
        states = {f"{n}_state": copies[part] for n, copies in self.states.items()}
        released = []
        for log in logs:
            arrays = {name: copy[log.low :] for name, copy in states.items()} | self._sent(part, log, now)
            released.append(Operation(releasing(self.rule, self.precision), log.high - log.low, arrays))
        return released + self.deliveries_again(part, logs, ring, width, now)

    def deliveries_again(
        self, part: int, logs: list[SpikeLog], ring: Ring, width: int, now: NDArray[np.int64]
    ) -> list[Operation]:
        begin, end = self.shares[part]
        c = self.connectivity
        kernel = short_term_delivery(self.rule, self.one_weight, self.precision, c.targets.dtype.name)
        result = []
        for log in logs:
            arrays: dict[str, Array] = {"ring": ring[0], "slots": ring[1], "rows": c.rows[log.low :]}
            arrays |= {"delays": c.delays, "begin": begin, "end": end, "targets": c.targets, "weights": self.weights}
            result.append(Operation(kernel, width, arrays | self._sent(part, log, now)))
        return result

    def _sent(self, part: int, log: SpikeLog, now: NDArray[np.int64]) -> dict[str, Array]:
        arrays: dict[str, Array] = {"past_slots": self.slots, "past_stride": self.stride, "constants": self.constants}
        arrays |= {"spikes": log.spikes, "offsets": log.offsets, "now": now}
        return arrays | {f"{n}_past": copies[part].reshape(-1)[log.low :] for n, copies in self.past.items()}

    def remembered(self, name: str) -> Array | None:
        return self.states[name][0] if name in self.states else None

    def learnt(self) -> tuple[Arrays, Arrays]:
        return {}, {name: copies[0] for name, copies in self.states.items()}

    def forget(self) -> None:
        """Forget all spikes: states start anew."""
        for name, state in self.rule.states().items():
            start = self.values[state.start] if isinstance(state.start, str) else state.start
            for copy in self.states[name]:
                copy[:] = start

    def memory(self) -> Mapping[str, Array]:
        """States of the source's terminals, and what they were as the last spikes were sent."""
        result: dict[str, Array] = {name: copies[0].copy() for name, copies in self.states.items()}
        return result | {f"{name} sent": copies[0].copy() for name, copies in self.past.items()}

    def remember(self, memory: Mapping[str, Array]) -> None:
        for name in self.states:
            for copies, key in ((self.states[name], name), (self.past[name], f"{name} sent")):
                values = memory.get(key)
                for copy in copies:
                    if values is not None and values.shape == copy.shape:
                        copy[...] = values
