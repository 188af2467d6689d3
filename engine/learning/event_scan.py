"""One population of a batch through time, with the derivatives of spike times in place of stand-ins for their slopes.

Forward it is :class:`~engine.learning.scan.Scan`: the spikes of a run, each on its step. Backward, a spike of step k is
a number s = t + r: t is when within the step the membrane reached its threshold, and r, what is left of the step, stays
as it is. All that the spike does happens at s: the reset, the end of the refractory time, arrivals after the delay. The
derivatives of this network are exact; they are those of the network in continuous time as steps grow short.

With dV/dt = a V + g i + c and dx/dt = R x for the states of currents, their adjoint obeys, backward in time,
-dl_V/dt = a l_V and -dl_x/dt = R' l_x + g share l_V. At the time at which the membrane is let go after a spike, the
derivative of the loss by s grows by -l_V dV/dt, and l_V is 0 from there back to the spike. That derivative, with what
the loss and all arrivals say, moves t by -1 / (dV/dt) at the crossing: l_V grows by so much there. An arrival of weight
w at s + d adds w jump l_x to the gradient of w, and -w (R jump l_x + g share jump l_V) to the derivative by s.

Source: Wunderlich & Pehle (2021), Event-based backpropagation can compute exact gradients for spiking neural networks,
Scientific Reports 11, 12829, 10.1038/s41598-021-91786-z. Theirs is V reset to 0 with l_I of an exponential current and
no refractory time; steps, refractory times, and currents of any linear course are derived here in the same way.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.learning.crossings import Crossing, Start, crossings, held, rows, slopes
from engine.learning.linear_membrane import Current, LinearMembrane
from engine.learning.scan import Room, Scan

Array = NDArray[Any]


@dataclass(frozen=True)
class Spikes:
    """All spikes of a batch in the order of their ``steps`` (k,), by ``columns`` (k,).

    Those of step j begin at ``first[j]``. At the end of a later step the membrane moves again, with dV/dt = ``speed``
    (k,): ``by_freeing`` are the spikes in that order, those that step j frees from ``first_freed[j]`` on.
    """

    steps: NDArray[np.int64]
    columns: NDArray[np.int64]
    first: NDArray[np.int64]
    by_freeing: NDArray[np.int64]
    first_freed: NDArray[np.int64]
    speed: Array
    crossing: Crossing


class EventScan(Scan):
    """A population whose ``bar_spikes`` are derivatives by times of spikes, in 1/ms, and ``bar_sent`` of arrivals."""

    def lead_by(self, membrane: LinearMembrane, least_slope: float) -> None:
        """Move as ``membrane`` says; a slope at a crossing counts as ``least_slope`` at least.

        That is in units of the way from rest to threshold in a presentation.
        """
        self._membrane, batch, h = membrane, self.batch, self._resolution
        self._leak, self._gain, self._drift, self._level, self._reset, gap = (
            np.tile(part, batch)
            for part in (membrane.leak, membrane.gain, membrane.drift, membrane.threshold, membrane.reset, membrane.gap)
        )
        self._least = least_slope * gap / (h * self.steps)
        self._kept = np.exp(self._leak * h)
        self._by_injected = self._gain * held(self._leak, h)
        self._put = rows(membrane, self._leak, self._gain, np.full(len(self._leak), h), h)
        self._moves = [_propagator(current, h) for current in membrane.currents]
        self._by_membrane = np.zeros(len(self._leak))
        self._by_states = np.zeros_like(self._put)
        self._owed = np.zeros(len(self._leak))
        self._spikes_found: Spikes | None = None

    def _allocate(self, precision: str, past: int, room: Room) -> None:
        super()._allocate(precision, past, room)
        shape = self.steps, self.batch * self.population.size
        self.bar_sent = {
            r.label: room.zeros(f"bar_sent {r.label}", shape, precision, self.device) for r in self.receptors
        }

    def begin(self, parameters: Mapping[str, Any]) -> None:
        super().begin(parameters)
        self._spikes_found = None

    @property
    def found(self) -> Spikes:
        """The spikes of the presentation that is over, with their times."""
        if self._spikes_found is None:
            self._spikes_found = self._found()
        return self._spikes_found

    def first_times(self) -> tuple[Array, NDArray[np.int64]]:
        """When each column first reached its threshold in ms, infinite where it never did; and the step, -1 there."""
        times, steps = np.full(len(self._leak), np.inf), np.full(len(self._leak), -1)
        found, last_first = self.found, slice(None, None, -1)
        columns = found.columns[last_first]
        times[columns] = (found.steps * self._resolution + found.crossing.time)[last_first]
        steps[columns] = found.steps[last_first]
        return times, steps

    def _found(self) -> Spikes:
        steps, columns = np.nonzero(self.spikes)
        freed = steps + self._refractory_steps[columns]
        order = np.argsort(freed, kind="stable")
        order = order[: np.searchsorted(freed[order], self.steps)]
        bounds = np.arange(self.steps + 1)
        first, first_freed = np.searchsorted(steps, bounds), np.searchsorted(freed[order], bounds)
        at_start = np.zeros((len(self._put), len(steps)))
        at_freeing = np.zeros_like(at_start)
        for step, states in enumerate(self._states()):
            if step < self.steps:
                some = slice(first[step], first[step + 1])
                at_start[:, some] = states[:, columns[some]]
            if step:
                freeing = order[first_freed[step - 1] : first_freed[step]]
                at_freeing[:, freeing] = states[:, columns[freeing]]
        drive = self._drift[columns] + self._gain[columns] * self.injected[0, columns]
        leak, gain = self._leak[columns], self._gain[columns]
        start = Start(self._membranes(steps, columns), at_start, leak, gain, drive)
        speed = slopes(self._membrane, Start(self._reset[columns], at_freeing, leak, gain, drive))
        crossing = crossings(self._membrane, start, self._level[columns], self._resolution)
        return Spikes(steps, columns, first, order, first_freed, speed, crossing)

    def _membranes(self, steps: NDArray[np.int64], columns: NDArray[np.int64]) -> Array:
        """The membrane (k,) at the start of steps, after a reset where there was one."""
        if not len(steps):
            return np.zeros(0)
        before = np.maximum(steps - 1, 0)
        at_first = np.tile(np.asarray(self._starts[self.population.model.membrane], np.float64), self.batch)[columns]
        later = self._level[columns] + self.distance()[before, columns]
        was_reset = self.spikes[before, columns] > 0
        return np.where(steps == 0, at_first, np.where(was_reset, self._reset[columns], later))

    def _states(self) -> Iterator[Array]:
        """The states (s, columns) of all currents at the start of each step, and at the end of the last."""
        states = np.zeros_like(self._put)
        for current, part in self._parts():
            for place, name in enumerate(self._names(current.label)):
                states[part][place] = np.tile(np.asarray(self._starts[name], np.float64), self.batch)
        yield states
        for step in range(self.steps):
            for (current, part), move in zip(self._parts(), self._moves, strict=True):
                states[part] = _turned(move, states[part])
                for place, jump in enumerate(current.jump):
                    if jump:
                        states[part][place] += jump * self.arrived[current.label][step]
            yield states

    def _names(self, label: str) -> list[str]:
        """The names of a receptor's states."""
        receptor = next(r for r in self.receptors if r.label == label)
        return [f"{name}_{label}" for name in receptor.synapse.states()]

    def _parts(self) -> Iterator[tuple[Current, slice]]:
        low = 0
        for current in self._membrane.currents:
            yield current, slice(low, low + len(current.share))
            low += len(current.share)

    def begin_backward(self) -> None:
        super().begin_backward()
        for array in (self._by_membrane, self._by_states, self._owed):
            array[:] = 0
        slope = self.found.crossing.slope
        known = np.maximum(slope, self._least[self.found.columns])
        self._moved = np.where(slope > 0, -1.0 / np.where(known > 0, known, np.inf), 0.0)

    def add_slope(self, state: str, by: Array) -> None:
        """Add the derivative (columns,) by the membrane as the step to be gone back left it."""
        assert state == self.population.model.membrane
        self._by_membrane += by

    def backward(self, first: int, last: int) -> None:
        """Go back from step ``last`` to ``first``."""
        for step in range(last - 1, first - 1, -1):
            self._free(step)
            forces, columns = self._fire(step)
            self._arrive(step)
            self.bar_injected += self._by_injected * self._by_membrane
            for (_, part), move in zip(self._parts(), self._moves, strict=True):
                self._by_states[part] = _turned(move.T, self._by_states[part]) + self._put[part] * self._by_membrane
            self._by_membrane *= self._kept
            if len(columns):
                self._force(step, forces, columns)

    def _free(self, step: int) -> None:
        """The membrane is let go at the end of this step, later for a later spike."""
        found = self.found
        spikes = found.by_freeing[found.first_freed[step] : found.first_freed[step + 1]]
        columns = found.columns[spikes]
        self._owed[columns] = -found.speed[spikes] * self._by_membrane[columns]
        self._by_membrane[columns] = 0.0

    def _fire(self, step: int) -> tuple[Array, NDArray[np.int64]]:
        """How the loss moves with the membrane at each crossing of the step; before the reset nothing is left of it."""
        found = self.found
        some = slice(found.first[step], found.first[step + 1])
        columns = found.columns[some]
        by_time = self.bar_spikes[step, columns] + self._owed[columns]
        self._owed[columns] = self._by_membrane[columns] = 0.0
        return by_time * self._moved[some], columns

    def _arrive(self, step: int) -> None:
        for current, part in self._parts():
            states = self._by_states[part]
            self.bar_arrived[current.label][step] = current.jump @ states
            moved = (current.rates @ current.jump) @ states
            at_once = current.share @ current.jump
            if at_once:
                moved = moved + at_once * self._gain * self._by_membrane
            np.negative(moved, out=self.bar_sent[current.label][step])

    def _force(self, step: int, forces: Array, columns: NDArray[np.int64]) -> None:
        crossing, some = self.found.crossing, slice(self.found.first[step], self.found.first[step + 1])
        self._by_membrane[columns] += forces * crossing.by_membrane[some]
        self._by_states[:, columns] += forces * crossing.by_states[:, some]
        self.bar_injected[columns] += forces * crossing.by_current[some]


def _propagator(current: Current, step: float) -> NDArray[np.float64]:
    from scipy.linalg import expm

    return np.asarray(expm(current.rates * step), np.float64)


def _turned(matrix: Array, states: Array) -> Array:
    """The product, of one state without the price of a product."""
    return states * matrix[0, 0] if len(states) == 1 else matrix @ states
