"""Values against the bounds that their declarations allow."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import reduce

import numpy as np

from engine.checking.problem_of import Titled, problem_of
from engine.model.declaration import Model
from engine.model.quantities import Parameter
from engine.network import problems_found as found
from engine.network.values import ByDistance, LogNormal, Normal, Uniform, Value
from engine.problems import Phrase, Problem
from engine.units import behind

CONNECTED = ("weight", "delay")  # what each connection has, between two places


def extremes(value: Value) -> tuple[float, float]:
    """The lowest and highest typical value; the mean of what is drawn without bounds, which is drawn again.

    What follows the distance has the value at no distance, and far away where it ends there.
    """
    if isinstance(value, ByDistance):
        near = value.base + (0.0 if value.form == "linear" else value.amount)
        return min(near, value.base), max(near, value.base)
    if isinstance(value, Uniform):
        return value.low, value.high
    if isinstance(value, Normal | LogNormal):
        return value.mean, value.mean
    array = np.asarray(value, np.float64)
    return (float(array.min()), float(array.max())) if array.size else (0.0, 0.0)


def is_drawable(value: Value) -> bool:
    """Tell whether a distribution can be drawn from at all."""
    if isinstance(value, Uniform):
        return value.low <= value.high
    if isinstance(value, LogNormal):
        return value.std >= 0.0 and value.mean > 0.0
    return not isinstance(value, Normal) or value.std >= 0.0


def is_finite(value: Value) -> bool:
    if isinstance(value, ByDistance):
        return bool(np.isfinite([value.base, value.amount, value.scale]).all())
    if isinstance(value, Uniform):
        return bool(np.isfinite([value.low, value.high]).all())
    if isinstance(value, Normal | LogNormal):
        return bool(np.isfinite([value.mean, value.std]).all())
    try:
        return bool(np.isfinite(np.asarray(value, np.float64)).all())
    except (TypeError, ValueError):
        return False


def is_number(value: object) -> bool:
    """Tell whether a value is one for all: neither drawn nor an array."""
    return isinstance(value, int | float)


def bounds_words(parameter: Parameter) -> Phrase:
    """The declared bounds in words."""
    said = [
        *([Phrase("above {bound:g}", bound=parameter.above)] if np.isfinite(parameter.above) else []),
        *([Phrase("at least {bound:g}", bound=parameter.at_least)] if np.isfinite(parameter.at_least) else []),
        *([Phrase("below {bound:g}", bound=parameter.below)] if np.isfinite(parameter.below) else []),
        *([Phrase("at most {bound:g}", bound=parameter.at_most)] if np.isfinite(parameter.at_most) else []),
        *([Phrase("a whole number")] if parameter.integer else []),
    ]
    if not said:
        return Phrase("a number")
    return reduce(lambda first, second: Phrase("{first} and {second}", first=first, second=second), said)


def shape_problem(element: Titled, name: str, value: Value, count: int | None) -> Problem | None:
    """Find what is wrong with a value in any bounds: not finite, impossible, or of another length than ``count``."""
    if isinstance(value, ByDistance) and name not in CONNECTED:
        return problem_of(element, found.NO_DISTANCE, name, name=name)
    if not is_finite(value):
        return problem_of(element, found.NOT_FINITE, name, name=name)
    if not is_drawable(value):
        return problem_of(element, found.BAD_DISTRIBUTION, name, name=name)
    if isinstance(value, np.ndarray) and value.ndim and count is not None and value.shape != (count,):
        return problem_of(element, found.WRONG_LENGTH, name, name=name, count=value.size, expected=count)
    return None


def value_problem(element: Titled, name: str, value: Value, parameter: Parameter, count: int | None) -> Problem | None:
    """The first thing that is wrong with one parameter's value."""
    if problem := shape_problem(element, name, value, count):
        return problem
    is_one = not isinstance(value, Uniform | Normal | LogNormal | ByDistance) and np.ndim(value) == 0
    if not is_one and not parameter.per_element:
        return problem_of(element, found.ONE_VALUE, name, name=name)
    for end in extremes(value):
        if not parameter.allows(end):
            words = {"value": f"{end:g}", "unit": behind(parameter.unit), "bounds": bounds_words(parameter)}
            return problem_of(element, found.OUT_OF_BOUNDS, name, name=name, **words)
    return None


def parameter_problems(
    element: Titled, model: type[Model], values: Mapping[str, Value | str], count: int | None
) -> Iterator[Problem]:
    """Unknown names, values out of bounds, words that are no choice; ``count`` elements."""
    parameters, choices, series = model.parameters(), model.choices, model.series()
    for name, value in values.items():
        if name in choices:
            if value not in choices[name].options:
                options = ", ".join(choices[name].options)
                yield problem_of(element, found.BAD_CHOICE, name, name=name, value=value, options=options)
        elif name in (*model.locations, *model.words) and isinstance(value, str):
            continue
        elif name not in parameters and (name not in series or isinstance(value, str)):
            yield problem_of(element, found.UNKNOWN_NAME, name, name=name)
        elif isinstance(value, str):
            yield problem_of(element, found.NOT_FINITE, name, name=name)
        elif name in series:
            if problem := shape_problem(element, name, value, None):
                yield problem
        elif problem := value_problem(element, name, value, parameters[name], count):
            yield problem
