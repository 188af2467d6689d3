"""Live changes: what the description becomes, and whether the arrays can follow in place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from engine.network.description import (
    Encoder,
    NetworkDescription,
    Population,
    Projection,
    Stimulus,
)
from engine.network.values import Floats, Value
from engine.sampling.poisson_rate import expected_spikes
from engine.sampling.resolving import bounds_test, population_bias, projection_weights, resolved_values
from engine.simulation.arrays.coupled_link import CoupledLink
from engine.simulation.arrays.network_arrays import NetworkArrays
from engine.simulation.arrays.plastic_link import PlasticLink
from engine.simulation.arrays.projection_arrays import PoissonLink, SpikeLink
from engine.simulation.arrays.source_arrays import SourceArrays
from engine.simulation.arrays.terminals import Terminals
from engine.simulation.edit_log import Change, SetValue, SetWeights

PARTS = ("synapse", "plasticity", "short_term")
KINDS = ("populations", "stimuli", "encoders", "projections", "datasets", "decoders")


class UnknownName(KeyError):
    """A change names an element or a quantity that the network does not have."""

    def __str__(self) -> str:
        return f"{self.args[0]!r} has no {self.args[1]!r} to change"


def changed_description(network: NetworkDescription, change: Change) -> NetworkDescription:
    """The network after a change; raises :class:`UnknownName`."""
    for kind in KINDS:
        elements = getattr(network, kind)
        for place, element in enumerate(elements):
            if element.id == (change.projection if isinstance(change, SetWeights) else change.element):
                new = _changed(element, change)
                fields: dict[str, Any] = {kind: (*elements[:place], new, *elements[place + 1 :])}
                return replace(network, **fields)
    raise UnknownName(*_names(change))


def _names(change: Change) -> tuple[str, str]:
    return (change.projection, "weight") if isinstance(change, SetWeights) else (change.element, change.name)


def _changed(element: Any, change: Change) -> Any:
    if isinstance(change, SetWeights):
        return replace(element, weight=np.asarray(change.weights, np.float64))
    name, value = change.name, change.value
    if isinstance(element, Projection):
        return _changed_projection(element, name, value)
    if name == "bias" and isinstance(element, Population):
        return replace(element, bias=value)
    if name in element.model.parameters() or name in element.model.series():
        return replace(element, parameters={**element.parameters, name: value})
    raise UnknownName(element.id, name)


def _changed_projection(projection: Projection, name: str, value: Value) -> Projection:
    if name in ("weight", "delay"):
        field: dict[str, Any] = {name: value}
        return replace(projection, **field)
    part, name = part_of(projection, name)
    parameters: Mapping[str, Value] = getattr(projection, f"{part}_parameters")
    changed: dict[str, Any] = {f"{part}_parameters": {**parameters, name: value}}
    return replace(projection, **changed)


def part_of(projection: Projection, name: str) -> tuple[str, str]:
    """The first part of a projection that has a parameter, or the part named before it with a dot, and its own name.

    Raises :class:`UnknownName`.
    """
    named, dot, own = name.rpartition(".")
    for part in PARTS:
        model = getattr(projection, part)
        if model is not None and (not dot or part == named) and own in model.parameters():
            return part, own
    raise UnknownName(projection.id, name)


def apply_live(arrays: NetworkArrays, network: NetworkDescription, change: Change) -> bool:
    """Write a change into the arrays; False where they cannot hold it and must be made again."""
    if isinstance(change, SetWeights) or (change.name == "weight" and change.element in arrays.links):
        projection = next(p for p in network.projections if p.id == _names(change)[0])
        return _set_weights(arrays, projection)
    element = change.element
    if element in arrays.populations:
        return _set_population(arrays, next(p for p in network.populations if p.id == element), change)
    if element in arrays.links:
        return _set_projection(arrays, next(p for p in network.projections if p.id == element), change)
    if element in arrays.stimuli and arrays.stimuli[element].model.own_train_per_target():
        if change.name in arrays.stimuli[element].model.series():
            return False
        return _set_poisson(arrays, next(s for s in network.stimuli if s.id == element))
    return _set_source(arrays, element, change)


def _set_weights(arrays: NetworkArrays, projection: Projection) -> bool:
    weights: float | Floats
    if isinstance(projection.weight, float | int) and not projection.wiring.shared:
        weights = float(projection.weight)  # needs no list of connections
    else:
        wires, seed = arrays.connections[projection.id], arrays.settings.seed
        weights = projection_weights(projection, wires, arrays.ends(projection), seed)
    link = arrays.links[projection.id]
    if not link.set_weights(weights):
        return False
    link.projection = projection
    return True


def _set_population(arrays: NetworkArrays, population: Population, change: SetValue) -> bool:
    runtime, seed = arrays.populations[population.id], arrays.settings.seed
    if change.name == "bias":
        return runtime.set_bias(population_bias(population, seed))
    parameter = population.model.parameters()[change.name]
    value = resolved_values(change.value, population.size, seed, population.id, change.name, bounds_test(parameter))
    if not runtime.can_take(change.name, value):
        return False
    runtime.set_value(change.name, value)
    return True


def _set_projection(arrays: NetworkArrays, projection: Projection, change: SetValue) -> bool:
    link = arrays.links[projection.id]
    if change.name == "delay":
        return False
    part, name = part_of(projection, change.name)
    if part != "synapse":
        held = link.terminals if isinstance(link, SpikeLink) and part == "short_term" else link
        if not isinstance(held, PlasticLink | Terminals) or not isinstance(change.value, float | int):
            return False
        held.set_value(name, float(change.value))
    elif isinstance(link, CoupledLink):
        if not isinstance(change.value, float | int):
            return False
        link.set_value(name, float(change.value))
    else:
        population, receptor = arrays.receptor(projection.id)
        if len(receptor.projections) > 1:
            return False  # the others keep the old value: the shared state must be divided
        assert projection.synapse is not None
        value: float | Floats = resolved_values(
            change.value, population.population.size, arrays.settings.seed, receptor.key, name,
            bounds_test(projection.synapse.parameters()[name]),
        )  # fmt: skip
        full = f"{name}_{receptor.label}"
        if not population.can_take(full, value):
            return False
        population.set_value(full, value)
    link.projection = projection
    return True


def _set_poisson(arrays: NetworkArrays, stimulus: Stimulus) -> bool:
    links = [k for k in arrays.links.values() if isinstance(k, PoissonLink) and k.projection.source == stimulus.id]
    expected = expected_spikes(stimulus, arrays.network.resolution)
    arrays.stimuli[stimulus.id] = stimulus
    for course in (link.course for link in links if link.course is not None):
        course.take(stimulus)
    return min((link.expect(expected) for link in links), default=True)


def _set_source(arrays: NetworkArrays, element: str, change: SetValue) -> bool:
    source = arrays.sources.get(element)
    if not isinstance(source, SourceArrays):
        return False
    if not isinstance(source.source, Stimulus | Encoder) or change.name not in source.parameters:
        return False
    if not source.parameters[change.name].live:
        return False
    source.set_value(change.name, change.value)
    return True
