"""The inputs that are on at a time, of the neuron that has most of them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine.circuit.circuit import Circuit
from engine.circuit.weights import Weights
from engine.learning.passes.encoding import LANES, Encoding
from engine.model.declaration import Payload
from engine.network.description import Encoder
from engine.simulation.arrays.presentation import training_parts

SOME = 64  # samples that are looked at
AT_ONCE = 1 << 17  # numbers of one look, about: less than a training of small batches takes anyway
SEED = 0  # of chance in encoders, so that every training of a network finds the same
BETWEEN = 0.2  # as much of an input as one from a neuron counts (decision 0242)


def active_inputs(weights: Weights) -> float:
    """The number of inputs that are on in a step of a discrete neuron, in a ms of others, of the neuron with most.

    What encoders send is the mean over some samples for training: spikes, or a current in its unit; none that a person
    keeps for validation or the test is looked at. What neurons will fire is not known before training: each counts as
    a fifth of an input.
    """
    circuit = weights.circuit
    sent = {e.id: _sent(circuit, e) for e in circuit.encoders}
    spiking = {e.id for e in circuit.encoders if e.model.payload() is not Payload.CURRENT}
    most = 0.0
    for population in circuit.populations:
        step = 1.0 if population.model.is_discrete() else circuit.description.resolution
        active = np.zeros(population.size)
        for p in circuit.into(population.id):
            share = sent.get(p.source, BETWEEN) / (step if p.source in spiking else 1.0)
            active += share * weights.wiring[p.id].fan_in()
        most = max(most, float(active.max(initial=0.0)))
    return most


def _sent(circuit: Circuit, encoder: Encoder) -> float:
    """The mean size of what a train of an encoder sends in a step."""
    encoding = Encoding(circuit.description, encoder, circuit.channels, circuit.steps, SEED)
    room = LANES * max(1, AT_ONCE // (LANES * encoding.trains))
    rows = max(1, AT_ONCE // (encoding.trains * encoding.steps))
    some = _some_for_training(circuit)
    total, count = 0.0, 0
    for first in range(0, len(some), rows):
        part = some[first : first + rows]
        for piece in encoding.pieces(circuit.samples.values[part], part, "float32", room):
            total += float(np.abs(piece).sum(dtype=np.float64))
            count += piece.size
    return total / max(count, 1)


def _some_for_training(circuit: Circuit) -> NDArray[np.int64]:
    """Samples spread over those that may be learnt, as indices (samples,)."""
    dataset, samples = circuit.dataset, circuit.samples
    train = np.asarray(dataset.model.split(samples, dataset.parameters)[0], np.int64)
    learnt, _ = training_parts(dataset.id, train, samples.labels, SEED, 0.0, samples.given)
    return learnt[np.unique(np.linspace(0, len(learnt) - 1, SOME).astype(np.int64))]
