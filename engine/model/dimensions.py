"""Dimensional analysis: whether a model's equations hold for its declared units, factors included."""

from __future__ import annotations

import ast

from engine.model.declaration import Equation, Model
from engine.model.tree import assignments, result
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
    "w": unit("pA"),
    "MS_PER_S": unit("ms/s"),
    "PI": ONE,
}
"""What an equation may use without declaring it; ``V`` and ``w`` stand for any membrane and any weight."""
MS = unit("ms")
PURE = frozenset({"exp", "log", "sin", "exprel", "floor"})
CONDITION = "condition"
ZERO = "zero"
Kind = Unit | str


class Disagreement(TypeError):
    """Two parts of an equation have different units."""


def _own(model: type[Model], text: str) -> Unit:
    """A declared unit; an empty one is the membrane's or the weight's, whatever that is."""
    if text:
        return unit(text)
    return BORROWED["w"] if model.kind == "plasticity" else BORROWED["V"]


class _Analysis:
    def __init__(self, model: type[Model]) -> None:
        self.names: dict[str, Kind] = dict(BORROWED)
        self.names |= {name: _own(model, quantity.unit) for name, quantity in model.quantities.items()}
        weight = getattr(model, "weight", None)
        if weight is not None:
            self.names["weight"] = _own(model, weight.unit)

    def equation(self, equation: Equation) -> Kind:
        for name, value in assignments(equation):
            self.names[name] = self(value)
        return self(result(equation))

    def same(self, node: ast.expr, a: Kind, b: Kind) -> Kind:
        if a == ZERO or b == ZERO:
            return b if a == ZERO else a
        if isinstance(a, Unit) and isinstance(b, Unit) and a.agrees_with(b):
            return a
        raise Disagreement(f"{ast.unparse(node)}: {a} and {b}")

    def measured(self, node: ast.expr) -> Unit:
        kind = self(node)
        if kind == ZERO:
            return ONE
        if isinstance(kind, Unit):
            return kind
        raise Disagreement(f"{ast.unparse(node)} is a condition, not a number")

    def __call__(self, node: ast.expr) -> Kind:
        if isinstance(node, ast.Constant):
            return ZERO if node.value == 0 else ONE
        if isinstance(node, ast.Name):
            return self.names[node.id]
        if isinstance(node, ast.UnaryOp):
            return self(node.operand)
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
            if self(node.left) != CONDITION or self(node.right) != CONDITION:
                raise Disagreement(f"{ast.unparse(node)} joins what are no conditions")
            return CONDITION
        if isinstance(node.op, ast.Add | ast.Sub):
            return self.same(node, self(node.left), self(node.right))
        if isinstance(node.op, ast.Pow) and isinstance(node.right, ast.Constant):
            return self.measured(node.left) ** int(str(node.right.value))
        left, right = self.measured(node.left), self.measured(node.right)
        return left / right if isinstance(node.op, ast.Div) else left * right

    def _call(self, node: ast.Call) -> Kind:
        name = node.func.id if isinstance(node.func, ast.Name) else ""
        if name == "where":
            if self(node.args[0]) != CONDITION:
                raise Disagreement(f"{ast.unparse(node.args[0])} is no condition")
            return self.same(node, self(node.args[1]), self(node.args[2]))
        if name in ("minimum", "maximum"):
            return self.same(node, self(node.args[0]), self(node.args[1]))
        kind = self.measured(node.args[0])
        if name in PURE:
            self.same(node, kind, ONE)
        if name == "sqrt":
            if any(power % 2 for power in kind.dimension):
                raise Disagreement(f"{ast.unparse(node)}: the root of {kind}")
            return Unit(kind.factor**0.5, *(power // 2 for power in kind.dimension))
        return kind


def _expected(model: type[Model], name: str, names: dict[str, Kind]) -> Kind:
    """The unit that the equation's name promises."""
    if name == "spike":
        return CONDITION
    if name == "expected_spikes":
        return ONE
    if name == "current":
        return unit(str(getattr(model, "current_unit", "1")))
    if name.startswith("weight_after_") or name == "sent":
        return names["w"]
    if name.endswith("_dt"):
        state = names[name[1:-3]]
        return state / MS if isinstance(state, Unit) else state
    moved = name.removesuffix("_next").removesuffix("_start").removesuffix("_before_sending")
    return names[moved.rpartition("_after_")[0] or moved]


def disagreements(model: type[Model]) -> list[str]:
    """One sentence for each equation whose units do not agree; empty where all do."""
    found = []
    for equation in model.equations.values():
        analysis = _Analysis(model)
        expected = _expected(model, equation.name, analysis.names)
        try:
            kind = analysis.equation(equation)
            if CONDITION in (kind, expected) and kind != expected:
                raise Disagreement(f"the result is {kind}, not {expected}")
            if kind != CONDITION:
                analysis.same(result(equation), kind, expected)
        except Disagreement as error:
            found.append(f"{model.__name__}.{equation.name}: {error}")
    return found
