"""The size of what an encoder sends, found by encoding some samples."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.circuit.circuit import Circuit
from engine.learning.passes.encoding import LANES, Encoding
from engine.network.description import Encoder
from engine.simulation.arrays.presentation import training_parts

SOME = 64  # samples that are looked at
AT_ONCE = 1 << 17  # numbers of one look, about: less than a training of small batches takes anyway
SEED = 0  # of chance in encoders, so that every training of a network finds the same


@dataclass(frozen=True)
class Sent:
    """Size of what a train sends in a step, spikes of 1 or a current without its sign: the ``mean``, the ``largest``.

    The largest is 1 where nothing is sent.
    """

    mean: float
    largest: float


def sent_by(circuit: Circuit, encoder: Encoder) -> Sent:
    """Over some samples for training; none that a person keeps for validation or the test is looked at."""
    encoding = Encoding(circuit.description, encoder, circuit.channels, circuit.steps, SEED)
    room = LANES * max(1, AT_ONCE // (LANES * encoding.trains))
    rows = max(1, AT_ONCE // (encoding.trains * encoding.steps))
    some = _some_for_training(circuit)
    total, count, largest = 0.0, 0, 0.0
    for first in range(0, len(some), rows):
        part = some[first : first + rows]
        for piece in encoding.pieces(circuit.samples.values[part], part, "float32", room):
            size = np.abs(piece)
            total += float(size.sum(dtype=np.float64))
            count += piece.size
            largest = max(largest, float(size.max(initial=0.0)))
    return Sent(total / max(count, 1), largest or 1.0)


def _some_for_training(circuit: Circuit) -> NDArray[np.int64]:
    """Samples spread over those that may be learnt, as indices (samples,)."""
    dataset, samples = circuit.dataset, circuit.samples
    train = np.asarray(dataset.model.split(samples, dataset.parameters)[0], np.int64)
    learnt, _ = training_parts(dataset.id, train, samples.labels, SEED, 0.0, samples.given)
    return learnt[np.unique(np.linspace(0, len(learnt) - 1, SOME).astype(np.int64))]
