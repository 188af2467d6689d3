"""Learning signals: how errors at the read-out reach the neurons before it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.circuit.circuit import Circuit
from engine.circuit.device import Device
from engine.circuit.weights import Key, Weights
from engine.learning.components.drive import Drive
from engine.learning.components.losses import softmax_cross_entropy
from engine.learning.passes.walk import Walk
from engine.network.description import Projection

Array = NDArray[Any]
SYMMETRIC, RANDOM, ADAPTIVE = "symmetric", "random", "adaptive"
FEEDBACKS = (SYMMETRIC, RANDOM, ADAPTIVE)
FOR_FEEDBACK = 1  # beside the seed: these numbers are not those of the weights


def onward(circuit: Circuit) -> tuple[Projection, ...]:
    """Projections toward the read-out, last ones first: onto later stages, and within a stage by the shortest way."""
    stage = {p.id: n for n, s in enumerate(circuit.stages) for p in s.populations}
    away = {circuit.output.id: 0}
    frontier = [circuit.output.id]
    while frontier:
        target = frontier.pop(0)
        for p in circuit.into(target):
            if p.source in stage and p.source not in away:
                away[p.source] = away[target] + 1
                frontier.append(p.source)
    used = [
        p
        for p in circuit.projections
        if p.source in stage
        and (
            stage[p.source] < stage[p.target]
            or (stage[p.source] == stage[p.target] and away[p.source] > away[p.target])
        )
    ]
    return tuple(sorted(used, key=lambda p: (-stage[p.source], away[p.source])))


def height(walk: Walk, id: str, drive: Drive) -> Array:
    """The slope of what each neuron sends by its potential, in ways from rest to threshold: (batch, neurons).

    A neuron that never fires sends its potential.
    """
    if not walk.circuit.by_id[id].model.fires():
        return np.ones_like(walk.spikes(id)) * drive.gap(id)
    return walk.scans[id].height().reshape(walk.batch, -1) * (walk.dampening * drive.gap(id))


def back(weights: Weights, p: Projection, by: Array, weight: Array, drive: Drive) -> Array:
    """Carry ``by`` (rows, post) back to the spikes of a link's source (rows, pre), ``weight`` counted in its unit."""
    return weights.wiring[p.id].back(by / drive.unit((p.id, "weight")), weight)


def random_matrices(circuit: Circuit, seed: int, precision: str) -> dict[str, Array]:
    """A matrix (read-out, neurons) of each population before the read-out: normal, of variance 1 / neurons."""
    random, output = np.random.default_rng([seed, FOR_FEEDBACK]), circuit.output
    return {
        p.id: circuit.device.asarray(
            (random.standard_normal((output.size, p.size)) / np.sqrt(p.size)).astype(precision)
        )
        for p in circuit.populations
        if p.id != output.id
    }


class Signals:
    """Signals that tell each population how its spikes should have been, by ``matrices`` where they need some."""

    silent = True  # whether traces go on through resets
    matrices: dict[str, Array]
    _device: Device

    def keep(self, population: str) -> float:
        """The share of a filtered eligibility that is left after a step; 0 for none."""
        return 0.0

    def begin(self, weights: Weights, labels: NDArray[np.int64]) -> None:
        """A new batch, with the ``labels`` (batch,) of its samples."""

    def now(self, walk: Walk, slope: Array) -> dict[str, Array]:
        """The learning signal (batch, neurons) of each population, from ``slope`` (batch, neurons) at the read-out."""
        raise TypeError(f"{type(self).__name__} sends nothing")

    def follow(self, before: Mapping[Key, Array], weights: Weights) -> None:
        """Weights were changed from what they were ``before``."""

    def state(self) -> dict[str, Array]:
        """The arrays that a checkpoint must keep, by name."""
        return dict(self.matrices)

    def restore(self, state: Mapping[str, Array]) -> None:
        """Go on from there."""
        for id, matrix in state.items():
            self.matrices[id][...] = self._device.asarray(matrix)


class Broadcast(Signals):
    """Errors go to every population by matrices (read-out, neurons): of its own ways onward, random, or adaptive.

    Adaptive matrices begin at random and change as the weights onto the read-out do, both with ``decay``. All weights
    count as ``drive`` says, as random ones do.
    """

    def __init__(
        self, circuit: Circuit, seed: int, precision: str, drive: Drive, *, keep: float, silent: bool, kind: str,
        decay: float,
    ) -> None:  # fmt: skip
        self.silent, self._drive = silent, drive
        self._keep, self._circuit, self._kind, self._decay = keep, circuit, kind, decay
        self._device = circuit.device
        self._onward = onward(circuit)
        self.matrices = random_matrices(circuit, seed, precision)

    def keep(self, population: str) -> float:
        """The error at the read-out is known in its own step; before it the read-out's membrane still remembers."""
        return 0.0 if population == self._circuit.output.id else self._keep

    def begin(self, weights: Weights, labels: NDArray[np.int64]) -> None:
        if self._kind != SYMMETRIC:
            return
        output = self._circuit.output
        found = {output.id: weights.device.asarray(np.eye(output.size, dtype=weights.precision))}
        for p in self._onward:
            if p.target in found and p.source != output.id:
                by = back(weights, p, found[p.target], weights.values[p.id, "weight"], self._drive)
                found[p.source] = found.get(p.source, 0) + by
        self.matrices = {id: found[id] for id in self.matrices}

    def now(self, walk: Walk, slope: Array) -> dict[str, Array]:
        error = slope * height(walk, self._circuit.output.id, self._drive)
        signals = {id: error @ matrix for id, matrix in self.matrices.items()}
        return {**signals, self._circuit.output.id: slope}

    def follow(self, before: Mapping[Key, Array], weights: Weights) -> None:
        if self._kind != ADAPTIVE:
            return
        output = self._circuit.output
        every = weights.device.asarray(np.eye(output.size, dtype=weights.precision))
        for p in self._onward:
            if p.target == output.id and p.source in self.matrices:
                weight, matrix = weights.values[p.id, "weight"], self.matrices[p.source]
                matrix += back(weights, p, every, weight - before[p.id, "weight"], self._drive)
                matrix *= 1 - self._decay
                weight *= 1 - self._decay

    def state(self) -> dict[str, Array]:
        return dict(self.matrices) if self._kind != SYMMETRIC else {}


class Spatial(Signals):
    """Errors go back through the layers within a step, over every way onward and every neuron's slope on it."""

    def __init__(self, circuit: Circuit, drive: Drive) -> None:
        self._circuit, self._onward, self._drive, self.matrices = circuit, onward(circuit), drive, {}

    def now(self, walk: Walk, slope: Array) -> dict[str, Array]:
        signals = {p.id: np.zeros_like(walk.spikes(p.id)) for p in self._circuit.populations}
        signals[self._circuit.output.id] = slope
        for p in self._onward:
            there = signals[p.target] * height(walk, p.target, self._drive)
            signals[p.source] += back(walk.weights, p, there, walk.weights.values[p.id, "weight"], self._drive)
        return signals


class OwnReadOuts(Signals):
    """Every population before the read-out is judged by a fixed random read-out of its own counts so far."""

    def __init__(self, circuit: Circuit, seed: int, precision: str, smoothing: float) -> None:
        self._output, self._smoothing, self._device = circuit.output.id, smoothing, circuit.device
        self.matrices = random_matrices(circuit, seed, precision)
        self._counts: dict[str, Array] = {}
        self._labels = np.zeros(0, np.int64)

    def begin(self, weights: Weights, labels: NDArray[np.int64]) -> None:
        self._counts, self._labels = {}, labels

    def now(self, walk: Walk, slope: Array) -> dict[str, Array]:
        signals, device = {self._output: slope}, walk.circuit.device
        for id, matrix in self.matrices.items():
            counts = self._counts[id] = self._counts.get(id, 0) + walk.spikes(id)
            _, error = softmax_cross_entropy(device.host(counts @ matrix.T), self._labels, self._smoothing)
            signals[id] = device.asarray(error) @ matrix
        return signals
