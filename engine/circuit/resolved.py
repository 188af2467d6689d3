"""A circuit with every value as an array: what a file of weights is made of."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from engine.checking.problem_of import Titled
from engine.circuit.circuit import Circuit
from engine.circuit.weights import Weights
from engine.network.description import NetworkDescription, Population, Projection, Source
from engine.network.values import Floats, number_of
from engine.sampling.resolving import population_bias, population_values


@dataclass(frozen=True)
class ResolvedLayer:
    """A population: ``parameters`` and ``bias`` with one value a neuron, (n,)."""

    population: Population
    name: str
    parameters: dict[str, Floats]
    bias: Floats


@dataclass(frozen=True)
class ResolvedLink:
    """A projection: ``weight`` (post, pre), zero where nothing is connected; ``delay`` in ms."""

    projection: Projection
    name: str
    weight: Floats
    delay: float


@dataclass(frozen=True)
class Resolved:
    """Layers in the order of a signal, and the links between them."""

    circuit: Circuit
    layers: tuple[ResolvedLayer, ...]
    links: tuple[ResolvedLink, ...]

    def into(self, layer: ResolvedLayer) -> tuple[ResolvedLink, ...]:
        return tuple(k for k in self.links if k.projection.target == layer.population.id)


def resolved_circuit(circuit: Circuit, seed: int) -> Resolved:
    """Draw what is still a distribution, as a run with this ``seed`` would; names are unique and plain."""
    weights = Weights(circuit, seed, "float64", parameters=False)
    names = unique_names((*circuit.encoders, *circuit.populations), circuit.projections)
    layers = []
    for population in circuit.populations:
        values = {
            name: np.array(np.broadcast_to(value, population.size), np.float64)
            for name, value in population_values(population, seed).items()
        }
        bias = np.array(np.broadcast_to(population_bias(population, seed), population.size), np.float64)
        layers.append(ResolvedLayer(population, names[population.id], values, bias))
    links = [
        ResolvedLink(p, names[p.id], weights.values[p.id, "weight"], number_of(p.delay)) for p in circuit.projections
    ]
    return Resolved(circuit, tuple(layers), tuple(links))


def unique_names(elements: Iterable[Titled], projections: Iterable[Projection]) -> dict[str, str]:
    """Titles as names of arrays, by id; an untitled link is named after the elements that it joins."""
    result: dict[str, str] = {}
    for element in elements:
        result[element.id] = _unused(_plain(element.title) or _plain(element.id), result)
    for projection in projections:
        joined = f"{result.get(projection.source, 'input')}_to_{result[projection.target]}"
        result[projection.id] = _unused(_plain(projection.title) or joined, result)
    return result


def _plain(title: str) -> str:
    """Letters, digits and underscores: dots separate a name from what it holds."""
    return re.sub(r"\W+", "_", title.strip()).strip("_")


def _unused(name: str, taken: dict[str, str]) -> str:
    number, result = 2, name
    while result in taken.values():
        result, number = f"{name}_{number}", number + 1
    return result


def names_in(description: NetworkDescription) -> dict[str, str]:
    """The name in a file of every element, by its id."""
    elements: tuple[Source, ...] = (*description.encoders, *description.stimuli, *description.populations)
    return unique_names(elements, description.projections)
