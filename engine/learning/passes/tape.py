"""A whole circuit through time, forward and backward, with the batch as an extra axis.

Layers that nothing feeds back to take all their steps at once: one matrix product for a whole batch of
presentations, then one scan. Recurrent stages go step by step with the same kernels. A tape may hold a segment of the
steps in place of all: :mod:`engine.learning.passes.segments` then leads it through a presentation, forward and
backward.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from engine.circuit import delays
from engine.circuit.circuit import Circuit, Stage, has_moving_current
from engine.circuit.delays import Late
from engine.circuit.dropout import Dropout
from engine.circuit.receptors import labels, receptors
from engine.circuit.weights import DELAY, Key, Weights
from engine.learning.passes.constant_currents import ConstantCurrents
from engine.learning.passes.encoding import Encoding
from engine.learning.passes.normalising import NormalisedLinks
from engine.learning.passes.scan import Room, Scan
from engine.network.description import Projection

Array = NDArray[Any]
Rooms = Mapping[str, Room]  # by population


class Tape:
    """The circuit with room for ``batch`` samples; :meth:`forward`, then perhaps :meth:`backward`.

    ``length`` is how many steps it goes through at a time, None for all; only then can it be asked for :meth:`forward`.
    It holds so many, or those of all segments where it ``keeps`` them. Tapes with the same ``rooms`` take turns: what
    one holds is gone when another goes forward. ``width`` is the sharpness of thresholds, in 1 / the ``gaps`` of
    populations, each in the unit of its membrane; 1 where they are not said.
    """

    scan: ClassVar[type[Scan]] = Scan  # of each population

    def __init__(
        self, circuit: Circuit, weights: Weights, batch: int, seed: int,
        surrogate: str = "arctangent", width: float = 2.0, length: int | None = None, rooms: Rooms | None = None,
        keeps: bool = False, gaps: Mapping[str, float] | None = None,
    ) -> None:  # fmt: skip
        self.circuit, self.weights, self.batch, self.device = circuit, weights, batch, circuit.device
        self._gaps = gaps or {}
        self.threshold = surrogate
        self.steps = circuit.steps if length is None else min(length, circuit.steps)
        self.keeps = keeps and self.steps < circuit.steps
        resolution = circuit.description.resolution
        self.encodings = {
            e.id: Encoding(circuit.description, e, circuit.channels, circuit.steps, seed) for e in circuit.encoders
        }
        self._shown: dict[str, Array] = {}
        self._still: dict[str, Array] = {}  # by population (batch * n,): currents that are the same in all steps
        self._dropout = Dropout(circuit, seed, weights.precision)
        self.drop = self._dropout.draw
        self._blank: set[str] = set()  # populations of whose spikes no derivative is known yet
        self._label = labels(circuit)
        self._late: dict[str, tuple[Late, ...]] = {p.id: weights.late(p) for p in circuit.projections}
        known = weights.delayed or weights.normal
        assert self.steps == circuit.steps or not known, "delays are learnt, and links normalised, with all steps"
        self.past = {id: self._longest_delay(id) for id in (*self.encodings, *(p.id for p in circuit.populations))}
        self.normalised = NormalisedLinks(circuit, weights, batch, self.steps, rooms)
        self._acting, self._constant = self.normalised.acting(), ConstantCurrents(circuit, weights, self.normalised)
        self.scans: dict[str, Scan] = {}
        for population in circuit.populations:
            self.scans[population.id] = self.scan(
                population, receptors(circuit, population.id), resolution=resolution, seed=seed, batch=batch,
                steps=circuit.steps if keeps else self.steps, past=self.past[population.id],
                precision=weights.precision, surrogate=surrogate, width=self._sharp(population.id, width),
                trained=weights.trained[population.id], room=None if rooms is None else rooms[population.id],
                device=circuit.device, moves=has_moving_current(circuit, population.id),
            )  # fmt: skip

    def _longest_delay(self, source: str) -> int:
        """Steps before those that are held in which spikes may have been sent that still arrive; 0 where all are."""
        links = [p for p in self.circuit.projections if p.source == source and self.steps < self.circuit.steps]
        late = [late.steps for p in links for late in self._late[p.id] if late.steps < self.circuit.steps]
        return max(late, default=0)

    def sharpen(self, width: float) -> None:
        """Go on with another sharpness of all thresholds."""
        for id, scan in self.scans.items():
            scan.sharpen(self._sharp(id, width))

    def _sharp(self, id: str, width: float) -> float:
        """The sharpness of a population's threshold, in 1 / the unit of its membrane."""
        return width / self._gaps.get(id, 1.0)

    # forward -------------------------------------------------------------------------------------------

    def forward(self, values: Array, presentations: NDArray[np.int64]) -> Array:
        """Spikes (steps, batch, neurons) of the read-out for samples ``values`` (batch, channels).

        Of one that never fires, its membrane after every step. Links are normalised by these samples, where they are.
        """
        self.normalised.by_batch = True
        return self._shown_all(values, presentations)

    def answer(self, values: Array, presentations: NDArray[np.int64]) -> Array:
        """The same where no gradients will be asked for; links are normalised by the averages of batches before."""
        self.normalised.by_batch = False
        return self._shown_all(values, presentations)

    def _shown_all(self, values: Array, presentations: NDArray[np.int64]) -> Array:
        encoded = {id: e.encoded(values, presentations, self.weights.precision) for id, e in self.encodings.items()}
        return self.forward_shown(encoded)

    def forward_shown(self, encoded: Mapping[str, Array]) -> Array:
        """The same from what each encoder sends: spikes (steps, batch, channels), currents (1, …)."""
        self.begin(encoded)
        self.advance(encoded, self.steps)
        return self.spikes(self.circuit.output.id)

    def _here(self, encoded: Mapping[str, Array]) -> dict[str, Array]:
        return {id: self.device.asarray(sent) for id, sent in encoded.items()}

    def begin(self, encoded: Mapping[str, Array]) -> None:
        """Start states, and the currents that encoders send all the time."""
        self._shown = self._here(encoded)
        self._acting = self.normalised.acting()
        for p in self.weights.delayed:
            self._late[p.id] = self.weights.late(p)
        for population in self.circuit.populations:
            scan, id = self.scans[population.id], population.id
            scan.begin({name: self.weights.values[id, name] for name in scan.trained})
            self._still[id] = self._constant.into(population, self.batch, self._acting, self._shown)
            scan.injected[:1] = self._still[id]

    def advance(self, encoded: Mapping[str, Array], steps: int) -> None:
        """Go through the next ``steps``: ``encoded`` are they, and before them the past that delays reach."""
        self.shown(encoded, steps)
        for stage in self.circuit.stages:
            self._arrive(stage, steps)
            if stage.is_recurrent:
                for t in range(steps):
                    for population in stage.populations:
                        self._feed(stage, population.id, t)
                        self.scans[population.id].forward(t, t + 1)
            else:
                self.scans[stage.populations[0].id].forward(0, steps)

    def spikes(self, id: str, steps: int | None = None) -> Array:
        """The values that a population or an encoder sends in the steps that are held: (steps, batch, neurons).

        Spikes, or of neurons that never fire the membrane.
        """
        if id in self._shown:
            return self._shown[id][self.past[id] :]
        steps = self._now if steps is None else steps
        return self.scans[id].spikes[:steps].reshape(steps, self.batch, -1)

    def counts(self, id: str, steps: int | None = None) -> Array:
        """The number of spikes of every neuron in these steps, or in so many: (batch, neurons)."""
        if id in self.scans and not self.scans[id].population.model.fires():
            return np.zeros((self.batch, self.scans[id].population.size))
        return self.device.host(self.spikes(id, steps).sum(axis=0, dtype=np.float64))

    def fired_in_all(self) -> float:
        """The number of spikes of all populations."""
        return sum(scan.fired(self._now) for scan in self.scans.values())

    def _sent(self, id: str, first: int, last: int) -> Array:
        """The part of the spikes of these steps that a population or an encoder sends: (steps, batch, neurons)."""
        if id in self._shown:
            return self._shown[id][self.past[id] + first : self.past[id] + last]
        spikes = self.scans[id].rows(first, last).reshape(last - first, self.batch, -1)
        return self._dropout.of(id, spikes)

    def membrane(self, id: str) -> Array:
        """The membrane (batch, neurons) of a population after the last step, reset where it fired."""
        scan = self.scans[id]
        return scan.state(scan.population.model.membrane).reshape(self.batch, -1)

    def _arrive(self, stage: Stage, steps: int) -> None:
        """Everything that arrives from earlier stages, in all ``steps`` at once."""
        for population in stage.populations:
            scan = self.scans[population.id]
            untouched = set(scan.arrived)
            if scan.moves:
                scan.injected[:steps] = self._still[population.id]
            for p in self.circuit.into(population.id):
                if p not in stage.inner and p.source not in self.circuit.constant_currents:
                    label = self._label.get(p.id)
                    self.normalised.bring(p, self._product, self._arrivals(p)[:steps], label in untouched)
                    untouched.discard(label)
            for label in untouched:
                scan.arrived[label][:] = 0

    def _arrivals(self, p: Projection) -> Array:
        """The array (steps, columns) in which a link adds up what it brings, spikes or values."""
        scan = self.scans[p.target]
        return scan.arrived[self._label[p.id]] if p.id in self._label else scan.injected

    def _bars(self, p: Projection, sent: bool = False) -> Array:
        """The derivatives by that (steps, columns), or by what was ``sent`` for it."""
        scan = self.scans[p.target]
        if p.id not in self._label:
            return scan.bar_injected
        return (scan.bar_sent if sent else scan.bar_arrived)[self._label[p.id]]

    def _rows(self, p: Projection, late: Late, steps: int) -> tuple[int, int]:
        """The first of ``steps`` in which spikes that are ``late`` can arrive, and the step in which they were sent."""
        first = min(late.steps - self.past[p.source], steps) if late.steps < self.circuit.steps else steps
        return max(first, 0), max(first, 0) - late.steps

    def _product(self, p: Projection, arrived: Array, first: bool) -> None:
        """A projection's spikes of all steps, each after its delay, as the ``first`` or on top of others."""
        wiring, weight = self.weights.wiring[p.id], self._acting[p.id, "weight"]
        post, pre = wiring.shape
        for late in self._late[p.id]:
            row, since = self._rows(p, late, len(arrived))
            if first:
                arrived[:row] = 0
            if row < len(arrived):
                sent = self._sent(p.source, since, since + len(arrived) - row).reshape(-1, pre)
                there = arrived[row:].reshape(-1, post)
                if first:
                    wiring.onward(sent, late.of(weight), out=there)
                else:
                    there += wiring.onward(sent, late.of(weight))
            first = False

    def _feed(self, stage: Stage, id: str, t: int) -> None:
        """Add what arrives at step ``t`` from within a recurrent stage."""
        for p, late in self._inner(stage):
            sent = t - late.steps
            if p.target == id and sent >= -self.past[p.source] and late.steps < self.circuit.steps:
                arrived = self._arrivals(p)[t].reshape(self.batch, -1)
                weight = late.of(self._acting[p.id, "weight"])
                arrived += self.weights.wiring[p.id].onward(self._sent(p.source, sent, sent + 1)[0], weight)

    def _inner(self, stage: Stage) -> Iterator[tuple[Projection, Late]]:
        return ((p, late) for p in stage.inner for late in self._late[p.id])

    def move_on(self) -> None:
        """The segment is over, and the next will follow."""
        for scan in self.scans.values():
            scan.move_on(self._now)

    def look_at(self, first: int, last: int) -> None:
        """Have the steps [first, last) at hand, where those of all segments are kept."""
        for scan in self.scans.values():
            scan.look_at(first, last)

    def standing(self) -> dict[str, dict[str, Array]]:
        """Copies of all that the steps to come depend on."""
        return {id: scan.standing() for id, scan in self.scans.items()}

    def set_state(self, standing: Mapping[str, Mapping[str, Array]]) -> None:
        """Be again where a copy was taken."""
        for id, scan in self.scans.items():
            scan.set_state(standing[id])

    # backward ------------------------------------------------------------------------------------------

    def backward(self, slope: Array, others: Mapping[str, Array] | None = None) -> dict[Key, Array]:
        """Gradients from ``slope``, the derivative of a loss by what the read-out sends (steps, batch, n).

        ``others`` are derivatives by that of other populations, by id, of a shape that spreads over theirs.
        """
        self.begin_backward()
        gradients: dict[Key, Array] = {}
        self.retreat(slope, others, gradients)
        return self.gathered(gradients)

    def begin_backward(self) -> None:
        """Forget the derivatives of the last presentation."""
        for scan in self.scans.values():
            scan.begin_backward()
        self._blank = set(self.scans)
        if self.steps < self.circuit.steps:
            self.forget_later()

    def forget_later(self) -> None:
        """Steps after those that are held have no part in what the derivatives will be."""
        for scan in self.scans.values():
            scan.forget_later()

    def move_back(self, steps: int) -> None:
        """The segment before the one that is held, of ``steps``, is the next to go back through."""
        for scan in self.scans.values():
            scan.move_back(steps)

    def shown(self, encoded: Mapping[str, Array], steps: int) -> None:
        """Take what encoders have sent in the ``steps`` at hand, which were gone through before."""
        self._shown, self._now = self._here(encoded), steps

    def retreat(self, slope: Array, others: Mapping[str, Array] | None, gradients: dict[Key, Array]) -> None:
        """Go back through the steps that are held, and add to the ``gradients`` of weights."""
        output, slope = self.circuit.output, self.device.asarray(slope)
        if self.steps < self.circuit.steps:  # what reaches back from later steps is known
            self._blank = {id for id, scan in self.scans.items() if not scan.past}
        for id, by in {**(others or {}), output.id: slope}.items():
            there = self.scans[id].bar_rows(0, self._now).reshape(self._now, self.batch, -1)
            if id in self._blank:
                there[:] = self.device.asarray(by)
            else:
                there += self.device.asarray(by)
            self._blank.discard(id)
        for stage in reversed(self.circuit.stages):
            for population in stage.populations:
                if population.id in self._blank:
                    self.scans[population.id].bar_spikes[:] = 0
                    self._blank.discard(population.id)
            if stage.is_recurrent:
                for t in range(self._now - 1, -1, -1):
                    for population in reversed(stage.populations):
                        self._feed_back(stage, population.id, t)
                        self.scans[population.id].backward(t, t + 1)
            else:
                self.scans[stage.populations[0].id].backward(0, self._now)
            for population in stage.populations:
                for p in self.circuit.into(population.id):
                    if p.source not in self.circuit.constant_currents:
                        self._add(gradients, p, inner=p in stage.inner)

    def _feed_back(self, stage: Stage, id: str, t: int) -> None:
        """Add what the spikes of step ``t`` did later within a recurrent stage, as far as that is held."""
        bars, sent = self.scans[id].bar_spikes[t].reshape(self.batch, -1), self._sent(id, t, t + 1)[0]
        for p, late in self._inner(stage):
            arrives = t + late.steps
            if p.source == id and arrives < self._now:
                there, wiring = self._bars(p, sent=True)[arrives], self.weights.wiring[p.id]
                weight = late.of(self._acting[p.id, "weight"])
                bars += self._dropout.of(id, wiring.back(there.reshape(self.batch, -1), weight, sent=sent))

    def _add(self, gradients: dict[Key, Array], p: Projection, inner: bool) -> None:
        """Add the derivatives by a link's weights and delays; pass on those by the spikes that were sent."""
        wiring, weight, key = self.weights.wiring[p.id], self._acting[p.id, "weight"], (p.id, "weight")
        post, pre = wiring.shape
        arrived, link = self._bars(p)[: self._now], self.normalised.of(p)
        moved: Array | None = None  # what longer delays do, where spikes arrive around them
        if link is not None:
            arrived = link.back(arrived.reshape(-1, post), gradients).reshape(arrived.shape)
        for late in self._late[p.id]:
            row, since = self._rows(p, late, self._now)
            if row == self._now:
                continue
            sent = self._sent(p.source, since, since + self._now - row).reshape(-1, pre)
            if key not in self.weights.fixed or late.slope is not None:
                bars = arrived[row:].reshape(-1, post)
                by = wiring.gradient(bars, sent)
                if late.slope is not None:
                    moved = by * weight * late.slope if moved is None else moved + by * weight * late.slope
                if key not in self.weights.fixed:
                    gradients[key] = gradients[key] + late.of(by) if key in gradients else late.of(by)
            # within a stage, what was sent in these steps has been told step by step
            passed = min(max(-since, 0), self._now - row) if inner else self._now - row
            if p.source in self.scans and passed:
                back = (self._bars(p, sent=True) if link is None else arrived)[row : row + passed]
                self._add_back(p, back.reshape(-1, post), since, late.of(weight), sent[: passed * self.batch])
        gradients.setdefault(key, np.zeros_like(weight))
        if p in self.weights.delayed:
            by_delay = self._by_delay(p, arrived) if moved is None else self._by_kernel(p, moved)
            gradients[p.id, DELAY] = self.weights.of_delay(p.id, by_delay)

    def _by_kernel(self, p: Projection, moved: Array) -> Array:
        """The derivative by a link's delays in ms, from that by each entry of its weights."""
        single = self.weights.values[p.id, DELAY].ndim == 0
        by = self.device.asarray(moved.sum()) if single else moved[self.weights.wiring[p.id].places]
        return by / self.circuit.description.resolution

    def _by_delay(self, p: Projection, bars: Array) -> Array:
        """The derivative by a link's delays in ms, () or (synapses,)."""
        wiring, value = self.weights.wiring[p.id], self.weights.values[p.id, DELAY]
        sent, shape = self._sent(p.source, 0, self.steps), (self.steps, self.batch, wiring.shape[0])
        weight = self._acting[p.id, "weight"]
        found = delays.delay_gradient(self._late[p.id], wiring, weight, sent, bars.reshape(shape), value.ndim == 0)
        return found / self.circuit.description.resolution

    def _add_back(self, p: Projection, bars: Array, since: int, weight: Array, sent: Array) -> None:
        """Add what was ``sent`` by a projection's source did by it, as the first that is known of it or on top."""
        wiring, steps = self.weights.wiring[p.id], len(bars) // self.batch
        pre = wiring.shape[1]
        there = self.scans[p.source].bar_rows(since, since + steps)
        if p.source in self._blank:
            self._blank.discard(p.source)
            wiring.back(bars, weight, out=there.reshape(-1, pre), sent=sent)
            self.scans[p.source].bar_spikes[since + steps :] = 0
            self._dropout.apply(p.source, there.reshape(steps, self.batch, pre))
        else:
            by_sent = wiring.back(bars, weight, sent=sent).reshape(steps, self.batch, pre)
            there += self._dropout.of(p.source, by_sent).reshape(there.shape)

    def gathered(self, gradients: dict[Key, Array]) -> dict[Key, Array]:
        """With those of biases, of neuron parameters, and of weights that bring currents, from all steps."""
        for population in self.circuit.populations:
            scan, id = self.scans[population.id], population.id
            self._constant.gather(gradients, population, scan.bar_current.reshape(self.batch, -1), self._shown)
            for name, by in scan.parameter_gradients().items():
                single = self.weights.values[id, name].ndim == 0
                gradients[id, name] = self.device.asarray((by.sum() if single else by).astype(self.weights.precision))
        return gradients
