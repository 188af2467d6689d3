"""Expressions tried at many points: what is nowhere a real number is refused where it stands.

States are tried over many magnitudes and both signs, parameters at their values too, so that only what fails by its
form is refused: a divisor that is always zero, a root of what is never positive, a threshold that nothing crosses.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.model.equations.evaluation import BINARY, UNARY, definition
from engine.model.functions import CONSTANTS
from engine.model.quantities import Input, Parameter, Quantity
from engine.model.typed.expressions import CHANCE_NAME, STEP_NAME, place_of, text_of_node
from engine.model.typed.mistakes import NOT_FINITE, Mistake

Values = NDArray[np.float64]
POINTS = 256
SEED = 70
USUAL, WIDE = (-9.0, 9.0), (-9.0, 33.0)  # powers of ten; numbers of a text go up to 1e30
ROUNDING = 1e-9  # of the terms of a sum that cancel
STEP = 0.1  # ms

FUNCTIONS: Mapping[str, Callable[..., Any]] = {
    "exp": np.exp, "log": np.log, "sqrt": np.sqrt, "sin": np.sin, "floor": np.floor, "absolute": np.abs,
    "minimum": np.minimum, "maximum": np.maximum, "where": np.where,
    "exprel": lambda x: np.where(x == 0, 1.0, np.expm1(x) / np.where(x == 0, 1.0, x)),
}  # fmt: skip


def at_points(
    states: Iterable[str],
    quantities: Mapping[str, Quantity],
    parts: Mapping[str, ast.expr],
    powers: tuple[float, float],
) -> ProbedValues:
    """Points of a model whose named ``parts`` stand in an order in which each comes after those that it uses."""
    known = {name: q.default for name, q in quantities.items() if isinstance(q, Parameter)}
    entrance = [name for name, q in quantities.items() if isinstance(q, Input)]
    probe = ProbedValues([*states, *entrance], known, powers)
    for name, tree in parts.items():
        probe.values[name] = probe(tree)
    return probe


class ProbedValues:
    """Values (points,) of every name; ``known`` are those of parameters, tried in half of the points."""

    def __init__(self, names: Iterable[str], known: Mapping[str, float], powers: tuple[float, float] = USUAL) -> None:
        random = np.random.default_rng(SEED)
        self.values: dict[str, Values] = {n: np.full(POINTS, v) for n, v in CONSTANTS.items()}
        for name in (*sorted(names), *sorted(known)):
            drawn = random.choice((-1.0, 1.0), POINTS) * 10.0 ** random.uniform(*powers, POINTS)
            if name in known:
                drawn[: POINTS // 2] = known[name]
            self.values[name] = drawn
        self.values.setdefault(CHANCE_NAME, random.uniform(size=POINTS))
        self.values.setdefault(STEP_NAME, np.full(POINTS, STEP))

    def try_all(self, trees: Iterable[ast.expr]) -> None:
        """Raise where a part of one of them has no value anywhere."""
        for tree in trees:
            self(tree)

    def __call__(self, node: ast.expr) -> Values:
        """The values of an expression; raises where a part of it has none anywhere."""
        with np.errstate(all="ignore"):
            return np.broadcast_to(np.asarray(self._read(node)[0], np.float64), POINTS)

    def truth(self, node: ast.Compare) -> set[bool]:
        """The truth values of a comparison at all points at which its sides differ by more than rounding."""
        with np.errstate(all="ignore"):
            (left, one), (right, other) = self._read(node.left), self._read(node.comparators[0])
            apart = np.abs(left - right) > ROUNDING * (one + other)
            holds = np.broadcast_to(BINARY[type(node.ops[0])](left, right), POINTS)
            return set(holds[np.broadcast_to(apart, POINTS)].tolist())

    def _read(self, node: ast.expr) -> tuple[Any, Any]:
        """The value, and the size of what was added up to it."""
        if isinstance(node, ast.Constant):
            return float(str(node.value)), abs(float(str(node.value)))
        if isinstance(node, ast.Name):
            return self.values[node.id], np.abs(self.values[node.id])
        if isinstance(node, ast.Compare):
            value: Any = BINARY[type(node.ops[0])](self._read(node.left)[0], self._read(node.comparators[0])[0])
            return value, 1.0
        if isinstance(node, ast.UnaryOp):
            value, size = self._read(node.operand)
            return (np.logical_not(value) if isinstance(node.op, ast.Invert) else UNARY[type(node.op)](value)), size
        if isinstance(node, ast.BinOp):
            return self._joined(node)
        assert isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
        return self._called(node, node.func.id)

    def _joined(self, node: ast.BinOp) -> tuple[Any, Any]:
        (left, one), (right, other) = self._read(node.left), self._read(node.right)
        if isinstance(node.op, ast.Div):
            self._refuse(node, np.abs(right) <= ROUNDING * other)
            value = np.true_divide(left, right)
        else:
            value = BINARY[type(node.op)](left, right)
        return value, one + other if isinstance(node.op, ast.Add | ast.Sub) else np.abs(value)

    def _called(self, node: ast.Call, name: str) -> tuple[Any, Any]:
        given = [self._read(argument) for argument in node.args]
        if name not in FUNCTIONS:
            own = ProbedValues((), {})
            own.values["x"] = np.broadcast_to(np.asarray(given[0][0], np.float64), POINTS)
            return own._read(definition(name))[0], 1.0
        if name == "log":
            self._refuse(node, given[0][0] <= ROUNDING * given[0][1])
        if name == "sqrt":
            self._refuse(node, (given[0][0] <= ROUNDING * given[0][1]) & np.any(given[0][0] < 0.0))
        value = FUNCTIONS[name](*(values for values, _ in given))
        return value, np.abs(value)

    def _refuse(self, node: ast.expr, wrong: Any) -> None:
        if np.all(wrong):
            raise Mistake(NOT_FINITE, place_of(node), shown=text_of_node(node))
