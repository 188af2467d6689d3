"""One population of a batch through time, with the derivatives of spike times in place of stand-ins for their slopes.

Forward it is :class:`~engine.learning.passes.scan.Scan`: the spikes of a run, each on its step. Backward, a spike of
step k is a number s = t + r: t is when within the step the membrane reached its threshold, and r, what is left of the
step, stays as it is. All that the spike does happens at s: the reset, the end of the refractory time, arrivals after
the delay. The derivatives of this network are exact; they are those of the network in continuous time as steps grow
short.

With dV/dt = a V + g i + c and dx/dt = R x for the states of currents, their adjoint obeys, backward in time,
-dl_V/dt = a l_V and -dl_x/dt = R' l_x + g share l_V. At the time at which the membrane is let go after a spike, the
derivative of the loss by s grows by -l_V dV/dt, and l_V is 0 from there back to the spike. That derivative, with what
the loss and all arrivals say, moves t by -1 / (dV/dt) at the crossing: l_V grows by so much there. An arrival of weight
w at s + d adds w jump l_x to the gradient of w, and -w (R jump l_x + g share jump l_V) to the derivative by s.

What a spike needs is kept of it alone: its time, its slope, what its time depends on. The passes are those of
:mod:`engine.compiling.passes.event_text`: compiled loops, whole arrays, or kernels of a device.

Source: Wunderlich & Pehle (2021), Event-based backpropagation can compute exact gradients for spiking neural networks,
Scientific Reports 11, 12829, 10.1038/s41598-021-91786-z. Theirs is V reset to 0 with l_I of an exponential current and
no refractory time; steps, refractory times, and currents of any linear course are derived here in the same way.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.compiling.passes.event_text import FIELDS, TIME, Currents, crossing_text, way_text
from engine.compiling.passes.pass_text import BACKWARD, FORWARD, PassText
from engine.learning.passes.kernel_passes import KernelPasses, Passes
from engine.learning.passes.linear_membrane import LinearMembrane
from engine.learning.passes.scan import Scan
from engine.learning.passes.within_a_step import held, put_onto_membranes, terms

Array = NDArray[Any]
WHOLE = "int32"
REFRACTORY = "refractory"  # beside the names of states: for how many steps it still is


@dataclass
class HeldSpikes:
    """The spikes of the steps that are held, of one column after another: column i has those up to ``ends[i]``.

    ``records`` (fields, k) are rows of :mod:`engine.compiling.passes.event_text`. A column's membrane is let go one
    time more than it fires: the first time after what it was refractory for at the start. That of spike n of column i
    is n + i + 1, in step ``freed[n + i + 1]``, with dV/dt = ``speed[n + i + 1]``.
    """

    counts: Array
    ends: Array
    columns: Array
    freed: Array
    speed: Array
    records: Array
    is_followed: bool = False  # whether the records tell what times depend on


class EventScan(Scan):
    """A population whose ``bar_spikes`` are derivatives by times of spikes, in 1/ms, and ``bar_sent`` of arrivals."""

    _is_led = False  # by :meth:`lead_by`, once it is made

    def lead_by(self, membrane: LinearMembrane, least_slope: float, duration: float, told: Collection[str]) -> None:
        """Move as ``membrane`` says; a slope at a crossing counts as ``least_slope`` at least.

        That is in units of the way from rest to threshold in a presentation, of ``duration`` ms. ``told`` are the
        receptors of whose arrivals ``bar_sent`` is wanted.
        """
        h, number, size = self._resolution, self._precision, self.batch * self.population.size
        asarray, zeros = self.device.asarray, self.device.zeros
        self._drift = asarray(np.tile(membrane.drift, self.batch))
        sizes = tuple((c.label, len(c.share)) for c in membrane.currents)
        self._currents = Currents(sizes, tuple(label for label, _ in sizes if label in told))
        states = self._currents.states
        of_columns = {
            "leak": membrane.leak, "gain": membrane.gain, "level": membrane.threshold, "reset": membrane.reset,
            "kept": np.exp(membrane.leak * h), "by_injected": membrane.gain * held(membrane.leak, h),
            "least": least_slope * membrane.gap / duration,
        }  # fmt: skip
        self._event: dict[str, Array] = {f"{n}_all": asarray(np.tile(a, self.batch)) for n, a in of_columns.items()}
        self._event |= {
            "numbers": asarray(np.array(_numbers(membrane, h))),
            "put_all": asarray(np.tile(put_onto_membranes(membrane, h), self.batch)),
            "refractory_steps": self._refractory_steps,
            "states": zeros((states, size), number), "by_states": zeros((states, size), number),
            **{name: zeros(size, number) for name in ("drive_all", "membrane_all", "by_membrane", "owed")},
            **{name: zeros(size, WHOLE) for name in ("place", "due")},
        }  # fmt: skip
        self._all_bar_sent = {
            label: self._room.zeros(f"bar_sent {label}", (self.steps, size), number, self.device)
            for label in self._currents.told
        }
        self.bar_sent = dict(self._all_bar_sent)
        self._befores: dict[int, dict[str, Array]] = {}  # by the first step of what was looked at, where all is held
        self._before = {name: zeros(size, number) for name in self._starts} | {REFRACTORY: zeros(size, WHOLE)}
        self._terms = terms(membrane.rate * h)
        self._order = asarray(np.arange(size))
        self._found: HeldSpikes | None = None
        self._held = self.steps
        self._silence = zeros((0 if self.population.model.fires() else self.steps, size), number)
        self._is_led = True
        self._way = self._passes_of_events(way_text)
        self._crossing = self._passes_of_events(crossing_text)

    def _passes_of_events(self, text: Callable[[Currents, str], PassText]) -> Passes | KernelPasses:
        def written(as_what: str) -> PassText:
            return text(self._currents, as_what)

        known, one = self._arrays(0, 0, self._room_for(0)), written("arrays")
        forward, backward = ([known[name] for name in names] for names in (one.forward_arrays, one.backward_arrays))
        return self._passes_of(written, forward, backward, np.int32(0))

    def compile(self) -> None:
        super().compile()
        self._way.compile()
        self._crossing.compile()

    def look_at(self, first: int, last: int) -> None:
        super().look_at(first, last)
        if self._is_led:
            self.bar_sent = {label: array[first:last] for label, array in self._all_bar_sent.items()}
            self._found, self._held = None, last - first
            for name, array in self._befores.get(first, {}).items():
                self._before[name][:] = array

    def begin(self, parameters: Mapping[str, Any]) -> None:
        super().begin(parameters)
        self._befores.clear()
        self._way.look()
        self._crossing.look()

    def forward(self, first: int, last: int) -> None:
        if first == 0:
            for name, array in self._before.items():
                array[:] = self._refractory if name == REFRACTORY else self._carry[name]
            if len(self.spikes) < self.steps:
                self._befores[self._first] = {name: array.copy() for name, array in self._before.items()}
            self._found = None
        self._held = last
        super().forward(first, last)

    @property
    def _fired(self) -> Array:
        """The spikes of the steps that are held, none of neurons that never fire."""
        return self.spikes if self.population.model.fires() else self._silence[: len(self.spikes)]

    @property
    def found(self) -> HeldSpikes:
        """The spikes of the steps that are over and held, with their times."""
        if self._found is None:
            self._found = self._search()
        return self._found

    def _search(self) -> HeldSpikes:
        counts = self._fired[: self._held].sum(axis=0).astype(WHOLE)
        ends = np.cumsum(counts, dtype=WHOLE)
        found = self._room_for(int(ends[-1]), counts, ends)
        event = self._event
        event["drive_all"][:] = self._drift + event["gain_all"] * self.injected[0]
        event["membrane_all"][:] = self._before[self.population.model.membrane]
        for place, name in enumerate(self._names_of_states()):
            event["states"][place] = self._before[name]
        event["place"][:] = ends - counts
        event["due"][:] = self._before[REFRACTORY] - 1
        found.freed[ends - counts + self._order] = event["due"]
        self._run(self._way.forward, way_text, FORWARD, 0, self._held, 0, found)
        self._run(self._crossing.forward, crossing_text, FORWARD, 0, self._held, self._terms, found)
        return found

    def first_times(self) -> tuple[Array, Array]:
        """The time in ms of each column's first threshold crossing, infinite without one; and its step, -1 there.

        Both are the processor's, counted from the first of the steps that are held.
        """
        found, host = self.found, self.device.host
        counts, order = host(found.counts), np.arange(len(self._order))
        fires, first = counts > 0, host(found.ends) - counts
        times, steps = np.full(len(order), np.inf), np.full(len(order), -1)
        steps[fires] = host(found.freed)[(first + order + 1)[fires]] - host(self._refractory_steps)[fires]
        times[fires] = steps[fires] * self._resolution + host(found.records[TIME])[first[fires]]
        return times, steps

    def begin_backward(self) -> None:
        super().begin_backward()
        self._forget()

    def forget_later(self) -> None:
        super().forget_later()
        self._forget()

    def _forget(self) -> None:
        for name in ("by_membrane", "by_states", "owed"):
            self._event[name][:] = 0

    def backward(self, first: int, last: int) -> None:
        """Go back from step ``last`` to ``first``."""
        found = self.found
        if last == self._held:
            self._event["place"][:] = found.ends
            self._event["due"][:] = found.freed[found.ends + self._order]
            if not found.is_followed:
                self._run(self._crossing.backward, crossing_text, BACKWARD, 0, last, self._terms, found)
                found.is_followed = True
        if self.population.model.fires():
            self._run(self._way.backward, way_text, BACKWARD, first, last, first, found)
            return
        for t in range(last - 1, first - 1, -1):  # what is known then are derivatives by its membrane
            self._event["by_membrane"] += self.bar_spikes[t]
            self._run(self._way.backward, way_text, BACKWARD, t, t + 1, t, found)

    def _run(
        self, run: Callable[..., None], text: Callable[[Currents, str], PassText], name: str, first: int, last: int,
        number: int, found: HeldSpikes,
    ) -> None:  # fmt: skip
        if not len(found.columns) and text is crossing_text:
            return
        one, known = text(self._currents, "arrays"), self._arrays(first, last, found)
        names = one.forward_arrays if name == FORWARD else one.backward_arrays
        run(*(known[array] for array in names), np.int32(number))

    def _arrays(self, first: int, last: int, found: HeldSpikes) -> dict[str, Array]:
        """All arrays of events by name; those of steps without the others."""
        model = self.population.model
        membrane = self._tape[f"pre_{model.membrane}"] if model.fires() else self._fired  # which are all 0 then
        return self._event | {
            **{f"arrived_{label}_all": a[first:last] for label, a in self.arrived.items()},
            **{f"arrived_{label}_bar": a[first:last] for label, a in self.bar_arrived.items()},
            **{f"sent_{label}_bar": a[first:last] for label, a in self.bar_sent.items()},
            "spike_all": self._fired[first:last], "bar_spike_all": self.bar_rows(first, last),
            "membrane_tape": membrane[first:last], "injected_bar": self.bar_current, "column_all": found.columns,
            "freed_all": found.freed, "speed_all": found.speed, "records": found.records,
        }  # fmt: skip

    def _room_for(self, count: int, counts: Array | None = None, ends: Array | None = None) -> HeldSpikes:
        """Make room for so many spikes."""
        zeros, lets = self._room.zeros, count + len(self._order)
        none = self._event["place"]
        return HeldSpikes(
            none if counts is None else counts,
            none if ends is None else ends,
            zeros("columns of spikes", (1, count), WHOLE, self.device)[0],
            zeros("freed", (1, lets), WHOLE, self.device)[0],
            zeros("speed", (1, lets), self._precision, self.device)[0],
            zeros("records", (FIELDS + self._currents.states, count), self._precision, self.device),
        )

    def _names_of_states(self) -> list[str]:
        """The names of all states of currents, in the order of their numbers."""
        synapses = {r.label: r.synapse for r in self.receptors}
        return [f"{name}_{label}" for label, _ in self._currents.sizes for name in synapses[label].states()]


def _numbers(membrane: LinearMembrane, step: float) -> list[float]:
    """In the order of :attr:`~engine.compiling.passes.event_text.Currents.numbers`."""
    from scipy.linalg import expm

    found = [step]
    for current in membrane.currents:
        found += [*expm(current.rates * step).ravel(), *current.rates.ravel(), *current.share, *current.jump]
        found += [*(current.rates @ current.jump), float(current.share @ current.jump)]
    return found
