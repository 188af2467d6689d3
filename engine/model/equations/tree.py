"""The syntax tree of an equation, checked against the small grammar in which equations are written.

Assignments of names, then one ``return``; arithmetic, comparisons joined with ``&`` and ``|``, and calls of
the elementary functions.
"""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from engine.model.declaration import Equation
from engine.model.functions import NAMES

ALLOWED = (
    ast.BinOp, ast.UnaryOp, ast.Compare, ast.Call, ast.Name, ast.Constant, ast.Tuple, ast.Load, ast.Store,
    ast.Add, ast.Sub, ast.Mult, ast.Div, ast.Pow, ast.USub, ast.UAdd, ast.Invert, ast.BitAnd, ast.BitOr,
    ast.Lt, ast.LtE, ast.Gt, ast.GtE, ast.Assign, ast.Return,
)  # fmt: skip


KEPT = 4096  # equations whose tree is kept: every discovered one and the latest that were typed


class NotAnEquation(TypeError):
    """The function holds something that no equation may."""


def _check(statement: ast.stmt, name: str) -> None:
    for node in ast.walk(statement):
        if not isinstance(node, ALLOWED):
            raise NotAnEquation(f"{name}: {ast.unparse(node)!r} has no place in an equation")
        if isinstance(node, ast.Call) and not (isinstance(node.func, ast.Name) and node.func.id in NAMES):
            raise NotAnEquation(f"{name} calls {ast.unparse(node.func)!r}")
        if isinstance(node, ast.Constant) and (isinstance(node.value, bool) or not isinstance(node.value, int | float)):
            raise NotAnEquation(f"{name}: {node.value!r} is no number")
        if isinstance(node, ast.Compare) and len(node.ops) != 1:
            raise NotAnEquation(f"{name}: write {ast.unparse(node)!r} as two comparisons joined with &")


def _body(function: Callable[..., Any], name: str) -> list[ast.stmt]:
    module = ast.parse(textwrap.dedent(inspect.getsource(function)))
    (definition,) = module.body
    if not isinstance(definition, ast.FunctionDef):
        raise NotAnEquation(f"{name} is no plain function")
    return definition.body[1:] if ast.get_docstring(definition) else definition.body


@lru_cache(maxsize=KEPT)  # parses an equation, which many passes read (decision 0220)
def statements(equation: Equation) -> tuple[ast.stmt, ...]:
    """The body without its docstring: assignments, then a return; raise :class:`NotAnEquation` otherwise."""
    written = equation.written
    body = list(written) if isinstance(written, tuple) else _body(written, equation.name)
    for statement in body:
        _check(statement, equation.name)
    if not body or not isinstance(body[-1], ast.Return) or any(not isinstance(s, ast.Assign) for s in body[:-1]):
        raise NotAnEquation(f"{equation.name} must assign names, then return")
    return tuple(body)


def assignments(equation: Equation) -> list[tuple[str, ast.expr]]:
    """The named parts before the return, in order; a tuple on both sides counts as several."""
    found: list[tuple[str, ast.expr]] = []
    for statement in statements(equation)[:-1]:
        if not isinstance(statement, ast.Assign) or len(statement.targets) != 1:
            raise NotAnEquation(f"{equation.name}: one name is assigned at a time")
        target, value = statement.targets[0], statement.value
        pairs = [(target, value)]
        if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
            pairs = list(zip(target.elts, value.elts, strict=True))
        for name, part in pairs:
            if not isinstance(name, ast.Name):
                raise NotAnEquation(f"{equation.name}: only names are assigned")
            found.append((name.id, part))
    return found


def returned_expression(equation: Equation) -> ast.expr:
    """The returned expression."""
    last = statements(equation)[-1]
    if not isinstance(last, ast.Return) or last.value is None:
        raise NotAnEquation(f"{equation.name} returns nothing")
    return last.value
