"""Arrays without a description, as PyTorch's state dictionaries are: put where their names, else their order, say."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.circuit.circuit import Arrays, circuit
from engine.circuit.normalising import BATCHES, GAMMA, MEAN, VARIANCE
from engine.circuit.resolved import Resolved, ResolvedLink, resolved_circuit
from engine.circuit.weights import Weights
from engine.files.problem import ImportProblem
from engine.importing.imported import finite_numbers, misfit
from engine.learning.components.normalised import normal_misfits, normalisations
from engine.network.description import NetworkDescription

Array = NDArray[Any]
WEIGHT, BIAS = "weight", "bias"
ANY_SEED = 0


@dataclass(frozen=True)
class _Stack:
    """The arrays behind one prefix, such as ``fc1``."""

    name: str
    weight: Array
    bias: Array | None


def arrays_by_name(arrays: Mapping[str, Array], description: NetworkDescription, file: str) -> Arrays:
    """Weights (and biases, and parameters of neurons) for a drawn network; raises :class:`ImportProblem`.

    ``<title of a link>.weight`` and ``<title of a population>.bias`` are taken by name. Where no name is known, the
    n-th weight belongs to the n-th link in the order of a signal, and the bias beside it to the neurons behind.
    """
    network = resolved_circuit(circuit(description), ANY_SEED)
    named = _by_title(arrays, network, file)
    return named or _in_order(arrays, network, file)


def _by_title(arrays: Mapping[str, Array], network: Resolved, file: str) -> Arrays:
    result: Arrays = {}
    for link in network.links:
        if (given := arrays.get(f"{link.name}.{WEIGHT}")) is not None:
            result[link.projection.id, WEIGHT] = _weight(network, link, given, f"{link.name}.{WEIGHT}", file)
    for layer in network.layers:
        for name in (BIAS, *layer.parameters):
            if (given := arrays.get(f"{layer.name}.{name}")) is not None:
                values = finite_numbers(given, f"{layer.name}.{name}", file).ravel()
                if values.size not in (1, layer.population.size):
                    raise misfit(f"{layer.name}.{name}", file, values.shape, (layer.population.size,))
                result[layer.population.id, name] = np.array(values[0]) if values.size == 1 else values
    return _folded(arrays, network, result, file)


def _folded(arrays: Mapping[str, Array], network: Resolved, given: Arrays, file: str) -> Arrays:
    """Fold the normalisation of a module's state dictionary, where it has one, into the arrays ``given``."""
    gamma = {link.projection.id: link.name for link in network.links if f"{link.name}.{GAMMA}" in arrays}
    seen = {id: name for id, name in gamma.items() if np.any(arrays.get(f"{name}.{BATCHES}", 1))}
    if not seen:
        return given
    refused = any(normal_misfits(network.circuit))
    normal = {} if refused else normalisations(network.circuit, ANY_SEED)
    if lacking := [name for id, name in seen.items() if id not in normal]:
        raise ImportProblem(
            "{name} is normalised in {file}; let this link learn normalised weights, which take it in.",
            name=lacking[0], file=file,
        )  # fmt: skip
    weights = Weights(network.circuit, ANY_SEED, "float64", parameters=True, normal=normal)
    weights.take(given)
    for id, name in seen.items():
        for part in (GAMMA, MEAN, VARIANCE):
            values = finite_numbers(arrays.get(f"{name}.{part}", np.zeros(0)), f"{name}.{part}", file).ravel()
            if values.size != normal[id].channels:
                raise misfit(f"{name}.{part}", file, values.shape, (normal[id].channels,))
            weights.put((id, part), values)
    found = weights.outward()
    shifted = {(p.target, BIAS) for p in network.circuit.projections if p.id in seen}
    return given | {key: found[key] for key in found if key in given or key in shifted}


def _in_order(arrays: Mapping[str, Array], network: Resolved, file: str) -> Arrays:
    stacks = [
        _Stack(name.removesuffix(f".{WEIGHT}"), array, arrays.get(f"{name.removesuffix(WEIGHT)}{BIAS}"))
        for name, array in sorted(arrays.items(), key=lambda item: _natural(item[0]))
        if name.endswith(f".{WEIGHT}") and array.ndim > 1
    ]
    if len(stacks) != len(network.links):
        raise ImportProblem(
            "Links with weights in {file}: {found}; links of the drawn network: {needed}.",
            file=file, found=len(stacks), needed=len(network.links),
        )  # fmt: skip
    result: Arrays = {}
    for stack, link in zip(stacks, network.links, strict=True):
        result[link.projection.id, WEIGHT] = _weight(network, link, stack.weight, f"{stack.name}.{WEIGHT}", file)
        if stack.bias is not None:
            target = next(layer for layer in network.layers if layer.population.id == link.projection.target)
            bias = finite_numbers(stack.bias, f"{stack.name}.{BIAS}", file).ravel()
            each, left = divmod(target.population.size, max(bias.size, 1))
            if left or not each:
                raise misfit(f"{stack.name}.{BIAS}", file, bias.shape, (target.population.size,))
            result[target.population.id, BIAS] = np.repeat(bias, each)
    return result


def _weight(network: Resolved, link: ResolvedLink, given: Array, name: str, file: str) -> Array:
    wiring = Weights(network.circuit, ANY_SEED, "float64", parameters=False).wiring[link.projection.id]
    values = finite_numbers(given, name, file)
    if values.shape != wiring.weight_shape:
        raise misfit(name, file, values.shape, wiring.weight_shape)
    return np.asarray(wiring.outward(values))


def _natural(name: str) -> list[tuple[int, str]]:
    """So that layer 10 comes behind layer 9."""
    return [(int(part), "") if part.isdigit() else (-1, part) for part in re.split(r"(\d+)", name)]
