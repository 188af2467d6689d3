"""Values of a network in another simulator's units."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from engine.network.description import Population
from engine.network.values import Distribution, LogNormal, Normal, Uniform


def parameters_of(population: Population) -> dict[str, Any]:
    """Every parameter of a population's neurons, as it is given or by default."""
    return population.model.with_defaults(population.parameters)


def value_in_unit(value: Any, factor: float) -> Any:
    """A number, an array or a distribution in a unit ``1 / factor`` times as large; -1 turns the sign."""
    match value:
        case Uniform(low, high):
            ends = sorted((low * factor, high * factor))
            return Uniform(ends[0], ends[1])
        case Normal(mean, std):
            return Normal(mean * factor, std * abs(factor))
        case LogNormal(mean, std):
            if factor < 0.0:
                raise TypeError("a log-normal value is positive")
            return LogNormal(mean * factor, std * factor)
        case np.ndarray():
            return value * factor
    return float(value) * factor if factor != 1.0 else float(value)


def starts_of(population: Population) -> dict[str, Any]:
    """The start of every state, as it is given or by default."""
    values = parameters_of(population)
    starts = {n: population.start.get(n, state.start) for n, state in population.model.states().items()}
    return {n: values[v] if isinstance(v, str) else v for n, v in starts.items()}


NAMES_OF_DRAWS = {Uniform: "uniform", Normal: "normal", LogNormal: "lognormal"}
"""The functions of libraries that draw from a distribution, by :func:`draw_numbers`."""


def draw_numbers(value: Distribution) -> tuple[float, float]:
    """Both ends, or the mean and the standard deviation; of a log-normal value those of its logarithm."""
    match value:
        case Uniform(low, high):
            return low, high
        case Normal(mean, std):
            return mean, std
    return of_logarithm(value)


def of_logarithm(value: LogNormal) -> tuple[float, float]:
    """Mean and standard deviation of the logarithm."""
    spread = math.log(1.0 + (value.std / value.mean) ** 2)
    return math.log(value.mean) - spread / 2, math.sqrt(spread)
