"""A whole circuit through time, forward and backward, with the batch as an extra axis.

Layers that nothing feeds back to take all their steps at once: one matrix product for a whole batch of
presentations, then one scan. Recurrent stages go step by step with the same kernels.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.learning import delays
from engine.learning.circuit import Circuit, Stage
from engine.learning.delays import Late
from engine.learning.encoding import Encoding
from engine.learning.receptors import labels, receptors
from engine.learning.scan import Scan
from engine.learning.weights import DELAY, Key, Weights
from engine.network.description import Projection
from engine.simulation.randomness import stream, uniform_blocks

Array = NDArray[Any]


class Tape:
    """The circuit with room for ``batch`` samples; :meth:`forward`, then perhaps :meth:`backward`."""

    def __init__(
        self, circuit: Circuit, weights: Weights, batch: int, seed: int,
        surrogate: str = "arctangent", width: float = 2.0,
    ) -> None:  # fmt: skip
        self.circuit, self.weights, self.batch, self.device = circuit, weights, batch, circuit.device
        self.steps, self.threshold, self._seed = circuit.steps, surrogate, seed
        resolution = circuit.description.resolution
        self.encodings = {
            e.id: Encoding(circuit.description, e, circuit.channels, self.steps, seed) for e in circuit.encoders
        }
        self._shown: dict[str, Array] = {}
        self._kept: dict[str, Array] = {}
        self._blank: set[str] = set()  # populations of whose spikes no derivative is known yet
        self.membranes = circuit.device.zeros((0, batch, circuit.output.size), weights.precision)  # see backward
        self._label = labels(circuit)
        self._late: dict[str, tuple[Late, ...]] = {}
        for p in circuit.projections:
            self._part(p, delays.drawn(p, weights.wiring[p.id], resolution, seed))
        self.scans: dict[str, Scan] = {}
        for population in circuit.populations:
            self.scans[population.id] = Scan(
                population, receptors(circuit, population.id), resolution=resolution, seed=seed, batch=batch,
                steps=self.steps,
                precision=weights.precision, surrogate=surrogate, width=width,
                trained=weights.trained[population.id], device=circuit.device,
            )  # fmt: skip

    def _part(self, p: Projection, delay: Array) -> None:
        """Take the delays of a link, in ms."""
        wiring, resolution = self.weights.wiring[p.id], self.circuit.description.resolution
        self._late[p.id] = delays.parts(delay, wiring, resolution, self.weights.precision)

    def sharpen(self, width: float) -> None:
        """Go on with another sharpness of all thresholds."""
        for scan in self.scans.values():
            scan.sharpen(width)

    def drop(self, share: float, presentations: NDArray[np.int64]) -> None:
        """Until told otherwise, what this ``share`` of hidden neurons fire is not sent; the others send more for it.

        Which, is drawn for each presentation (batch,) and holds for all its steps: dropout of Srivastava et al.
        (2014), JMLR 15, 1929-1958, here scaled by 1 / (1 - share) while training. The read-out is left whole.
        """
        self._kept = {}
        for population in self.circuit.populations if share else ():
            if population.id != self.circuit.output.id:
                purpose = stream(population.id, "dropout")
                draws = uniform_blocks(self._seed, purpose, presentations, population.size, 1)[0]
                sent = ((draws >= share) / (1 - share)).astype(self.weights.precision)
                self._kept[population.id] = self.device.asarray(sent)

    # forward -------------------------------------------------------------------------------------------

    def forward(self, values: Array, presentations: NDArray[np.int64]) -> Array:
        """Spikes (steps, batch, neurons) of the read-out for samples ``values`` (batch, channels)."""
        encoded = {
            id: encoding.encoded(values, presentations, self.weights.precision)
            for id, encoding in self.encodings.items()
        }
        return self.forward_shown(encoded)

    def forward_shown(self, encoded: Mapping[str, Array]) -> Array:
        """The same from what each encoder sends: spikes (steps, batch, channels), currents (1, …)."""
        self._shown = {id: self.device.asarray(sent) for id, sent in encoded.items()}
        for p in self.weights.delayed:
            self._part(p, self.device.host(self.weights.values[p.id, DELAY]))
        for stage in self.circuit.stages:
            self._begin(stage)
            if stage.is_recurrent:
                for t in range(self.steps):
                    for population in stage.populations:
                        self._feed(stage, population.id, t)
                        self._step(population.id, t)
            elif self._reads_membrane(stage.populations[0].id):
                for t in range(self.steps):
                    self._step(stage.populations[0].id, t)
            else:
                self.scans[stage.populations[0].id].forward(0, self.steps)
        return self.spikes(self.circuit.output.id)

    def spikes(self, id: str) -> Array:
        """What a population or an encoder fired in the last forward pass: (steps, batch, neurons)."""
        if id in self._shown:
            return self._shown[id]
        return self.scans[id].spikes.reshape(self.steps, self.batch, -1)

    def _sent(self, id: str, steps: slice | int) -> Array:
        """What of its spikes a population or an encoder sends: (steps, batch, neurons)."""
        spikes = self.spikes(id)[steps]
        return spikes * self._kept[id] if id in self._kept else spikes

    def _by_spikes(self, id: str, by_sent: Array) -> Array:
        """Derivatives (…, batch, neurons) by the spikes of a population, from those by what it sends."""
        return by_sent * self._kept[id] if id in self._kept else by_sent

    def membrane(self, id: str) -> Array:
        """The membrane (batch, neurons) of a population after the last step, reset where it fired."""
        scan = self.scans[id]
        return scan.state(scan.population.model.membrane).reshape(self.batch, -1)

    def _reads_membrane(self, id: str) -> bool:
        """Whether a population is a read-out that never fires, whose membrane is kept of every step."""
        return id == self.circuit.output.id and not self.circuit.output.model.fires()

    def _step(self, id: str, t: int) -> None:
        """One population through one step."""
        self.scans[id].forward(t, t + 1)
        if self._reads_membrane(id):
            if not self.membranes.size:
                shape = self.steps, self.batch, self.circuit.output.size
                self.membranes = self.device.zeros(shape, self.weights.precision)
            self.membranes[t] = self.membrane(id)

    def _step_back(self, id: str, t: int, slope: Array) -> None:
        """The same backward, with the ``slope`` (steps, batch, n) by the membrane of a read-out that never fires."""
        scan = self.scans[id]
        if self._reads_membrane(id):
            scan.add_slope(scan.population.model.membrane, slope[t].reshape(-1))
        scan.backward(t, t + 1)

    def _begin(self, stage: Stage) -> None:
        """Start states, currents, and everything that arrives from earlier stages, for all steps at once."""
        for population in stage.populations:
            scan, id = self.scans[population.id], population.id
            scan.begin({name: self.weights.values[id, name] for name in scan.trained})
            current = np.broadcast_to(self.weights.values[id, "bias"], (self.batch, population.size))
            untouched = set(scan.arrived)
            for p in self.circuit.into(id):
                if p in stage.inner:
                    continue
                weight = self.weights.values[p.id, "weight"]
                if p.id in self._label:
                    label = self._label[p.id]
                    self._product(p, scan.arrived[label], weight, label in untouched)
                    untouched.discard(label)
                else:
                    current = current + self.weights.wiring[p.id].onward(self._shown[p.source][0], weight)
            for label in untouched:
                scan.arrived[label][:] = 0
            scan.injected[0] = current.reshape(-1)

    def _product(self, p: Projection, arrived: Array, weight: Array, first: bool) -> None:
        """A projection's spikes of all steps, each after its delay, as the ``first`` or on top of others."""
        wiring = self.weights.wiring[p.id]
        post, pre = wiring.shape
        for late in self._late[p.id]:
            delay = min(late.steps, self.steps)
            sent = self._sent(p.source, slice(self.steps - delay)).reshape(-1, pre)
            there = arrived[delay:].reshape(-1, post)
            if first:
                arrived[:delay] = 0
                wiring.onward(sent, late.of(weight), out=there)
                first = False
            else:
                there += wiring.onward(sent, late.of(weight))

    def _feed(self, stage: Stage, id: str, t: int) -> None:
        """Add what arrives at step ``t`` from within a recurrent stage."""
        scan = self.scans[id]
        for p, late in self._inner(stage):
            sent = t - late.steps
            if p.target == id and sent >= 0:
                arrived = scan.arrived[self._label[p.id]][t].reshape(self.batch, -1)
                weight = late.of(self.weights.values[p.id, "weight"])
                arrived += self.weights.wiring[p.id].onward(self._sent(p.source, sent), weight)

    def _inner(self, stage: Stage) -> Iterator[tuple[Projection, Late]]:
        return ((p, late) for p in stage.inner for late in self._late[p.id])

    # backward ------------------------------------------------------------------------------------------

    def backward(self, slope: Array, others: Mapping[str, Array] | None = None) -> dict[Key, Array]:
        """Gradients from ``slope``, the derivative of a loss by the read-out's spikes (steps, batch, n).

        Of a read-out that never fires it is that by its membrane after every step.
        ``others`` are derivatives by the spikes of other populations, by id, of a shape that spreads over theirs.
        """
        for scan in self.scans.values():
            scan.begin_backward()
        output, slope = self.circuit.output, self.device.asarray(slope)
        by_spikes = {**(others or {}), output.id: slope if output.model.fires() else np.zeros(1)}
        for id, by in by_spikes.items():
            self.scans[id].bar_spikes.reshape(self.steps, self.batch, -1)[:] = self.device.asarray(by)
        self._blank = {id for id in self.scans if id not in by_spikes}
        gradients: dict[Key, Array] = {}
        for stage in reversed(self.circuit.stages):
            for population in stage.populations:
                if population.id in self._blank:
                    self.scans[population.id].bar_spikes[:] = 0
            if stage.is_recurrent:
                for t in range(self.steps - 1, -1, -1):
                    for population in reversed(stage.populations):
                        self._feed_back(stage, population.id, t)
                        self._step_back(population.id, t, slope)
            elif self._reads_membrane(stage.populations[0].id):
                for t in range(self.steps - 1, -1, -1):
                    self._step_back(stage.populations[0].id, t, slope)
            else:
                self.scans[stage.populations[0].id].backward(0, self.steps)
            for population in stage.populations:
                self._gather(stage, population.id, gradients)
        return gradients

    def _feed_back(self, stage: Stage, id: str, t: int) -> None:
        """What the spikes of step ``t`` did later within a recurrent stage."""
        bars = self.scans[id].bar_spikes[t].reshape(self.batch, -1)
        for p, late in self._inner(stage):
            arrives = t + late.steps
            if p.source == id and arrives < self.steps:
                there = self.scans[p.target].bar_arrived[self._label[p.id]][arrives]
                weight = late.of(self.weights.values[p.id, "weight"])
                bars += self._by_spikes(id, self.weights.wiring[p.id].back(there.reshape(self.batch, -1), weight))

    def _gather(self, stage: Stage, id: str, gradients: dict[Key, Array]) -> None:
        """Gradients of a population's own values, and what its input spikes did to it."""
        scan = self.scans[id]
        injected = scan.bar_injected.reshape(self.batch, -1)
        gradients[id, "bias"] = injected.sum(axis=0)
        own = scan.parameter_gradients()
        for name, by in own.items():
            single = self.weights.values[id, name].ndim == 0
            gradients[id, name] = self.device.asarray((by.sum() if single else by).astype(self.weights.precision))
        for p in self.circuit.into(id):
            weight, wiring = self.weights.values[p.id, "weight"], self.weights.wiring[p.id]
            if p.id not in self._label:
                gradients[p.id, "weight"] = wiring.gradient(injected, self._shown[p.source][0])
                continue
            bars = scan.bar_arrived[self._label[p.id]]
            by_weight = [self._by_weight(p, late, bars) for late in self._late[p.id] if late.steps < self.steps]
            gradients[p.id, "weight"] = sum(by_weight[1:], by_weight[0]) if by_weight else np.zeros_like(weight)
            if p in self.weights.delayed:
                gradients[p.id, DELAY] = self._by_delay(p, bars)
            if p.source in self.scans and p not in stage.inner:
                for late in self._late[p.id]:
                    self._add_back(p, late, bars)

    def _by_weight(self, p: Projection, late: Late, bars: Array) -> Array:
        """The derivative by a link's weights, of those that are as ``late``."""
        wiring = self.weights.wiring[p.id]
        post, pre = wiring.shape
        sent = self._sent(p.source, slice(self.steps - late.steps)).reshape(-1, pre)
        return late.of(wiring.gradient(bars[late.steps :].reshape(-1, post), sent))

    def _by_delay(self, p: Projection, bars: Array) -> Array:
        """The derivative by a link's delays in ms."""
        wiring, value = self.weights.wiring[p.id], self.weights.values[p.id, DELAY]
        sent, shape = self._sent(p.source, slice(self.steps)), (self.steps, self.batch, wiring.shape[0])
        weight = self.weights.values[p.id, "weight"]
        found = delays.gradient(self._late[p.id], wiring, weight, sent, bars.reshape(shape), value.ndim == 0)
        return (found / self.circuit.description.resolution).astype(self.weights.precision)

    def _add_back(self, p: Projection, late: Late, bars: Array) -> None:
        """What the spikes of a projection's source did by it, as the first that is known of them or on top."""
        wiring, first = self.weights.wiring[p.id], min(late.steps, self.steps)
        (post, pre), last, weight = wiring.shape, self.steps - first, late.of(self.weights.values[p.id, "weight"])
        whole, bars = self.scans[p.source].bar_spikes, bars[first:].reshape(-1, post)
        there = whole[:last].reshape(-1, pre)
        if p.source in self._blank:
            self._blank.discard(p.source)
            wiring.back(bars, weight, out=there)
            whole[last:] = 0
            if p.source in self._kept:
                by_sent = there.reshape(last, self.batch, pre)
                by_sent *= self._kept[p.source]
        else:
            by_sent = wiring.back(bars, weight).reshape(last, self.batch, pre)
            there += self._by_spikes(p.source, by_sent).reshape(there.shape)
