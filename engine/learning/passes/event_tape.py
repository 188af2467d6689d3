"""A circuit through time whose way back is that of spike times: exact gradients of weights, biases and delays."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from engine.circuit.circuit import Circuit
from engine.circuit.weights import DELAY, Weights
from engine.learning.passes.event_scan import EventScan
from engine.learning.passes.linear_membrane import LinearMembrane
from engine.learning.passes.scan import Scan
from engine.learning.passes.segments import Segments
from engine.learning.passes.tape import Rooms, Tape
from engine.network.description import Projection

Array = NDArray[Any]


class EventTape(Tape):
    """A tape in double precision; ``slope`` of :meth:`backward` is the derivative by the time of each spike, in 1/ms.

    Of a read-out that never fires it is that by its membrane, as ever.
    """

    scan: ClassVar[type[Scan]] = EventScan

    def __init__(
        self, circuit: Circuit, weights: Weights, membranes: dict[str, LinearMembrane], batch: int, seed: int,
        least_slope: float = 0.0, length: int | None = None, rooms: Rooms | None = None, keeps: bool = False,
    ) -> None:  # fmt: skip
        super().__init__(circuit, weights, batch, seed, length=length, rooms=rooms, keeps=keeps)
        senders = {p.id for p in circuit.projections if p.source in self.scans or p in weights.delayed}
        for id in self.scans:
            told = {self._label[p.id] for p in circuit.into(id) if p.id in senders and p.id in self._label}
            self.of(id).lead_by(membranes[id], least_slope, circuit.steps * circuit.description.resolution, told)

    def of(self, id: str) -> EventScan:
        """The scan of a population."""
        scan = self.scans[id]
        assert isinstance(scan, EventScan)
        return scan

    def first_times(self, id: str) -> tuple[Array, NDArray[np.int64]]:
        """The time in ms of each neuron's first threshold crossing (batch, n), infinite without one; and its step.

        Both are of the steps that are held, counted from the first of them.
        """
        times, steps = self.of(id).first_times()
        return times.reshape(self.batch, -1), steps.reshape(self.batch, -1)

    def _by_delay(self, p: Projection, bars: Array) -> Array:
        """The derivative by a link's delays in ms: an arrival moves by as much as its delay."""
        wiring, post = self.weights.wiring[p.id], self.weights.wiring[p.id].shape[0]
        weight, single = self.weights.values[p.id, "weight"], self.weights.values[p.id, DELAY].ndim == 0
        moved, total = self.scans[p.target].bar_sent[self._label[p.id]], 0.0
        ends = wiring.places
        found = self.device.zeros(len(ends[0]), self.weights.precision)
        for late in self._late[p.id]:
            row, since = self._rows(p, late, self._now)
            if row == self._now:
                continue
            sent = self._sent(p.source, since, since + self._now - row).reshape(-1, wiring.shape[1])
            rows = moved[row : self._now].reshape(-1, post)
            if single:
                total += float((rows * wiring.onward(sent, late.of(weight))).sum())
            else:
                found += late.of((rows.T @ sent) * weight)[ends]
        return self.device.asarray(total if single else found)


class EventSegments(Segments):
    """The same from an :class:`EventTape` that holds some steps at a time."""

    def __init__(self, tape: EventTape) -> None:
        super().__init__(tape)
        self._events, self._first = tape, tape.circuit.output
        shape = tape.batch, self._first.size
        self._times, self._fired_at = np.full(shape, np.inf), np.full(shape, -1)

    def first_times(self, id: str) -> tuple[Array, NDArray[np.int64]]:
        """The time and the step of each read-out neuron's first threshold crossing in the steps that are over."""
        assert id == self._first.id
        return self._times, self._fired_at

    def _advance(self, first: int, last: int) -> None:
        super()._advance(first, last)
        if not self._first.model.fires():
            return
        if first == 0:
            self._times[:], self._fired_at[:] = np.inf, -1
        times, steps = self._events.first_times(self._first.id)
        new = (steps >= 0) & (self._fired_at < 0)
        self._times[new] = times[new] + first * self.circuit.description.resolution
        self._fired_at[new] = steps[new] + first
