"""Equations of a model as Brian2 reads them: without units, conditions joined by words."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from typing import Any

from engine.model.declaration import Equation
from engine.model.quantities import Input
from engine.model.tree import assignments, result

CALLS = frozenset({"exp", "log", "sqrt", "tanh", "sin", "cos"})
TAKEN = frozenset(
    {"i", "j", "t", "dt", "N", "xi", "pulse", "kick", "lastspike"}
)  # what Brian2 or the scripts mean by them


def inputs(model: Any) -> list[str]:
    """Names of the currents into a neuron."""
    return [name for name, q in model.quantities.items() if isinstance(q, Input)]


def is_readable(equation: Equation, known: set[str]) -> bool:
    """Whether Brian2 has the functions, and the script the names; what is drawn by chance is among neither."""
    if not set(equation.arguments) <= known:
        return False
    calls = [n for n in ast.walk(value_of(equation)) if isinstance(n, ast.Call)]
    return all(isinstance(n.func, ast.Name) and n.func.id in CALLS for n in calls)


def value_of(equation: Equation) -> ast.expr:
    """The value with its named parts put in their places."""
    parts: dict[str, ast.expr] = {}
    for name, value in assignments(equation):
        parts[name] = _Put(parts).visit(_copy(value))
    put: ast.expr = _Put(parts).visit(_copy(result(equation)))
    return put


def expression(equation: Equation, renamed: Mapping[str, str] | None = None) -> str:
    """The value as text; ``renamed`` are other texts for some names."""
    put = {name: ast.parse(text, mode="eval").body for name, text in (renamed or {}).items()}
    value = _Put(put).visit(_copy(value_of(equation)))
    return ast.unparse(value).replace("&", "and").replace("|", "or")


def _copy(node: ast.expr) -> ast.expr:
    return ast.parse(ast.unparse(node), mode="eval").body


class _Put(ast.NodeTransformer):
    def __init__(self, parts: Mapping[str, ast.expr]) -> None:
        self._parts = parts

    def visit_Name(self, node: ast.Name) -> ast.expr:
        return self._parts.get(node.id, node)
