"""Threshold, reset and refractory time of typed equations, and the traits that follow from them."""

from __future__ import annotations

import ast
from collections.abc import Collection, Mapping

from engine.model.declaration import Reset

SIGNS: Mapping[str, ast.operator] = {"+": ast.Add(), "-": ast.Sub(), "*": ast.Mult(), "/": ast.Div()}


def changed_value(name: str, sign: str, right: ast.expr) -> ast.expr:
    """The new value of ``name sign= right``."""
    return ast.BinOp(ast.Name(name, ast.Load()), SIGNS[sign], right) if sign else right


def reset_trait(resets: Mapping[str, ast.expr], reads: Collection[str], membrane: str, names: Collection[str]) -> Reset:
    """The kind of the resets: of the membrane alone, to a value or by subtraction, or any map.

    ``reads`` are the states that the membrane's new value depends on, through named parts too; ``names`` are
    all states and named parts.
    """
    if not resets:
        return Reset.NONE
    if set(resets) != {membrane}:
        return Reset.MAP
    if not reads:
        return Reset.TO_VALUE
    rest = other_terms(resets[membrane], membrane)
    if rest is not None and not any(mentions(part, names) for part in rest):
        return Reset.BY_SUBTRACTION
    return Reset.MAP


def other_terms(node: ast.expr, name: str) -> list[ast.expr] | None:
    """The other terms of a sum in which ``name`` is one term, without their signs; None where it is not."""
    if isinstance(node, ast.Name) and node.id == name:
        return []
    if not isinstance(node, ast.BinOp) or not isinstance(node.op, ast.Add | ast.Sub):
        return None
    left = other_terms(node.left, name)
    if left is not None:
        return [*left, node.right]
    right = other_terms(node.right, name) if isinstance(node.op, ast.Add) else None
    return None if right is None else [*right, node.left]


def mentions(node: ast.expr, names: Collection[str]) -> bool:
    return any(isinstance(part, ast.Name) and part.id in names for part in ast.walk(node))


def times_read(node: ast.expr, name: str) -> int:
    """The number of times that a text reads a name; what the grammar writes out several times was read once."""
    return len({id(part) for part in ast.walk(node) if isinstance(part, ast.Name) and part.id == name})
