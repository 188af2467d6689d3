"""The time constants of a population and its synapses, shortest first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np

from engine.model.declaration import Model, Parameter, Refractory, SynapseModel
from engine.network.description import Population
from engine.network.values import ByDistance, LogNormal, Normal, Uniform, Value

TIME = "ms"
PREFIX = "tau"  # what papers, and so our models, call a time constant


def fastest_time_constant(
    population: Population, synapses: Iterable[tuple[type[SynapseModel], Mapping[str, Value]]]
) -> tuple[str, float] | None:
    """Name and typical value in ms of the shortest time constant; None where there is none."""
    found = list(_constants(population.model, population.parameters))
    for synapse, parameters in synapses:
        found += _constants(synapse, parameters)
    return min(found, key=lambda pair: pair[1], default=None)


def _constants(model: type[Model], values: Mapping[str, Value]) -> list[tuple[str, float]]:
    return [
        (name, smallest(values.get(name, parameter.default)))
        for name, parameter in model.parameters().items()
        if _is_time_constant(name, parameter)
    ]


def _is_time_constant(name: str, parameter: Parameter) -> bool:
    return parameter.unit == TIME and name.startswith(PREFIX) and not isinstance(parameter, Refractory)


def smallest(value: Value) -> float:
    """The smallest value that elements have, or their typical one where it is drawn without a bound."""
    if isinstance(value, Uniform):
        return value.low
    if isinstance(value, ByDistance):
        return value.base
    if isinstance(value, Normal | LogNormal):
        return value.mean
    return float(np.min(value)) if isinstance(value, np.ndarray) and value.size else float(value)
