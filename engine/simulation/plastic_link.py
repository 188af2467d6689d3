"""A projection whose weights change by spikes: its traces, their history and the operations in their order."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from engine.backends.elementary_numpy import exp
from engine.backends.kernel import Array, Operation
from engine.network.description import Projection
from engine.network.values import Floats
from engine.simulation.connectivity import Connectivity
from engine.simulation.layout import Range
from engine.simulation.plasticity import (
    constants_of,
    plastic_delivery,
    potentiation,
    traces_of,
)
from engine.simulation.projection_arrays import Ring, SpikeLink
from engine.simulation.spike_log import SpikeLog
from engine.simulation.traces import decaying, incrementing, remembering

Now = NDArray[np.int64]


class PlasticLink(SpikeLink):
    """Spikes of a source with weights in [0, w_max] that follow a rule.

    Source traces have a copy for each thread (sources,); target traces are (targets,), with a history (slots, targets).
    """

    def __init__(
        self, projection: Projection, connectivity: Connectivity, weights: float | Floats, parts: tuple[Range, ...],
        source_size: int, target_size: int, resolution: float, precision: str,
    ) -> None:  # fmt: skip
        super().__init__(projection, connectivity, weights, False, parts, precision)
        assert projection.plasticity is not None
        self.rule, self.resolution, self.parts = projection.plasticity, resolution, parts
        self.values = {
            name: float(np.asarray(projection.plasticity_parameters.get(name, default)))
            for name, default in self.rule.defaults(projection.synapse).items()
        }
        self.slots = np.array([int(connectivity.delays.max(initial=0)) + 1], np.int64)
        self.width = np.array([target_size], np.int64)
        self.constants = np.zeros(len(constants_of(self.rule)), precision)
        self.factors = {name: np.zeros(1, precision) for name in traces_of(self.rule)}
        self.pre = {
            n: [np.zeros(source_size, precision) for _ in parts]
            for n, t in traces_of(self.rule).items()
            if t.side == "pre"
        }
        self.post = {n: np.zeros(target_size, precision) for n, t in traces_of(self.rule).items() if t.side == "post"}
        self.history = {n: np.zeros((int(self.slots[0]), target_size), precision) for n in self.post}
        self.recent = [np.zeros((int(self.slots[0]), high - low), np.int32) for low, high in parts]
        self.counts = [np.zeros(int(self.slots[0]), np.int64) for _ in parts]
        self.incoming = [self._incoming(low, high) for low, high in parts]
        self.refresh()

    def refresh(self) -> None:
        """Compute again, in place, what the loops read from the rule's parameters."""
        for place, name in enumerate(constants_of(self.rule)):
            self.constants[place] = self.values[name]
        for name, trace in traces_of(self.rule).items():
            self.factors[name][0] = exp(-self.resolution / self.values[trace.tau])

    def set_value(self, name: str, value: float) -> None:
        """Change one parameter of the rule in place."""
        self.values[name] = value
        self.refresh()

    def _incoming(self, low: int, high: int) -> dict[str, Array]:
        """Connections onto one part by delay, then target: where each one's weight and source are."""
        c = self.connectivity
        lag = np.repeat(c.delays, np.diff(c.first))
        targets = c.targets.astype(np.int64)
        own = np.flatnonzero((targets >= low) & (targets < high))
        lags, group = np.unique(lag[own], return_inverse=True)
        cell = group * (high - low + 1) + targets[own] - low
        order = np.argsort(cell, kind="stable")
        cells = max(len(lags), 1) * (high - low + 1)
        first = np.zeros(cells + 1, np.int64)
        np.cumsum(np.bincount(cell, minlength=cells), out=first[1:])
        return {
            "lags": lags.astype(np.int32),
            "lag_count": np.array([len(lags)], np.int64),
            "first": first,
            "places": own[order],
            "sources": c.sources()[own[order]].astype(np.uint32),
        }

    def decays(self, part: int, now: Now) -> list[Operation]:
        """All traces decay; target traces are kept."""
        low, high = self.parts[part]
        none = np.zeros(1, self.precision)
        one, zero = np.array([1], np.int64), np.array([0], np.int64)
        result = []
        for name, copies in self.pre.items():
            arrays = {"trace": copies[part], "factor": self.factors[name], "history": none, "now": now}
            arrays |= {"slots": one, "width": zero, "low": zero}
            result.append(Operation(decaying(self.precision), len(copies[part]), arrays))
        for name, trace in self.post.items():
            arrays = {"trace": trace[low:high], "factor": self.factors[name], "history": self.history[name], "now": now}
            arrays |= {"slots": self.slots, "width": self.width, "low": np.array([low], np.int64)}
            result.append(Operation(decaying(self.precision), high - low, arrays))
        return result

    def keeping(self, part: int, log: SpikeLog, now: Now) -> Operation:
        """The target's spikes of this step are kept until they reach the synapses."""
        low, high = self.parts[part]
        arrays: dict[str, Array] = {
            "recent": self.recent[part],
            "counts": self.counts[part],
            "slots": self.slots,
            "now": now,
        }
        arrays |= {"spikes": log.spikes, "offsets": log.offsets}
        return Operation(remembering(self.precision), high - low, arrays)

    def potentiations(self, part: int, now: Now) -> Operation:
        """What target spikes that reach the synapses now do."""
        low, high = self.parts[part]
        arrays: dict[str, Array] = dict(self.incoming[part])
        arrays |= {"recent": self.recent[part], "counts": self.counts[part], "slots": self.slots, "width": self.width}
        arrays |= {"low": np.array([low], np.int64), "weights": self.weights, "constants": self.constants, "now": now}
        arrays |= self._traces(part)
        return Operation(potentiation(self.rule, self.precision), high - low, arrays)

    def _traces(self, part: int) -> dict[str, Array]:
        pre = {f"{n}_trace": copies[part] for n, copies in self.pre.items()}
        return pre | {f"{n}_history": history for n, history in self.history.items()}

    def deliveries(self, part: int, logs: list[SpikeLog], ring: Ring, width: int, now: Now) -> list[Operation]:
        begin, end = self.shares[part]
        kernel = plastic_delivery(self.rule, self.precision, self.connectivity.targets.dtype.name)
        result = []
        for log in logs:
            arrays: dict[str, Array] = {
                "ring": ring[0],
                "slots": ring[1],
                "rows": self.connectivity.rows[log.low :],
                "delays": self.connectivity.delays,
                "begin": begin,
                "end": end,
                "targets": self.connectivity.targets,
                "weights": self.weights,
                "history_slots": self.slots,
                "constants": self.constants,
                "spikes": log.spikes,
                "offsets": log.offsets,
                "now": now,
            }
            traces = self._traces(part)
            traces |= {f"{n}_trace": copies[part][log.low :] for n, copies in self.pre.items()}
            result.append(Operation(kernel, width, arrays | traces))
        return result

    def increments(self, part: int, source: list[SpikeLog], target: SpikeLog) -> list[Operation]:
        """Traces step by one for the spikes of this step."""
        low, high = self.parts[part]
        kernel = incrementing(self.precision)
        result = []
        for copies in self.pre.values():
            for log in source:
                arrays = {"trace": copies[part][log.low :], "spikes": log.spikes, "offsets": log.offsets}
                result.append(Operation(kernel, log.high - log.low, arrays))
        for trace in self.post.values():
            arrays = {"trace": trace[low:high], "spikes": target.spikes, "offsets": target.offsets}
            result.append(Operation(kernel, high - low, arrays))
        return result

    def forget(self) -> None:
        """Forget all spikes; weights stay."""
        for kept in self.pre.values():
            for copy in kept:
                copy[:] = 0
        for array in (*self.post.values(), *self.history.values(), *self.counts):
            array[:] = 0

    def memory(self) -> Mapping[str, Array]:
        """Traces, their histories, and which targets ``spiked`` (slots, targets) in the last steps."""
        result: dict[str, Array] = {name: copies[0].copy() for name, copies in self.pre.items()}
        result |= {name: trace.copy() for name, trace in self.post.items()}
        result |= {f"{name} history": history.copy() for name, history in self.history.items()}
        spiked = result["spiked"] = np.zeros((int(self.slots[0]), int(self.width[0])), np.bool_)
        for (low, _), recent, counts in zip(self.parts, self.recent, self.counts, strict=True):
            for slot, count in enumerate(counts):
                spiked[slot, low + recent[slot, :count]] = True
        return result

    def remember(self, memory: Mapping[str, Array]) -> None:
        for name, copies in self.pre.items():
            for copy in copies:
                _write(copy, memory.get(name))
        for name, trace in self.post.items():
            _write(trace, memory.get(name))
            _write(self.history[name], memory.get(f"{name} history"))
        spiked = memory.get("spiked")
        if spiked is None or spiked.shape != (int(self.slots[0]), int(self.width[0])):
            return
        for (low, high), recent, counts in zip(self.parts, self.recent, self.counts, strict=True):
            for slot, row in enumerate(spiked[:, low:high]):
                own = np.flatnonzero(row)
                counts[slot] = len(own)
                recent[slot, : len(own)] = own


def _write(array: Array, values: Array | None) -> None:
    if values is not None and values.shape == array.shape:
        array[...] = values
