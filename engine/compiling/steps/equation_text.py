"""One equation as a function of a compiled loop, printed from its syntax tree in the order in which it is written."""

from __future__ import annotations

import ast
from collections.abc import Callable
from copy import deepcopy
from typing import Any

from engine.backends.kernels.array_text import for_arrays
from engine.backends.kernels.kernel import once
from engine.backends.kernels.source_cache import loaded
from engine.model.declaration import Equation, Model
from engine.model.equations.evaluation import definition
from engine.model.equations.tree import assignments, returned_expression
from engine.model.functions import COMPOSED, CONSTANTS

NUMPY_TEXT = '''"""Equations on arrays."""

import numpy as np

from engine.backends.functions.elementary_numpy import exp, exprel, log, sin

F = np.{precision}


'''
INFIX = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/"}
RELATIONS = {ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">="}
JOINS = {ast.BitAnd: "and", ast.BitOr: "or"}
SIGNS = {ast.USub: "-", ast.UAdd: "+"}
FUNCTIONS = {
    **{name: name for name in ("exp", "log", "sin", "exprel")},
    "sqrt": "np.sqrt",
    "floor": "np.floor",
    "absolute": "abs",
}
SELECT = "({a} if {c} else {b})"


class _EquationWriter:
    """Prints expressions; every composite part stands in brackets, so that the tree alone gives the order."""

    def number(self, value: float) -> str:
        return f"F({float(value)!r})"

    def __call__(self, node: ast.expr) -> str:
        method: Callable[[ast.expr], str] = getattr(self, f"_{type(node).__name__.lower()}")
        return method(node)

    def _constant(self, node: ast.Constant) -> str:
        return self.number(float(str(node.value)))

    def _name(self, node: ast.Name) -> str:
        return self.number(CONSTANTS[node.id]) if node.id in CONSTANTS else node.id

    def _unaryop(self, node: ast.UnaryOp) -> str:
        if isinstance(node.op, ast.Invert):
            return f"(not {self(node.operand)})"
        return f"({SIGNS[type(node.op)]}{self(node.operand)})"

    def _binop(self, node: ast.BinOp) -> str:
        if isinstance(node.op, ast.Pow):
            return self._power(node)
        if type(node.op) in JOINS:
            return f"({self(node.left)} {JOINS[type(node.op)]} {self(node.right)})"
        return f"({self(node.left)} {INFIX[type(node.op)]} {self(node.right)})"

    def _power(self, node: ast.BinOp) -> str:
        exponent = node.right
        if not isinstance(exponent, ast.Constant) or not isinstance(exponent.value, int) or exponent.value < 1:
            raise TypeError(f"{ast.unparse(node)}: only whole powers have the same bits everywhere")
        return f"({' * '.join([self(node.left)] * exponent.value)})"

    def _compare(self, node: ast.Compare) -> str:
        return f"({self(node.left)} {RELATIONS[type(node.ops[0])]} {self(node.comparators[0])})"

    def _call(self, node: ast.Call) -> str:
        name = node.func.id if isinstance(node.func, ast.Name) else ""
        given = [self(argument) for argument in node.args]
        if name == "where":
            return SELECT.format(c=given[0], a=given[1], b=given[2])
        if name in ("minimum", "maximum"):
            sign = "<" if name == "minimum" else ">"
            return SELECT.format(c=f"{given[0]} {sign} {given[1]}", a=given[0], b=given[1])
        if name in COMPOSED:
            return self(_Filled(node.args[0]).visit(deepcopy(definition(name))))
        return f"{FUNCTIONS[name]}({', '.join(given)})"


class _Filled(ast.NodeTransformer):
    """Puts an argument in the place of a composed function's ``x``."""

    def __init__(self, argument: ast.expr) -> None:
        self._argument = argument

    def visit_Name(self, node: ast.Name) -> ast.expr:
        return self._argument if node.id == "x" else node


def _named(model: type[Model], name: str) -> Equation:
    if name not in model.equations:
        raise KeyError(f"{model.__name__} has no equation {name!r}")
    return model.equations[name]


def equation_arguments(model: type[Model], name: str) -> tuple[str, ...]:
    """The arguments of the function that :func:`equation_text` writes, in order."""
    return _named(model, name).arguments


def equation_text(model: type[Model], name: str) -> str:
    """The function ``name(arguments)`` of numbers.

    ``F`` must be the type of numbers where the text is used; exp, log, sin and exprel must be there when mentioned.
    """
    equation, writer = _named(model, name), _EquationWriter()
    body = "".join(f"    {part} = {writer(value)}\n" for part, value in assignments(equation))
    return f"def {name}({', '.join(equation.arguments)}):\n{body}    return {writer(returned_expression(equation))}\n"


@once
def on_arrays(model: type[Model], precision: str) -> Any:
    """A module with every equation of the model as a function of arrays, or of numbers."""
    texts = "\n\n".join(equation_text(model, name) for name in model.equations)
    return loaded(NUMPY_TEXT.format(precision=precision) + for_arrays(texts))
