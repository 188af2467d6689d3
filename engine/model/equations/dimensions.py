"""Dimensional analysis: whether a model's equations hold for its declared units, factors included."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from enum import StrEnum

from engine.model.declaration import Equation, Model
from engine.model.equations.tree import assignments, returned_expression
from engine.model.functions import COMPOSED
from engine.units import ONE, Unit, unit

BORROWED = {
    "t": unit("ms"),
    "h": unit("ms"),
    "duration": unit("ms"),
    "u": ONE,
    "u_common": ONE,
    "y": ONE,
    "z": ONE,
    "unit": ONE,
    "x": ONE,
    "V": unit("mV"),
    "V_pre": unit("mV"),
    "w": unit("pA"),
    "total": unit("pA"),
    "MS_PER_S": unit("ms/s"),
    "mV": unit("mV"),
    "ms": unit("ms"),
    "PI": ONE,
}
"""What an equation may use without declaring it; ``V`` and ``w`` stand for any membrane and any weight."""
MS = unit("ms")
PURE = frozenset({"exp", "log", "sin", "exprel", "floor", *COMPOSED})
CONDITION = "condition"
ZERO = "zero"
Kind = Unit | str


class Why(StrEnum):
    """The kind of a disagreement."""

    UNITS = "two units"
    CONDITION = "a condition where a number is needed"
    NUMBER = "a number where a condition is needed"
    PURE = "a unit where a plain number is needed"
    ROOT = "a root without a unit"


class Disagreement(TypeError):
    """Two parts of an equation have different units; ``node`` is where, ``left`` and ``right`` what they are."""

    def __init__(self, why: Why, node: ast.expr, left: Kind = CONDITION, right: Kind = CONDITION) -> None:
        self.why, self.node, self.left, self.right = why, node, left, right
        super().__init__(f"{ast.unparse(node)}: {why.value}: {left} and {right}")


def _own(model: type[Model], text: str) -> Unit:
    """A declared unit; an empty one is the membrane's or the weight's, whatever that is."""
    if text:
        return unit(text)
    return BORROWED["w"] if model.kind in ("plasticity", "short_term") else BORROWED["V"]


class Analysis:
    """The units of expressions whose ``names`` have theirs; a call raises :class:`Disagreement`."""

    def __init__(self, names: Mapping[str, Kind]) -> None:
        self.names: dict[str, Kind] = {**BORROWED, **names}

    @classmethod
    def of(cls, model: type[Model]) -> Analysis:
        names: dict[str, Kind] = {name: _own(model, quantity.unit) for name, quantity in model.quantities.items()}
        weight = getattr(model, "weight", None)
        if weight is not None:
            names["weight"] = _own(model, weight.unit)
        return cls(names)

    def equation(self, equation: Equation) -> Kind:
        for name, value in assignments(equation):
            self.names[name] = self(value)
        return self(returned_expression(equation))

    def same(self, node: ast.expr, a: Kind, b: Kind) -> Kind:
        if a == ZERO or b == ZERO:
            return b if a == ZERO else a
        if isinstance(a, Unit) and isinstance(b, Unit) and a.agrees_with(b):
            return a
        if CONDITION in (a, b):
            raise Disagreement(Why.CONDITION, node, a, b)
        raise Disagreement(Why.UNITS, node, a, b)

    def measured(self, node: ast.expr) -> Unit:
        kind = self(node)
        if kind == ZERO:
            return ONE
        if isinstance(kind, Unit):
            return kind
        raise Disagreement(Why.CONDITION, node)

    def condition(self, node: ast.expr) -> Kind:
        kind = self(node)
        if kind != CONDITION:
            raise Disagreement(Why.NUMBER, node, kind)
        return CONDITION

    def number(self, node: ast.expr) -> Kind:
        kind = self(node)
        if kind == CONDITION:
            raise Disagreement(Why.CONDITION, node)
        return kind

    def __call__(self, node: ast.expr) -> Kind:
        if isinstance(node, ast.Constant):
            measured = str(getattr(node, "unit", ""))
            return unit(measured) if measured else ZERO if node.value == 0 else ONE
        if isinstance(node, ast.Name):
            return self.names[node.id]
        if isinstance(node, ast.UnaryOp):
            return self.condition(node.operand) if isinstance(node.op, ast.Invert) else self.number(node.operand)
        if isinstance(node, ast.Compare):
            self.same(node, self(node.left), self(node.comparators[0]))
            return CONDITION
        if isinstance(node, ast.Call):
            return self._call(node)
        if isinstance(node, ast.BinOp):
            return self._binary(node)
        raise TypeError(f"{ast.unparse(node)!r} has no place in an equation")

    def _binary(self, node: ast.BinOp) -> Kind:
        if isinstance(node.op, ast.BitAnd | ast.BitOr):
            self.condition(node.left)
            return self.condition(node.right)
        if isinstance(node.op, ast.Add | ast.Sub):
            return self.same(node, self.number(node.left), self.number(node.right))
        if isinstance(node.op, ast.Pow) and isinstance(node.right, ast.Constant):
            return self.measured(node.left) ** int(str(node.right.value))
        left, right = self.measured(node.left), self.measured(node.right)
        return left / right if isinstance(node.op, ast.Div) else left * right

    def _call(self, node: ast.Call) -> Kind:
        name = node.func.id if isinstance(node.func, ast.Name) else ""
        if name == "where":
            self.condition(node.args[0])
            return self.same(node, self(node.args[1]), self(node.args[2]))
        if name in ("minimum", "maximum"):
            return self.same(node, self(node.args[0]), self(node.args[1]))
        kind = self.measured(node.args[0])
        if name in PURE and not kind.agrees_with(ONE):
            raise Disagreement(Why.PURE, node, kind, ONE)
        if name == "sqrt":
            if any(power % 2 for power in kind.dimension):
                raise Disagreement(Why.ROOT, node, kind, ONE)
            return Unit(kind.factor**0.5, *(power // 2 for power in kind.dimension))
        return kind


def agree(analysis: Analysis, node: ast.expr, kind: Kind, expected: Kind) -> None:
    """Raise :class:`Disagreement` where the result of ``node`` is not what is expected."""
    if kind != expected and CONDITION in (kind, expected):
        raise Disagreement(Why.CONDITION if kind == CONDITION else Why.NUMBER, node, kind, expected)
    if kind != CONDITION:
        analysis.same(node, kind, expected)
