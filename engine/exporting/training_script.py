"""Data and numbers that a script for a PyTorch library trains with, as arrays of its archive."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.circuit.circuit import Circuit
from engine.circuit.resolved import Resolved
from engine.circuit.weights import Weights, bounds_of
from engine.exporting.script import input_name
from engine.learning.components.drive import Drive
from engine.learning.components.gradient_refusals import BY_DECODER, loss_misfits, loss_of
from engine.learning.components.losses import FIRST_SPIKES, LAST_MEMBRANE, SPIKE_COUNTS, STEP_SCORE
from engine.learning.passes.encoding import Encoding
from engine.model.declaration import Payload

Array = NDArray[Any]
SCORES = {
    SPIKE_COUNTS: "found.sum(0)",
    FIRST_SPIKES: f"-{STEP_SCORE} * torch.cumprod(1 - found, 0).sum(0)",
    LAST_MEMBRANE: "found[-1]",
}
"""By loss: the scores (samples, classes) of what the read-out gives, ``found`` (steps, samples, neurons)."""
TOGETHER = 256  # samples that are encoded at once
MOST = 1 << 30  # bytes of encoded samples that an archive holds


def learns(circuit: Circuit) -> bool:
    """Tell whether a script can train the network: by a loss that compares classes, from samples that it can hold."""
    known = not any(problem.is_fatal for problem in loss_misfits(circuit, largest=True))
    return known and loss_of(circuit, {"loss": BY_DECODER}) in SCORES and _bytes(circuit) <= MOST


def _bytes(circuit: Circuit) -> int:
    """Bytes of all samples as encoders send them."""
    fires = {e.id: e.model.payload() is Payload.SPIKES for e in circuit.encoders}
    each = sum(circuit.size(id) * (circuit.steps // 8 if spikes else 8) for id, spikes in fires.items())
    return len(circuit.samples.values) * each


def training_arrays(network: Resolved, drive: Drive, seed: int) -> dict[str, Array]:
    """Arrays of the archive: samples, labels, fresh weights, and what keeps weights inside.

    ``train.<input>`` and ``test.<input>`` are spikes (samples, steps, bytes) of eight channels a byte, or currents
    (samples, 1, channels); ``train.labels``, ``test.labels``; ``fresh.<name>`` a first value of each array,
    ``unit.<name>`` the amount that counts as one of those that training moves, ``low.<name>`` and ``high.<name>``
    bounds, ``there.<name>`` where a weight has connections, ``places.<name>`` the number of neurons that share a bias.
    """
    circuit = network.circuit
    weights = Weights(circuit, seed, "float64", parameters=False)
    weights.draw_fresh(seed, drive.units)
    result: dict[str, Array] = {}
    for layer in network.layers:
        id, name = layer.population.id, f"{layer.name}.bias"
        result[f"fresh.{name}"] = np.array(weights.bias(layer.population))
        if weights.sharing[id] > 1:
            result[f"places.{name}"] = np.array(weights.sharing[id])
        if (id, "bias") not in weights.fixed:
            result[f"unit.{name}"] = np.array(drive.unit((id, "bias")))
    for link in network.links:
        id, name, wiring = link.projection.id, f"{link.name}.weight", weights.wiring[link.projection.id]
        low, high = bounds_of(link.projection)
        result[f"fresh.{name}"] = weights.values[id, "weight"]
        if (id, "weight") not in weights.fixed:
            result[f"unit.{name}"] = np.array(drive.unit((id, "weight")))
        result |= {f"low.{name}": np.array(low), f"high.{name}": np.array(high)}
        if wiring.mask is not None and not link.projection.wiring.shared:
            result[f"there.{name}"] = wiring.mask
    return result | _samples(network, seed)


def _samples(network: Resolved, seed: int) -> dict[str, Array]:
    """Every sample once, as a presentation of its own."""
    circuit = network.circuit
    parts = circuit.dataset.model.split(circuit.samples, circuit.dataset.parameters)
    result: dict[str, Array] = {}
    for part, some in zip(("train", "test"), (np.asarray(p, np.int64) for p in parts), strict=True):
        result[f"{part}.labels"] = np.asarray(circuit.samples.labels)[some]
        for encoder in circuit.encoders:
            encoding = Encoding(circuit.description, encoder, circuit.channels, circuit.steps, seed)
            sent = [
                _packed(encoding, circuit, some[first : first + TOGETHER]) for first in range(0, len(some), TOGETHER)
            ]
            result[f"{part}.{input_name(network, encoder.id)}"] = np.concatenate(sent)
    return result


def _packed(encoding: Encoding, circuit: Circuit, some: NDArray[np.int64]) -> Array:
    sent = encoding.encoded(circuit.samples.values[some], some, np.float64).transpose(1, 0, 2)
    return np.packbits(sent > 0, axis=2) if encoding.reading.output == "spike" else np.ascontiguousarray(sent)
