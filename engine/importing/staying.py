"""Parts of a drawn network that a file of weights left as they were, and kernels that a drawing does not keep."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from engine.circuit.circuit import Arrays, circuit
from engine.circuit.resolved import Resolved, resolved_circuit
from engine.circuit.weights import trainable
from engine.importing.imported import Imported
from engine.network.description import NetworkDescription
from engine.problems import NetworkError, Problem, Severity, declare

ANY_SEED = 0
STAYS = declare("import.stays", "{file} holds nothing for {names}.", "They stay as they were in the drawing.")

WRITTEN_OUT = declare(
    "import.written-out",
    "{names} of {file} shares a kernel; behind a list of spikes each connection is drawn with a weight of its own.",
    "To keep the kernel, draw images and an encoder, and put the weights of the file into that.",
)


def written_out(imported: Imported, file: str) -> Problem | None:
    """A warning that names the links whose kernel is drawn as one weight a connection; None where there is none."""
    inputs = {source.name for source in imported.inputs}
    names = [link.name for link in imported.links if link.wiring and link.source in inputs]
    return Problem("", WRITTEN_OUT, {"file": file, "names": ", ".join(names)}, Severity.WARNING) if names else None


def staying(description: NetworkDescription, arrays: Arrays, file: str) -> Problem | None:
    """A warning that names what the network has and the ``arrays`` of a ``file`` lack; None where they have all.

    Named are weights, biases other than 0, and parameters of neurons that a training set.
    """
    try:
        drawn = circuit(description)
    except NetworkError:
        return None  # only lists of synapses are taken, which hold all or are refused
    names = list(_names(resolved_circuit(drawn, ANY_SEED), arrays))
    return Problem("", STAYS, {"file": file, "names": ", ".join(names)}, Severity.WARNING) if names else None


def _names(network: Resolved, arrays: Arrays) -> Iterator[str]:
    for link in network.links:
        if (link.projection.id, "weight") not in arrays:
            yield f"{link.name}.weight"
    for layer in network.layers:
        population = layer.population
        if (population.id, "bias") not in arrays and np.any(layer.bias != 0.0):
            yield f"{layer.name}.bias"
        for name in trainable(population):
            if (population.id, name) not in arrays and isinstance(population.parameters.get(name), np.ndarray):
                yield f"{layer.name}.{name}"
