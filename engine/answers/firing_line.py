"""Threshold and reset of a neuron among the states that are shown, both from the declared equations.

The threshold is where a comparison of the spike condition changes its truth and the whole condition with it; the reset
is where the equations after a spike put each point of the threshold.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.model.declaration import Equation, NeuronModel
from engine.model.equations.evaluation import value, value_of_expression
from engine.model.equations.tree import assignments, returned_expression
from engine.model.functions import CONSTANTS
from engine.model.typed.probing import FUNCTIONS
from engine.network.values import Floats

BESIDE = 1e-5  # of the range: on the two sides of a threshold
SAME = 1e-9  # of the range: a reset that leaves a point there is none


@dataclass(frozen=True)
class FiringLine:
    """``threshold`` and ``reset`` as places (ends, states), two ends a segment of a plane and one on a line.

    ``reset`` is empty where a spike moves none of the states.
    """

    threshold: Floats
    reset: Floats


Crossings = Callable[[Callable[[Floats], Floats]], Floats]
"""Where a function of places (places, states) is zero, as places."""


def firing_line(
    model: type[NeuronModel],
    names: tuple[str, ...],
    known: Mapping[str, Any],
    size: Floats,
    crossings: Crossings,
) -> FiringLine:
    """Among the states ``names``, whose ranges are ``size`` (states,); all other values are ``known``.

    Empty where chance decides, or where no spike depends on these states.
    """
    empty = np.zeros((0, len(names)))
    condition = model.equations.get("spike")
    if condition is None or model.fires_by_chance() or not set(names) & set(condition.arguments):
        return FiringLine(empty, empty)

    def given(places: Floats) -> dict[str, Any]:
        return {**known, **dict(zip(names, places.T, strict=True))}

    found = [empty]
    for left, right, parts in _comparisons(condition):

        def difference(places: Floats, left: ast.expr = left, right: ast.expr = right, parts: _Parts = parts) -> Floats:
            values = _with_parts(condition, parts, given(places))
            apart = np.asarray(value_of_expression(left, values, FUNCTIONS)) - value_of_expression(
                right, values, FUNCTIONS
            )
            return np.broadcast_to(apart, len(places)).astype(np.float64)

        with np.errstate(all="ignore"):
            places = crossings(difference)
            found.append(places[_decides(condition, places, size, given)])
    threshold = np.concatenate(found)
    return FiringLine(threshold, _after(model, names, given(threshold), threshold, size))


_Parts = Mapping[str, ast.expr]


def _comparisons(condition: Equation) -> list[tuple[ast.expr, ast.expr, _Parts]]:
    """Both sides of every comparison, and the named parts that they may read."""
    parts = dict(assignments(condition))
    trees = [returned_expression(condition), *parts.values()]
    compared = [node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Compare)]
    return [(node.left, node.comparators[0], parts) for node in compared]


def _with_parts(condition: Equation, parts: _Parts, values: Mapping[str, Any]) -> dict[str, Any]:
    known = {**CONSTANTS, **values}
    for name, tree in parts.items():
        known[name] = value_of_expression(tree, known, FUNCTIONS)
    return known


def _decides(
    condition: Equation, places: Floats, size: Floats, given: Callable[[Floats], dict[str, Any]]
) -> NDArray[np.bool_]:
    """Find the places where a neuron fires on one side alone; ends of a segment go together."""

    def fires(at: Floats) -> NDArray[np.bool_]:
        return np.broadcast_to(np.asarray(value(condition, given(at), FUNCTIONS), np.bool_), len(at))

    states = places.shape[1]
    middle = places if states == 1 else np.repeat((places[0::2] + places[1::2]) / 2, 2, axis=0)
    differs = np.zeros(len(places), np.bool_)
    for across in np.eye(states):
        aside = BESIDE * size * across
        differs |= fires(middle + aside) != fires(middle - aside)
    return differs


def _after(
    model: type[NeuronModel], names: tuple[str, ...], values: Mapping[str, Any], threshold: Floats, size: Floats
) -> Floats:
    moved = threshold.copy()
    for column, name in enumerate(names):
        equation = model.equations.get(f"{name}_after_spike")
        if equation is not None:
            moved[:, column] = value(equation, values, FUNCTIONS)
    if not len(moved) or (np.abs(moved - threshold) <= SAME * size).all():
        return np.zeros((0, len(names)))
    return moved
