"""What ``.npz`` and safetensors hold alike: named arrays, and a description of the network as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.exporting.comparison import Trace, compare, trace_of
from engine.exporting.format import OnProgress, Provenance, Verification
from engine.exporting.resolved import Resolved, resolved
from engine.learning import circuit as circuits
from engine.learning.circuit import Circuit
from engine.learning.evaluation import with_arrays
from engine.learning.obstacles import obstacles
from engine.learning.tape import Tape
from engine.learning.weights import Weights
from engine.network.description import NetworkDescription
from engine.problems import Problem, Severity, declare

VERSION = 1
Array = NDArray[Any]

RULE_LEFT_OUT = declare(
    "tensors.plasticity",
    "The file keeps the weights of this link, not its rule {model}.",
    "Add the rule again where the file is read.",
)


def refusals(description: NetworkDescription) -> list[Problem]:
    """Named arrays carry any layered network; what they leave out is named."""
    return circuits.problems(description) or list(_refusals(circuits.circuit(description)))


def _refusals(circuit: Circuit) -> Iterator[Problem]:
    yield from obstacles(circuit)
    for projection in circuit.projections:
        if projection.plasticity is not None:
            values = {"model": projection.plasticity.title}
            yield Problem(projection.id, RULE_LEFT_OUT, values, Severity.WARNING)


def contents(description: NetworkDescription, provenance: Provenance, seed: int) -> tuple[dict[str, Array], str]:
    """Arrays by name: ``<link>.weight`` (post, pre), ``<layer>.bias``, ``<layer>.<parameter>``; and JSON."""
    network = resolved(circuits.circuit(description), seed)
    arrays: dict[str, Array] = {}
    for link in network.links:
        arrays[f"{link.name}.weight"] = link.weight
    for layer in network.layers:
        arrays[f"{layer.name}.bias"] = layer.bias
        for name, values in layer.parameters.items():
            arrays[f"{layer.name}.{name}"] = values
    return arrays, json.dumps(_about(network, provenance), ensure_ascii=False, sort_keys=True)


def _about(network: Resolved, provenance: Provenance) -> dict[str, Any]:
    circuit = network.circuit
    name_of = {layer.population.id: layer.name for layer in network.layers}
    name_of |= {e.id: "input" for e in circuit.encoders}
    return {
        "format": "spikeloom tensors",
        "version": VERSION,
        "dt_ms": circuit.description.resolution,
        "steps_per_sample": circuit.steps,
        "channels": circuit.channels,
        "encoder": [e.model.key for e in circuit.encoders],
        "decoder": circuit.decoder.model.key,
        "layers": [
            {
                "name": layer.name,
                "model": layer.population.model.key,
                "version": layer.population.model.version,
                "order": layer.population.model.order.value,
                "reset": layer.population.model.reset.value,
                "size": layer.population.size,
            }
            for layer in network.layers
        ],
        "links": [
            {
                "name": link.name,
                "source": name_of.get(link.projection.source, "input"),
                "target": name_of[link.projection.target],
                "synapse": link.projection.synapse.key if link.projection.synapse else "",
                "delay_ms": link.delay,
            }
            for link in network.links
        ],
        "provenance": dict(provenance),
    }


def verify(
    description: NetworkDescription,
    arrays: dict[str, Array],
    *,
    seed: int,
    samples: int | None,
    on_progress: OnProgress | None,
) -> Verification:
    """Run the network with the values of the file in place of its own."""
    circuit = circuits.circuit(description)
    network = resolved(circuit, seed)
    values: dict[tuple[str, str], Array] = {}
    for link in network.links:
        outward = Weights(circuit, seed, "float64", parameters=False).wiring[link.projection.id].outward
        values[link.projection.id, "weight"] = outward(arrays[f"{link.name}.weight"])
    for layer in network.layers:
        values[layer.population.id, "bias"] = np.asarray(arrays[f"{layer.name}.bias"], np.float64)
        for name in layer.parameters:
            stored = np.asarray(arrays[f"{layer.name}.{name}"], np.float64)
            values[layer.population.id, name] = stored[0] if np.ptp(stored) == 0 else stored
    again = circuits.circuit(with_arrays(description, values))
    weights = Weights(again, seed, "float64", parameters=False)

    def rerun(shown: dict[str, Array]) -> Trace:
        batch = next(iter(shown.values())).shape[1]
        tape = Tape(again, weights, batch, seed)
        tape.forward_shown(shown)
        return trace_of(again, tape)

    return compare(circuit, rerun, seed=seed, samples=samples, on_progress=on_progress)
