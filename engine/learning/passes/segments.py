"""A presentation in segments: the tape holds one of them, and every other is computed anew when gradients need it.

Forward, what the next segment depends on is kept at each border; backward, each segment is run again from there, from
the last to the first. With segments of the square root of all steps, memory grows with that root, and a batch costs one
more pass forward: Chen, Xu, Zhang & Guestrin (2016), Training deep nets with sublinear memory cost, arXiv 1604.06174.

Where memory is enough, the steps of all segments are kept in place of being computed anew. Either way the same arrays
meet in the same operations in the same order, so gradients are equal to the last digit: memory decides how long a
training takes, never what it finds.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.circuit.circuit import Circuit
from engine.circuit.weights import Key, Weights
from engine.learning.passes.encoding import LANES
from engine.learning.passes.tape import Rooms, Tape
from engine.model.declaration import Payload
from engine.simulation.operations.source_reading import in_time

Array = NDArray[Any]
Slopes = Mapping[str, Array]
"""Derivatives of a loss by what other populations than the read-out send, of a shape that spreads over it."""


def tape_of(
    circuit: Circuit, weights: Weights, batch: int, seed: int, length: int, rooms: Rooms | None = None,
    surrogate: str = "arctangent", width: float = 2.0, keeps: bool = False, gaps: Mapping[str, float] | None = None,
) -> Tape | Segments:  # fmt: skip
    """The tape where ``length`` is of all steps, else segments of so many, which it ``keeps`` or computes anew."""
    if length >= circuit.steps:
        return Tape(circuit, weights, batch, seed, surrogate, width, rooms=rooms, gaps=gaps)
    return Segments(Tape(circuit, weights, batch, seed, surrogate, width, length, rooms, keeps, gaps))


class Segments:
    """The results of a :class:`~engine.learning.passes.tape.Tape` of all steps, from one that holds some at a time.

    The same spikes, and gradients with their sums over steps in another order. Of products so large that silent
    sources are left out (:class:`~engine.circuit.wired.Wired`), sums may differ in their last bit, as others are
    silent in other steps.
    """

    def __init__(self, tape: Tape) -> None:
        circuit, batch, weights = tape.circuit, tape.batch, tape.weights
        self.circuit, self.batch, self.threshold, self.device = circuit, batch, tape.threshold, circuit.device
        self.steps, self.length, self.keeps = circuit.steps, tape.steps, tape.keeps
        self._tape, self.encodings = tape, tape.encodings
        self.scans, self.drop, self.sharpen = self._tape.scans, self._tape.drop, self._tape.sharpen
        self.normalised = self._tape.normalised
        self._sent: dict[str, Array] = {}  # by encoder: spikes (steps, batch, bytes), currents (rows, batch, channels)
        self._currents = {e.id for e in circuit.encoders if e.model.payload() is Payload.CURRENT}
        self._counts: dict[str, Array] = {}
        self._total = 0.0
        self._membranes: dict[str, Array] = {}
        self._borders: list[dict[str, dict[str, Array]]] = []
        self.fired = np.zeros((self.steps, batch, circuit.output.size), weights.precision)

    @property
    def parts(self) -> list[tuple[int, int]]:
        """The first step of each segment, and the one after its last."""
        return [(first, min(first + self.length, self.steps)) for first in range(0, self.steps, self.length)]

    def forward(self, values: Array, presentations: NDArray[np.int64]) -> Array:
        """Spikes (steps, batch, neurons) of the read-out; what :meth:`backward` needs is kept at every border."""
        return self._gone_through(values, presentations, goes_back=True)

    def answer(self, values: Array, presentations: NDArray[np.int64]) -> Array:
        """The same where no gradients will be asked for."""
        return self._gone_through(values, presentations, goes_back=False)

    def _gone_through(self, values: Array, presentations: NDArray[np.int64], goes_back: bool) -> Array:
        self._borders = []
        self._begin(values, presentations)
        for first, last in self.parts:
            if last < self.steps and not self.keeps and goes_back:
                self._borders.append(self._tape.standing())
            self._advance(first, last)
            if last < self.steps and not self.keeps:
                self._tape.move_on()
        if not goes_back:
            self._sent.clear()
        return self.fired

    def backward(self, slope: Array, others: Slopes | None = None) -> dict[Key, Array]:
        """Gradients, as :meth:`~engine.learning.passes.tape.Tape.backward` gives; ``others`` are the same in all steps.

        Once for each :meth:`forward`: what that has kept is let go on the way, as batches of other sizes come between.
        """
        gradients: dict[Key, Array] = {}
        self._tape.begin_backward()
        for number in range(len(self.parts) - 1, -1, -1):
            first, last = self.parts[number]
            if self.keeps:
                self._tape.look_at(first, last)
                self._tape.shown(self._encoded(first, last), last - first)
            elif last < self.steps:
                self._tape.move_back(last - first)
                self._tape.set_state(self._borders.pop())
                self._tape.advance(self._encoded(first, last), last - first)
            self._tape.retreat(slope[first:last], others, gradients)
        self._sent.clear()
        return self._tape.gathered(gradients)

    def truncated(
        self, values: Array, presentations: NDArray[np.int64],
        slopes: Callable[[Array], tuple[Array, Slopes | None]],
    ) -> dict[Key, Array]:  # fmt: skip
        """Gradients that go back no further than to the start of their segment; nothing is computed anew.

        At the end of each segment ``slopes(spikes)`` gives the derivatives of a loss by the read-out's spikes so far
        (steps, batch, n), of one that never fires by its membrane, and by the spikes of others. What a spike does
        behind its segment is left out.

        Source: Williams & Peng (1990), An efficient gradient-based algorithm for on-line training of recurrent network
        trajectories, 10.1162/neco.1990.2.4.490.
        """
        gradients: dict[Key, Array] = {}
        self.begin_truncated(values, presentations)
        for first, last in self.parts:
            slope, others = slopes(self.advance(first, last))
            self.retreat(first, last, slope[first:last], others, gradients)
        return self.gathered(gradients)

    def begin_truncated(self, values: Array, presentations: NDArray[np.int64]) -> None:
        """Show samples of which each segment is gone back through after it was gone through."""
        self._begin(values, presentations)
        self._tape.begin_backward()

    def advance(self, first: int, last: int) -> Array:
        """Go through a segment: what the read-out has sent so far (steps, batch, neurons)."""
        self._advance(first, last)
        return self.fired[:last]

    def retreat(
        self, first: int, last: int, slope: Array, others: Slopes | None, gradients: dict[Key, Array]
    ) -> None:  # fmt: skip
        """Go back through it from ``slope`` (last - first, batch, neurons), add to ``gradients``, and move on."""
        self._tape.forget_later()
        self._tape.retreat(slope, others, gradients)
        self._tape.move_on()
        if last == self.steps:
            self._sent.clear()

    def gathered(self, gradients: dict[Key, Array]) -> dict[Key, Array]:
        """With those of biases and of neuron parameters; see :meth:`Tape.gathered`."""
        return self._tape.gathered(gradients)

    def counts(self, id: str) -> Array:
        """The number of spikes of each neuron in the last presentation: (batch, neurons)."""
        if id not in self._counts:  # all steps are kept, and few ask
            self._tape.look_at(0, self.steps)
            self._counts[id] = self._tape.counts(id, self.steps)
        return self._counts[id]

    def fired_in_all(self) -> float:
        """The number of spikes of all populations."""
        return self._total

    def membrane(self, id: str) -> Array:
        """The membrane (batch, neurons) of a population after the last step, reset where it fired."""
        return self._membranes[id]

    def _begin(self, values: Array, presentations: NDArray[np.int64]) -> None:
        """Be at the start of a presentation."""
        self._encode(values, presentations)
        self._tape.begin(self._encoded(0, 0))
        self._total = 0.0
        summed = () if self.keeps else self.circuit.populations
        self._counts = {p.id: np.zeros((self.batch, p.size)) for p in summed}
        for id, sent in self._sent.items():
            size = self.circuit.size(id)
            self._counts[id] = np.zeros((len(sent[0]), size))

    def _advance(self, first: int, last: int) -> None:
        if self.keeps:
            self._tape.look_at(first, last)
        self._tape.advance(self._encoded(first, last), last - first)
        self.fired[first:last] = self.device.host(self._tape.spikes(self.circuit.output.id))
        if last == self.steps:
            self._membranes = {p.id: self._tape.membrane(p.id).copy() for p in self.circuit.populations}
        self._total += self._tape.fired_in_all()
        for id, count in self._counts.items():
            if id not in self._currents:
                count += self._tape.counts(id)

    def _encode(self, values: Array, presentations: NDArray[np.int64]) -> None:
        """Keep what encoders send: a bit a spike, or where all is kept the numbers that are read; rows of currents."""
        room = -(-self.length // LANES) * LANES
        for id, encoding in self._tape.encodings.items():
            if id in self._currents:
                self._sent[id] = encoding.current(values, presentations, self._tape.weights.precision)
                continue
            if self.keeps:
                known = np.zeros((self._tape.past[id] + self.steps, len(values), encoding.trains), self.fired.dtype)
                first = self._tape.past[id]
                for piece in encoding.pieces(values, presentations, known.dtype.type, room):
                    known[first : first + len(piece)] = piece
                    first += len(piece)
                self._sent[id] = known
                continue
            pieces = encoding.pieces(values, presentations, np.uint8, room)
            self._sent[id] = np.concatenate([np.packbits(piece, axis=-1) for piece in pieces])

    def _encoded(self, first: int, last: int) -> dict[str, Array]:
        """The values that encoders send in these steps and in the past that delays reach."""
        return {
            id: self._held(id, first, last) if id in self._currents else self._unpacked(id, first, last)
            for id in self._sent
        }

    def _held(self, id: str, first: int, last: int) -> Array:
        """The current of these steps, or the one row that stands for all."""
        rows = self._sent[id]
        return rows if id in self.circuit.constant_currents else in_time(rows, self.steps, first, last)

    def _unpacked(self, id: str, first: int, last: int) -> Array:
        if self.keeps:
            return self._sent[id][first : last + self._tape.past[id]]
        since = first - self._tape.past[id]
        bits = np.unpackbits(self._sent[id][max(since, 0) : last], axis=-1, count=self.circuit.size(id))
        known = bits.astype(self._tape.weights.precision)
        if since >= 0:
            return known
        return np.concatenate([np.zeros((-since, *known.shape[1:]), known.dtype), known])
