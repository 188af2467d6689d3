"""A circuit through time step by step, with room for no more steps than the longest delay."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.circuit.circuit import Circuit, has_moving_current
from engine.circuit.receptors import labels, receptors
from engine.circuit.weights import Weights
from engine.learning.passes.encoding import LANES, Encoding
from engine.learning.passes.scan import Scan
from engine.network.description import Projection
from engine.network.values import number_of
from engine.sampling.resolving import steps_of

Array = NDArray[Any]
ROOM = 3 * LANES  # steps that encoders make at a time
FLOATS_PER_NEURON = 24  # arrays (batch, neurons) that a scan of one step keeps, and its derivatives
FLOATS_PER_TRAIN = 6  # arrays (steps, batch, trains) that encoding makes on its way, in single precision


class Walk:
    """``batch`` presentations side by side: the same spikes, step for step, as the tape's.

    ``scans`` have room for one step, so their tape is always that of the step just made. ``width`` is in 1 / the
    ``gaps`` of populations, as of a tape; whoever asks for slopes of spikes shortens them by ``dampening``.
    """

    def __init__(
        self, circuit: Circuit, weights: Weights, batch: int, seed: int,
        surrogate: str = "arctangent", width: float = 2.0, gaps: Mapping[str, float] | None = None,
        dampening: float = 1.0,
    ) -> None:  # fmt: skip
        self.circuit, self.weights, self.batch, self.dampening = circuit, weights, batch, dampening
        sharp = {p.id: width / (gaps or {}).get(p.id, 1.0) for p in circuit.populations}
        self.label = labels(circuit)
        resolution, dtype = circuit.description.resolution, weights.precision
        self.delay = delays_of(circuit)
        self._encodings = {
            e.id: Encoding(circuit.description, e, circuit.channels, circuit.steps, seed) for e in circuit.encoders
        }
        self.scans = {
            p.id: Scan(
                p, receptors(circuit, p.id), resolution=resolution, seed=seed, batch=batch, steps=1,
                precision=dtype, surrogate=surrogate, width=sharp[p.id], trained=(), device=circuit.device,
            )
            for p in circuit.populations
        }  # fmt: skip
        self._rings = {
            id: circuit.device.zeros((kept, batch, circuit.size(id)), dtype) for id, kept in kept_steps(circuit).items()
        }
        self._steady: dict[str, Array] = {}  # of each population: the current that stands still
        self._moves = {p.id: has_moving_current(circuit, p.id) for p in circuit.populations}
        self._now = 0

    @staticmethod
    def memory(circuit: Circuit) -> int:
        """Numbers that one presentation needs, rounded up."""
        rings = sum(kept * circuit.size(id) for id, kept in kept_steps(circuit).items())
        channels = sum(circuit.size(e.id) for e in circuit.encoders)
        scans = sum(p.size * FLOATS_PER_NEURON * (1 + len(circuit.into(p.id))) for p in circuit.populations)
        return rings + scans + FLOATS_PER_TRAIN * min(ROOM, circuit.steps) * channels

    def steps(self, values: Array, presentations: NDArray[np.int64]) -> Iterator[int]:
        """Go through the presentation of samples ``values`` (batch, channels); yields after each step its number."""
        pieces = {
            id: encoding.pieces(values, presentations, self.weights.precision, ROOM)
            for id, encoding in self._encodings.items()
        }
        shown: dict[str, Array] = {}
        for ring in self._rings.values():
            ring[:] = 0
        for step in range(self.circuit.steps):
            if step % ROOM == 0:
                shown = {id: self.circuit.device.asarray(next(piece)) for id, piece in pieces.items()}
            self._now = step
            for id, piece in shown.items():
                self._slot(id, step)[:] = piece[min(step % ROOM, len(piece) - 1)]
            if step == 0:
                self._begin()
            for population in self.circuit.populations:
                self._feed(population.id)
                scan = self.scans[population.id]
                scan.forward(0, 1)
                self._slot(population.id, step)[:] = scan.spikes[0].reshape(self.batch, -1)
            yield step

    def spikes(self, id: str) -> Array:
        """The spikes or values that a population or an encoder sends in this step: (batch, neurons)."""
        return self._slot(id, self._now)

    def arriving(self, projection: Projection) -> Array:
        """The values that reach the synapses of a projection in this step: (batch, pre)."""
        sent = self._now - self.delay[projection.id]
        if sent < 0:
            return np.zeros_like(self._rings[projection.source][0])
        return self._slot(projection.source, sent)

    def _slot(self, id: str, step: int) -> Array:
        ring = self._rings[id]
        slot: Array = ring[step % len(ring)]
        return slot

    def _begin(self) -> None:
        for population in self.circuit.populations:
            id, scan = population.id, self.scans[population.id]
            scan.begin({})
            current = np.broadcast_to(self.weights.bias(population), (self.batch, population.size))
            for p in self.circuit.into(id):
                if p.source in self.circuit.constant_currents:
                    weight = self.weights.values[p.id, "weight"]
                    current = current + self.weights.wiring[p.id].onward(self._slot(p.source, 0), weight)
            self._steady[id] = scan.injected[0] = current.reshape(-1)

    def _feed(self, id: str) -> None:
        scan = self.scans[id]
        for arrived in scan.arrived.values():
            arrived[:] = 0
        if self._moves[id]:
            scan.injected[0] = self._steady[id]
        for p in self.circuit.into(id):
            if self._now < self.delay[p.id]:
                continue
            weight = self.weights.values[p.id, "weight"]
            if p.id in self.label:
                there = scan.arrived[self.label[p.id]][0]
                there += self.weights.wiring[p.id].onward(self.arriving(p), weight).reshape(-1)
            elif p.source not in self.circuit.constant_currents:
                scan.injected[0] += self.weights.wiring[p.id].onward(self.arriving(p), weight).reshape(-1)


def delays_of(circuit: Circuit) -> dict[str, int]:
    """Steps of the delay of each link, at most those of a presentation."""
    h = circuit.description.resolution
    return {p.id: min(int(steps_of(number_of(p.delay), h)), circuit.steps) for p in circuit.projections}


def kept_steps(circuit: Circuit) -> dict[str, int]:
    """The number of steps of which the spikes of each encoder and population are kept."""
    ids, delays = (*(e.id for e in circuit.encoders), *(p.id for p in circuit.populations)), delays_of(circuit)
    kept = dict.fromkeys(ids, 1)
    for p in circuit.projections:
        kept[p.source] = max(kept[p.source], delays[p.id] + 1)
    return kept
