"""A projection whose weights learn: its traces, their history and the operations in their order."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

import numpy as np

from engine.backends.functions.elementary_numpy import exp
from engine.backends.kernels.kernel import Array, Operation
from engine.network.description import Projection, Sign
from engine.network.values import Floats
from engine.progress import Work, cleared
from engine.simulation.arrays.incoming import incoming
from engine.simulation.arrays.layout import Range
from engine.simulation.arrays.plastic_memory import held_by, link_memory, remember, size_of_memory
from engine.simulation.arrays.projection_arrays import SHARED, WEIGHT, Arrays, Now, Ring, SpikeLink
from engine.simulation.arrays.source_arrays import FAR
from engine.simulation.arrays.terminals import Terminals
from engine.simulation.connections.axonal import DelayGroup, as_late, groups, marking, recalling
from engine.simulation.connections.connectivity import Connectivity
from engine.simulation.operations.plastic_drift import drifting, summing
from engine.simulation.operations.plastic_rule import DRIFT, POST, PRE, SIGN, STEP, decay_name, rule_of
from engine.simulation.operations.plasticity import plastic_delivery, potentiation
from engine.simulation.operations.spike_log import SpikeLog
from engine.simulation.operations.traces import advancing, incrementing, remembering, stepped_traces

OWNED, SORTED = 0.45, 0.95  # of the work of making such a link, after the share of any link


class PlasticLink(SpikeLink):
    """Spikes of a source with weights that follow a rule.

    Traces of sources (sources,) and of chosen elements (1,) have a copy for each thread; those of targets are
    (targets,), with a history (slots, targets). ``states`` are (synapses,), sorted as the weights are. Connections that
    a source spike reaches late are groups of their own, with traces of the source as late as its spikes; which sources
    fired is kept in ``sent`` (slots, sources), a copy for each thread.
    """

    def __init__(
        self, projection: Projection, connectivity: Connectivity, weights: float | Floats, parts: tuple[Range, ...],
        source_size: int, target_size: int, resolution: float, precision: str, work: Work,
        terminals: Terminals | None,
    ) -> None:  # fmt: skip
        super().__init__(projection, connectivity, weights, False, parts, precision, work, terminals)
        model = projection.plasticity
        assert model is not None and projection.synapse is not None
        self.model, self.rule, self.resolution, self.parts = model, rule_of(model), resolution, parts
        self.values = {
            name: float(np.asarray(projection.plasticity_parameters.get(name, default)))
            for name, default in model.defaults(projection.synapse).items()
        }
        inhibits = projection.sign is Sign.INHIBITORY and projection.synapse.weight.at_least < 0.0
        self.sign = -1.0 if inhibits else 1.0
        self.slots = np.array([int(connectivity.delays.max(initial=0)) + 1], np.int64)
        self.width = np.array([target_size], np.int64)
        self.constants = np.zeros(len(self.rule.constants), precision)
        self.every = np.ones(1, np.int64)
        share = model.dendritic()
        self.groups = groups(connectivity, self.values[share.name] if share is not None else 1.0)
        self.late = sorted({group.late for group in self.groups if group.late})
        self.sent = [np.zeros((max(self.late, default=-1) + 1, source_size), np.uint8) for _ in parts]
        self.arrived = [{late: SpikeLog(0, source_size, 0) for late in self.late} for _ in parts]
        sizes = {"pre": source_size} | dict.fromkeys(model.spike_sources(), 1)
        self.copies = {
            n: [np.zeros(sizes[t.side], precision) for _ in parts] for n, t in model.traces().items() if t.side in sizes
        }
        self.lagging = {
            late: {n: [np.zeros(source_size, precision) for _ in parts] for n in model.traces("pre")}
            for late in self.late
        }
        self.post = {n: np.zeros(target_size, precision) for n in model.traces("post")}
        self.history = {n: np.zeros((int(self.slots[0]), target_size), precision) for n in self.rule.history}
        self.states = {n: cleared(connectivity.synapses, precision, work) for n in model.synapse_states()}
        self.totals = [np.zeros(target_size if self.rule.sums else 0, precision) for _ in parts]
        self.recent = [np.zeros((int(self.slots[0]), high - low), np.int32) for low, high in parts]
        self.counts = [np.zeros(int(self.slots[0]), np.int64) for _ in parts]
        self.incoming, self.summed = self._by_target(work)
        self.dense = connectivity.neighbours(work.part(SORTED, 1.0))
        self._start()
        self.refresh()

    def _by_target(self, work: Work) -> tuple[list[list[dict[str, Array]]], list[dict[str, Array]]]:
        """Connections onto each part's targets, of each group they hear, and of all where the rule sums weights."""
        heard = self.groups if self.rule.parts(POST) else ()
        summed = groups(self.connectivity, 1.0) if self.rule.sums else ()
        owners = self.connectivity.owners(work.part(SHARED, OWNED))
        wanted = len(self.parts) * (len(heard) + len(summed))
        ends = [OWNED + (SORTED - OWNED) * n / max(wanted, 1) for n in range(wanted + 1)]
        shares = (work.part(*share) for share in pairwise(ends))
        of_groups: list[list[dict[str, Array]]] = []
        of_all: list[dict[str, Array]] = []
        for part in self.parts:
            of_groups.append([incoming(self.connectivity, owners, group, part, next(shares)) for group in heard])
            of_all += [incoming(self.connectivity, owners, whole, part, next(shares)) for whole in summed]
        return of_groups, of_all

    @property
    def immediate(self) -> bool:
        """True if a spike acts within its own step."""
        return self.connectivity.immediate

    @property
    def splits(self) -> bool:
        """True if source spikes reach some synapses later than they are fired."""
        return bool(self.late)

    @property
    def early(self) -> bool:
        """True if a source spike that was fired before acts in the step in which it reaches the synapse."""
        return any(group.reaches_at_once for group in self.groups)

    @property
    def heard(self) -> Mapping[str, str]:
        """The element of each chosen source of spikes."""
        return {name: self.projection.plasticity_sources[name] for name in self.model.spike_sources()}

    @property
    def reads_membrane(self) -> bool:
        return self.model.membrane_read() is not None

    def refresh(self) -> None:
        """Compute again, in place, what the loops read from the rule's parameters."""
        for name, value in self.values.items():
            self.constants[self.rule.index(name)] = value
        for name, tau in self.rule.taus.items():
            self.constants[self.rule.index(decay_name(name))] = exp(-self.resolution / self.values[tau])
        interval = self.model.pace()
        if interval is not None:
            steps = np.floor(self.values[interval.name] / self.resolution + 0.5)
            self.every[0] = int(min(max(steps, 1), FAR))  # later than any run goes, it never acts
        self.constants[self.rule.index(SIGN)] = self.sign
        self.constants[self.rule.index(STEP)] = int(self.every[0]) * self.resolution

    def set_value(self, name: str, value: float) -> None:
        """Change one parameter of the rule in place."""
        self.values[name] = value
        self.refresh()

    def _start(self, lasting: bool = True) -> None:
        """Traces at their start, those that last only where ``lasting``."""
        stay = {name for name, trace in self.rule.traces.items() if trace.lasts and not lasting}
        for name, trace in self.rule.traces.items():
            if name in stay:
                continue
            start = self.values[trace.start] if isinstance(trace.start, str) else trace.start
            lagging = [copy for traces in self.lagging.values() for copy in traces.get(name, [])]
            for array in (*self.copies.get(name, [self.post[name]] if name in self.post else []), *lagging):
                array[:] = start
        for name, kept in self.history.items():
            if name not in stay:
                kept[:] = self.post.get(name, 0.0)

    def passing(self, part: int, membrane: Array | None, now: Now) -> list[Operation]:
        """The operations of time: traces go on, those of the target are kept; synapses go on."""
        low, high = self.parts[part]
        result = []
        for side in ("pre", *self.model.spike_sources()):
            for copies in (self.copies, *(self.lagging.values() if side == "pre" else ())):
                own = {f"{n}_trace": copies[n][part] for n in self.model.traces(side)}
                if own:
                    size = len(next(iter(own.values())))
                    arrays = own | {"constants": self.constants, "now": now}
                    result.append(Operation(advancing(self.model, side, self.precision), size, arrays))
        if self.history:
            arrays = {f"{n}_trace": trace[low:high] for n, trace in self.post.items()}
            arrays |= {f"{n}_history": kept for n, kept in self.history.items()}
            arrays |= {"slots": self.slots, "width": self.width, "low": np.array([low], np.int64)}
            arrays |= {"membrane": membrane[low:high]} if membrane is not None else {}
            arrays |= {"constants": self.constants, "now": now}
            result.append(Operation(advancing(self.model, "post", self.precision), high - low, arrays))
        return result + (self._drift(part, now) if self.rule.fades else [])

    def _drift(self, part: int, now: Now) -> list[Operation]:
        low, high = self.parts[part]
        common: dict[str, Array] = {"weights": self.weights, "totals": self.totals[part], "constants": self.constants}
        common |= {"every": self.every, "now": now}
        result = []
        if self.rule.sums:
            arrays = common | self.summed[part] | {"low": np.array([low], np.int64)}
            kernel = summing(self.model, self.precision, arrays["places"].dtype.name)
            result.append(Operation(kernel, high - low, arrays))
        kernel = drifting(self.model, self.dense, self.precision, self.connectivity.targets.dtype.name)
        for group in self.groups:
            arrays = (
                common
                | self._segments(part, group)
                | {
                    "segments": np.array([len(group.owners)], np.int64),
                    "owners": group.owners,
                    "history_slots": self.slots,
                }
            )
            result.append(Operation(kernel, int(self.width[0]), arrays | self._seen(part, DRIFT, group)))
        return result

    def _segments(self, part: int, group: DelayGroup) -> dict[str, Array]:
        begin, end = (self.shares[part][side][group.chosen] for side in (0, 1))
        return {"delays": group.delays, "begin": begin, "end": end, "targets": self.connectivity.targets}

    def keeping(self, part: int, log: SpikeLog, now: Now) -> list[Operation]:
        """The target's spikes of this step are kept until they reach the synapses, and act there when they do."""
        if not self.rule.parts(POST):
            return []
        low, high = self.parts[part]
        recent: dict[str, Array] = {
            "recent": self.recent[part],
            "counts": self.counts[part],
            "slots": self.slots,
            "now": now,
        }
        fired: dict[str, Array] = {"spikes": log.spikes, "offsets": log.offsets}
        kept = Operation(remembering(self.precision), high - low, recent | fired)
        common = recent | {"width": self.width, "low": np.array([low], np.int64)}
        common |= {"weights": self.weights, "constants": self.constants}
        result = [kept]
        for group, back in zip(self.groups, self.incoming[part], strict=True):
            kernel = potentiation(self.model, self.precision, *(back[n].dtype.name for n in ("places", "sources")))
            result.append(Operation(kernel, high - low, {**back, **common, **self._seen(part, POST, group)}))
        return result

    def _seen(self, part: int, event: str, group: DelayGroup) -> dict[str, Array]:
        """The states and traces that the loop of an event reads."""
        result: dict[str, Array] = {f"{n}_state": state for n, state in self.states.items()}
        for name in self.rule.read(event):
            if name in self.history:
                result[self.rule.array(name)] = self.history[name]
            else:
                copies = self.lagging.get(group.late, {}).get(name, self.copies[name])
                result[self.rule.array(name)] = copies[part]
        return result

    def arrivals(self, part: int, now: Now, logs: list[SpikeLog]) -> list[Operation]:
        """The operations that find which source spikes reach synapses in this step."""
        slots, stride = np.array([len(self.sent[part])], np.int64), np.array([self.sent[part].shape[1]], np.int64)
        result = []
        for late, log in self.arrived[part].items():
            if len(log.offsets) != len(logs[0].offsets):
                log = self.arrived[part][late] = SpikeLog(0, log.high, len(logs[0].offsets) - 1)
            arrays: dict[str, Array] = {"sent": self.sent[part], "slots": slots, "stride": stride}
            arrays |= {"late": np.array([late], np.int64), "spikes": log.spikes, "offsets": log.offsets, "now": now}
            result.append(Operation(recalling(self.precision), log.high, arrays))
        return result

    def deliveries(self, part: int, logs: list[SpikeLog], ring: Ring, width: int, now: Now) -> list[Operation]:
        """Of all groups but those that act at once as their spikes reach them."""
        if not self.splits and not self.rule.parts(PRE):
            return super().deliveries(part, logs, ring, width, now)
        return self.releases(part, logs, now) + self._reaching(part, logs, ring, width, now, False)

    def deliveries_at_once(self, part: int, logs: list[SpikeLog], ring: Ring, width: int, now: Now) -> list[Operation]:
        """Of the groups that act as their spikes reach them, which were fired in an earlier step."""
        return self._reaching(part, logs, ring, width, now, True)

    def _reaching(
        self, part: int, logs: list[SpikeLog], ring: Ring, width: int, now: Now, at_once: bool
    ) -> list[Operation]:
        result = []
        for group in self.groups:
            if group.reaches_at_once == at_once:
                for log in [self.arrived[part][group.late]] if group.late else logs:
                    result += self._reached(part, group, log, ring, width, now)
        return result

    def _reached(
        self, part: int, group: DelayGroup, log: SpikeLog, ring: Ring, width: int, now: Now
    ) -> list[Operation]:
        """Weights change; what is sent is theirs, or what the terminals release of it."""
        segments = self._segments(part, group)
        sending = self._sending(part, log, group.rows, segments, group.late, self.under_way, ring, width, now)
        if not self.rule.parts(PRE):
            return [sending]
        sends = self.terminals is None
        arrays: dict[str, Array] = {"ring": ring[0], "slots": ring[1]} if sends else {}
        arrays |= {"rows": group.rows[log.low :], **segments, "weights": self.weights}
        arrays |= {"spikes": log.spikes, "offsets": log.offsets, "now": now}
        arrays |= {"history_slots": self.slots, "constants": self.constants} | self._seen(part, PRE, group)
        copies = self.lagging.get(group.late, self.copies)
        arrays |= {f"{n}_trace": copies[n][part][log.low :] for n in self.model.traces("pre")}
        kernel = plastic_delivery(self.model, self.dense, sends, self.precision, self.connectivity.targets.dtype.name)
        return [Operation(kernel, width, arrays), *([] if sends else [sending])]

    def deliveries_again(self, part: int, logs: list[SpikeLog], ring: Ring, width: int, now: Now) -> list[Operation]:
        if not self.splits:
            return super().deliveries_again(part, logs, ring, width, now)
        released, result = self.under_way or self.parting, []
        for group in self.groups:
            segments, late = self._segments(part, group), group.late
            for log in (as_late(log, late) for log in logs):
                result.append(self._sending(part, log, group.rows, segments, late, released, ring, width, now))
        return result

    def increments(
        self, part: int, source: list[SpikeLog], target: SpikeLog, heard: Mapping[str, list[SpikeLog]]
    ) -> list[Operation]:
        """Traces step for the spikes of this step; ``heard`` are those of the chosen elements."""
        low, high = self.parts[part]
        result = self._late_increments(part)
        for side, logs in {"pre": source, "post": [target], **heard}.items():
            if not stepped_traces(self.rule, side):
                continue
            kernel = incrementing(self.model, side, self.precision)
            for log in logs:
                arrays: dict[str, Array] = {"constants": self.constants, "spikes": log.spikes, "offsets": log.offsets}
                for name in self.model.traces(side):
                    whole = self.post[name][low:high] if side == "post" else self.copies[name][part]
                    arrays[f"{name}_trace"] = whole[log.low :] if side == "pre" else whole
                result.append(Operation(kernel, log.high - log.low, arrays))
        return result

    def reward(self, source: str, amount: float) -> None:
        """Step the traces of a chosen element ``amount`` times as far as one of its spikes; -1 takes away as much."""
        constants = self.rule.known(self.constants)
        equations = {
            trace: self.rule.on_arrays(name, self.precision) if name else lambda known, trace=trace: known[trace] + 1
            for trace, name in stepped_traces(self.rule, source).items()
        }
        for part, _ in enumerate(self.parts):
            old = {trace: self.copies[trace][part].copy() for trace in self.model.traces(source)}
            for trace, after in equations.items():
                self.copies[trace][part][:] = old[trace] + amount * (after({**constants, **old}) - old[trace])

    def remembered(self, name: str) -> Array | None:
        if name in self.copies:
            return self.copies[name][0]
        return self.post.get(name, self.states.get(name))

    def _late_increments(self, part: int) -> list[Operation]:
        if not stepped_traces(self.rule, "pre"):
            return []
        kernel, result = incrementing(self.model, "pre", self.precision), []
        for late, log in self.arrived[part].items():
            arrays: dict[str, Array] = {"constants": self.constants, "spikes": log.spikes, "offsets": log.offsets}
            arrays |= {f"{n}_trace": self.lagging[late][n][part] for n in self.model.traces("pre")}
            result.append(Operation(kernel, log.high, arrays))
        return result

    def marks(self, part: int, logs: list[SpikeLog], now: Now) -> list[Operation]:
        """The operations that keep which sources fired in this step until their spikes have reached the synapses."""
        if not self.splits:
            return []
        slots, stride = np.array([len(self.sent[part])], np.int64), np.array([self.sent[part].shape[1]], np.int64)
        sent: dict[str, Array] = {"sent": self.sent[part], "slots": slots, "stride": stride, "now": now}
        return [
            Operation(
                marking(self.precision),
                log.high - log.low,
                sent | {"low": np.array([log.low], np.int64), "spikes": log.spikes, "offsets": log.offsets},
            )
            for log in logs
        ]

    def learnt(self) -> tuple[Arrays, Arrays]:
        traces = {name: copies[0] for name, copies in self.copies.items()}
        return {WEIGHT: self.weights} | self.states, traces | self.post

    def forget(self) -> None:
        super().forget()
        self._start(lasting=False)
        for array in (*self.states.values(), *self.counts, *self.sent):
            array[:] = 0

    def held(self) -> dict[str, Array]:
        return super().held() | held_by(self)

    def memory(self) -> dict[str, Array]:
        return super().memory() | link_memory(self)

    @property
    def memory_size(self) -> int:
        return super().memory_size + size_of_memory(self)

    def remember(self, memory: Mapping[str, Array], step: int) -> None:
        super().remember(memory, step)
        remember(self, memory)
