"""An equation's value, computed by walking its syntax tree with any meaning of names and functions.

Numbers, arrays and SymPy's symbols alike: the walk only joins what the caller gives. Nothing is executed.
"""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from engine.model.declaration import Equation
from engine.model.equations.tree import assignments, returned_expression
from engine.model.functions import COMPOSED, CONSTANTS

BINARY: Mapping[type, Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: operator.pow,
    ast.BitAnd: operator.and_,
    ast.BitOr: operator.or_,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
}
UNARY: Mapping[type, Callable[[Any], Any]] = {
    ast.USub: operator.neg,
    ast.UAdd: operator.pos,
    ast.Invert: operator.invert,
}


def value(equation: Equation, names: Mapping[str, Any], functions: Mapping[str, Callable[..., Any]]) -> Any:
    """The value of the equation where ``names`` hold its arguments; named parts are evaluated in order."""
    known = {**CONSTANTS, **{name: names[name] for name in equation.arguments}}
    for part, node in assignments(equation):
        known[part] = value_of_expression(node, known, functions)
    return value_of_expression(returned_expression(equation), known, functions)


def value_of_expression(node: ast.expr, names: Mapping[str, Any], functions: Mapping[str, Callable[..., Any]]) -> Any:
    """The value of one expression."""
    if isinstance(node, ast.Constant):
        return node.value
    if isinstance(node, ast.Name):
        return names[node.id]
    if isinstance(node, ast.BinOp):
        return BINARY[type(node.op)](
            value_of_expression(node.left, names, functions), value_of_expression(node.right, names, functions)
        )
    if isinstance(node, ast.UnaryOp):
        return UNARY[type(node.op)](value_of_expression(node.operand, names, functions))
    if isinstance(node, ast.Compare):
        left, right = (
            value_of_expression(node.left, names, functions),
            value_of_expression(node.comparators[0], names, functions),
        )
        return BINARY[type(node.ops[0])](left, right)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        given = [value_of_expression(argument, names, functions) for argument in node.args]
        known = functions.get(node.func.id)
        return known(*given) if known is not None else composed(node.func.id, given[0], functions)
    raise TypeError(f"{ast.unparse(node)!r} has no place in an equation")


@cache  # parsed at every use of the function else (decision 0220)
def definition(name: str) -> ast.expr:
    """The tree of a composed function of ``x``."""
    return ast.parse(COMPOSED[name], mode="eval").body


def composed(name: str, x: Any, functions: Mapping[str, Callable[..., Any]]) -> Any:
    """The value of a composed function at ``x``."""
    return value_of_expression(definition(name), {"x": x}, functions)
