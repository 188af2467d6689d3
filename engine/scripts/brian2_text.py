"""Equations of a model as Brian2 reads them: without units, conditions joined by words."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from typing import Any

from engine.model.declaration import Equation, NeuronModel, SynapseModel
from engine.model.equations.tree import assignments, returned_expression
from engine.model.quantities import Input

CALLS = frozenset({"exp", "log", "sqrt", "tanh", "sin", "cos"})
TAKEN = frozenset(
    {"i", "j", "t", "dt", "N", "xi", "pulse", "kick", "lastspike"}
)  # what Brian2 or the scripts mean by them


def inputs(model: Any) -> list[str]:
    """Names of the currents into a neuron."""
    return [name for name, q in model.quantities.items() if isinstance(q, Input)]


def is_readable(equation: Equation, known: set[str]) -> bool:
    """Tell whether Brian2 has the functions, and the script the names; what is drawn by chance is among neither."""
    if not set(equation.arguments) <= known:
        return False
    calls = [n for n in ast.walk(substituted(equation)) if isinstance(n, ast.Call)]
    return all(isinstance(n.func, ast.Name) and n.func.id in CALLS for n in calls)


def substituted(equation: Equation) -> ast.expr:
    """The value with its named parts put in their places."""
    parts: dict[str, ast.expr] = {}
    for name, value in assignments(equation):
        parts[name] = _Put(parts).visit(_copy(value))
    put: ast.expr = _Put(parts).visit(_copy(returned_expression(equation)))
    return put


def expression(equation: Equation, renamed: Mapping[str, str] | None = None) -> str:
    """The value as text; ``renamed`` are other texts for some names."""
    put = {name: ast.parse(text, mode="eval").body for name, text in (renamed or {}).items()}
    value = _Put(put).visit(_copy(substituted(equation)))
    return ast.unparse(value).replace("&", "and").replace("|", "or")


def says_neuron(model: type[NeuronModel]) -> bool:
    """Tell whether Brian2 can read every equation of a continuous neuron."""
    known = {*model.parameters(), *model.states(), *inputs(model)}
    if model.is_discrete() or not model.fires() or known & TAKEN or len(inputs(model)) != 1:
        return False
    return all(is_readable(equation, known) for equation in model.equations.values())


def says_synapse(synapse: type[SynapseModel]) -> bool:
    """Tell whether it can read every equation of a receptor, whose states move, and what arrives is added to one."""
    if any(f"d{state}_dt" not in synapse.equations for state in synapse.states()):
        return False
    known = {*synapse.parameters(), *synapse.states(), "V", "weight"}
    arrivals = [e for n, e in synapse.equations.items() if n.endswith("_after_arrival")]
    readable = all(is_readable(equation, known) for equation in synapse.equations.values())
    return readable and not synapse.couples() and all(increment(e) is not None for e in arrivals)


def increment(equation: Any) -> ast.expr | None:
    """The amount that an arrival adds to a state; None where it does something else."""
    value = substituted(equation)
    state = equation.name.removesuffix("_after_arrival")
    if isinstance(value, ast.BinOp) and isinstance(value.op, ast.Add) and ast.unparse(value.left) == state:
        return value.right
    return None


def is_linear(model: type[NeuronModel], state: str) -> bool:
    """Tell whether a rate multiplies no state by another and calls no function of one."""
    equation = model.equations.get(f"d{state}_dt")
    if equation is None:
        return True
    moving = {*model.states(), *inputs(model)}

    def moves(node: ast.expr) -> bool:
        return any(isinstance(n, ast.Name) and n.id in moving for n in ast.walk(node))

    for node in ast.walk(substituted(equation)):
        if isinstance(node, ast.Call | ast.Compare) and moves(node):
            return False
        if isinstance(node, ast.BinOp):
            if isinstance(node.op, ast.Mult) and moves(node.left) and moves(node.right):
                return False
            if (isinstance(node.op, ast.Div) and moves(node.right)) or (isinstance(node.op, ast.Pow) and moves(node)):
                return False
    return not any(s.at_most for s in model.states().values())


def renamed(value: ast.expr | None, names: Mapping[str, str]) -> str:
    """An expression with other names, as text."""
    assert value is not None
    text = ast.parse(ast.unparse(value), mode="eval").body
    for node in ast.walk(text):
        if isinstance(node, ast.Name):
            node.id = names.get(node.id, node.id)
    return ast.unparse(text)


def _copy(node: ast.expr) -> ast.expr:
    return ast.parse(ast.unparse(node), mode="eval").body


class _Put(ast.NodeTransformer):
    def __init__(self, parts: Mapping[str, ast.expr]) -> None:
        self._parts = parts

    def visit_Name(self, node: ast.Name) -> ast.expr:
        return self._parts.get(node.id, node)
