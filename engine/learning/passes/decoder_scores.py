"""The scores that a circuit's decoder gives, of the spikes and the last membranes of a whole batch."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.circuit.circuit import Circuit
from engine.model.declaration import Payload
from engine.simulation.operations.decoding import decoder_values


def decoder_scores(circuit: Circuit, spikes: NDArray[Any], sent: NDArray[Any]) -> NDArray[np.float64]:
    """The decoder's scores (batch, neurons) of what the read-out sends (steps, batch, neurons).

    ``sent`` (batch, neurons) is what it sends at the end, on the host: the membrane, for a decoder that reads that.
    """
    h, decoder = circuit.description.resolution, circuit.decoder
    values = decoder_values(decoder, h)
    memory = decoder.model.memory(spikes.shape[1:], values)
    times = np.asarray(h * np.arange(1, len(spikes) + 1), np.float64)
    if decoder.model.hears is Payload.SPIKES:
        decoder.model.hear_all(memory, spikes > 0, times, values)
    if decoder.model.reads_values(values):
        memory["y"][...] = sent
    return decoder.model.scores(memory, circuit.steps * h, circuit.steps * h, values)
