"""Content that ``.npz`` and safetensors share: named arrays, and a description of the network as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, ClassVar, Protocol

import numpy as np
from numpy.typing import NDArray

from engine.circuit import circuit as circuits
from engine.circuit.circuit import Arrays, Circuit
from engine.circuit.obstacles import obstacles
from engine.circuit.resolved import Resolved, resolved_circuit
from engine.circuit.trained import with_arrays
from engine.circuit.weights import Weights
from engine.exporting import synapse_lists
from engine.exporting.comparison import Trace, compare_spikes, forward_trace
from engine.exporting.format import Format, Provenance, Verification, VerificationTrial
from engine.files.atomic import write_bytes
from engine.files.single import single
from engine.learning.passes.tape import Tape
from engine.network.description import NetworkDescription
from engine.problems import Problem, Severity, declare

VERSION = 1
Array = NDArray[Any]

RULE_LEFT_OUT = declare(
    "tensors.plasticity",
    "The file keeps the weights of this link, not its rule {model}.",
    "Add the rule again where the file is read.",
)
START_LEFT_OUT = declare(
    "tensors.start",
    "{element} starts from values of {states} that the file does not keep.",
    "Set them again where the file is read.",
)


class ArrayCodec(Protocol):
    """A module of :mod:`engine.files` for files of named arrays and one text."""

    def packed(self, arrays: Mapping[str, Array], about: str, /) -> bytes: ...
    def contents(self, path: Path, /) -> tuple[dict[str, Array], str | None]: ...


class NamedArrays(Format):
    """A format that holds named arrays and one text: it says only how to pack and unpack them, by its ``codec``.

    Matrices may be in single precision; lists are not: of chaotic networks a rounded weight changes every spike.
    """

    codec: ClassVar[ArrayCodec]
    is_single: ClassVar[bool] = False

    @classmethod
    def refusals(cls, description: NetworkDescription) -> list[Problem]:
        """Named arrays carry any network: matrices of layers where there are such, else lists of synapses."""
        found = super().refusals(description)
        return synapse_lists.list_refusals(description) if any(problem.is_fatal for problem in found) else found

    @classmethod
    def misfits(cls, circuit: Circuit) -> Iterable[Problem]:
        """Name what matrices of layers leave out."""
        yield from obstacles(circuit, values=True, rates=True, largest=True)
        for population in circuit.populations:
            if population.start:
                values = {"element": population.title or population.model.title, "states": ", ".join(population.start)}
                yield Problem(population.id, START_LEFT_OUT, values, Severity.WARNING)
        for projection in circuit.projections:
            if projection.plasticity is not None:
                yield Problem(projection.id, RULE_LEFT_OUT, {"model": projection.plasticity.title}, Severity.WARNING)

    @classmethod
    def is_layered(cls, description: NetworkDescription) -> bool:
        """Tell whether matrices of layers hold the network."""
        return not any(problem.is_fatal for problem in super().refusals(description))

    @classmethod
    def write(cls, description: NetworkDescription, path: Path, provenance: Provenance, *, seed: int = 1) -> None:
        cls.demand(description)
        is_layered = cls.is_layered(description)
        found = named_arrays if is_layered else synapse_lists.list_arrays
        arrays, about = found(description, provenance, seed)
        if is_layered and cls.is_single:
            arrays = {name: single(array) for name, array in arrays.items()}
        write_bytes(path, cls.codec.packed(arrays, about))

    @classmethod
    def verify(cls, description: NetworkDescription, path: Path, trial: VerificationTrial) -> Verification:
        """Run the network with the values of the file in place of its own."""
        arrays, about = cls.codec.contents(path)
        if not cls.is_layered(description):
            return synapse_lists.verified(description, arrays, about or "{}", trial)
        circuit = circuits.circuit(description)
        again = circuits.circuit(with_arrays(description, _values_in(circuit, arrays, trial.seed)))
        weights = Weights(again, trial.seed, "float64", parameters=False)

        def rerun(shown: dict[str, Array]) -> Trace:
            batch = next(iter(shown.values())).shape[1]
            tape = Tape(again, weights, batch, trial.seed)
            tape.forward_shown(shown)
            return forward_trace(again, tape)

        return compare_spikes(circuit, rerun, trial)


def named_arrays(description: NetworkDescription, provenance: Provenance, seed: int) -> tuple[dict[str, Array], str]:
    """Arrays by name: ``<link>.weight`` (post, pre), ``<layer>.bias``, ``<layer>.<parameter>``; and JSON."""
    network = resolved_circuit(circuits.circuit(description), seed)
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
        "channels": circuit.size(circuit.encoders[0].id),
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


def _values_in(circuit: Circuit, arrays: dict[str, Array], seed: int) -> Arrays:
    """The arrays of a file as those of the circuit that it was written from."""
    network, wiring = resolved_circuit(circuit, seed), Weights(circuit, seed, "float64", parameters=False).wiring
    values: Arrays = {}
    for link in network.links:
        id = link.projection.id
        values[id, "weight"] = wiring[id].outward(arrays[f"{link.name}.weight"])
    for layer in network.layers:
        values[layer.population.id, "bias"] = np.asarray(arrays[f"{layer.name}.bias"], np.float64)
        for name in layer.parameters:
            stored = np.asarray(arrays[f"{layer.name}.{name}"], np.float64)
            values[layer.population.id, name] = stored[0] if np.ptp(stored) == 0 else stored
    return values
