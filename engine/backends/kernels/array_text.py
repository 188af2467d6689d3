"""Functions of numbers as functions of whole arrays, printed from their syntax trees.

A choice by a condition becomes a choice for each element, of which both sides are reckoned; types of numbers become
those of arrays. The order of operations stays, so that both have the same bits.
"""

from __future__ import annotations

import ast
from typing import Any

import numpy as np

NUMBERS = ("np.float32", "np.float64", "np.int32", "np.int64")
BOUNDS: dict[type[ast.cmpop], str] = {ast.Lt: "np.maximum", ast.Gt: "np.minimum"}
SINGLE = "32"
"""How functions in single precision end: a plain number takes their precision, which an array does not."""


def for_arrays(text: str) -> str:
    """The functions of a module, and what it assigns beside them; NumPy is there as ``np``."""
    return "\n\n".join(map(ast.unparse, _on_arrays(text))) + "\n"


def for_arrays_of_numpy(text: str) -> str:
    """The same for NumPy's arrays alone, where each number is an array without dimensions, made once.

    NumPy reads that in half the time of a plain number, which is most of what few elements take.
    """
    body = _on_arrays(text)
    assigned = ast.Module([node for node in body if isinstance(node, ast.Assign)], [])
    scope: dict[str, Any] = {"np": np}
    exec(compile(ast.fix_missing_locations(assigned), "<numbers>", "exec"), scope)
    numbers = _NumbersAsArrays(scope)
    functions = [numbers.visit(node) for node in body if isinstance(node, ast.FunctionDef)]
    return "\n\n".join([*numbers.made.values(), *map(ast.unparse, functions)]) + "\n"


def _on_arrays(text: str) -> list[ast.stmt]:
    body = [node for node in ast.parse(text).body if isinstance(node, ast.FunctionDef | ast.Assign)]
    return [_OnArrays().visit(node) for node in body]


class _OnArrays(ast.NodeTransformer):
    """The tree of one function; ``_numbers`` are names of types, ``_arrays`` all its other ones."""

    def __init__(self) -> None:
        self._numbers, self._arrays = set(NUMBERS), set[str]()

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.FunctionDef:
        self._arrays = {a.arg for a in node.args.args}
        for argument in node.args.args:
            argument.annotation = None
        for assigned in node.body:
            if isinstance(assigned, ast.Assign) and isinstance(name := assigned.targets[0], ast.Name):
                is_type = isinstance(assigned.value, ast.Attribute) and ast.unparse(assigned.value) in NUMBERS
                (self._numbers if is_type else self._arrays).add(name.id)
        node.decorator_list, node.returns = [], None
        self.generic_visit(node)
        return node

    def visit_IfExp(self, node: ast.IfExp) -> ast.expr:
        self.generic_visit(node)
        return ast.Call(ast.parse("np.where", mode="eval").body, [node.test, node.body, node.orelse], [])

    def visit_BoolOp(self, node: ast.BoolOp) -> ast.expr:
        self.generic_visit(node)
        first, *others = node.values
        for other in others:
            first = ast.BinOp(first, ast.BitAnd() if isinstance(node.op, ast.And) else ast.BitOr(), other)
        return first

    def visit_UnaryOp(self, node: ast.UnaryOp) -> ast.expr:
        self.generic_visit(node)
        return ast.UnaryOp(ast.Invert(), node.operand) if isinstance(node.op, ast.Not) else node

    def visit_Call(self, node: ast.Call) -> ast.expr:
        self.generic_visit(node)
        if ast.unparse(node.func) not in self._numbers:
            return node
        if not self._arrays & {n.id for n in ast.walk(node.args[0]) if isinstance(n, ast.Name)}:
            return node  # one number
        keyword = ast.keyword("copy", ast.Constant(False))
        return ast.Call(ast.Attribute(node.args[0], "astype", ast.Load()), [node.func], [keyword])


class _NumbersAsArrays(ast.NodeTransformer):
    """What becomes of single numbers, ``scope`` among them, gets a name; ``made`` are the lines that give it its array.

    A bound that is a number, not 0 of which there are two, is NumPy's own function: it gives the same, NaN as well.
    """

    def __init__(self, scope: dict[str, Any]) -> None:
        self.made: dict[tuple[str, str], str] = {}
        self._numbers, self._scope, self._is_single = scope, scope, False

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.FunctionDef:
        types = [n for n in node.body if isinstance(n, ast.Assign) and ast.unparse(n.value) in NUMBERS]
        self._scope = self._numbers | {ast.unparse(n.targets[0]): getattr(np, n.value.attr) for n in types}  # type: ignore[attr-defined]  # one of NUMBERS
        self._is_single = node.name.endswith(SINGLE)
        node.body = [self.visit(statement) for statement in node.body]
        return node

    def visit(self, node: ast.AST) -> Any:
        number = self._number(node)
        if number is None:
            return super().visit(node)
        value = np.asarray(number)
        text = str(value) if value.dtype.kind == "i" else f"float('{float(value)!r}')"
        line = f"number_{len(self.made)} = np.array({text}, np.{value.dtype})"
        return ast.Name(self.made.setdefault((text, value.dtype.name), line).partition(" ")[0], ast.Load())

    def _number(self, node: ast.AST) -> Any:
        """The value of an expression of numbers alone; None where it has none, or where an array would not do."""
        if not isinstance(node, ast.expr) or isinstance(getattr(node, "ctx", None), ast.Store):
            return None
        if any(isinstance(n, ast.Name) and n.id not in self._scope for n in ast.walk(node)):
            return None
        try:
            value = eval(ast.unparse(node), self._scope)
        except TypeError:  # a type that is called with an array
            return None
        if isinstance(value, float | int) and not isinstance(value, bool | np.generic):
            return None if self._is_single else value
        return value if isinstance(value, np.generic) else None

    def visit_Call(self, node: ast.Call) -> ast.expr:
        if ast.unparse(node.func) == "np.where" and isinstance(test := node.args[0], ast.Compare):
            by, (bound,) = BOUNDS.get(type(test.ops[0])), test.comparators
            same = [ast.unparse(bound), ast.unparse(test.left)] == [ast.unparse(n) for n in node.args[1:]]
            if by and same and self._number(bound):
                return ast.Call(ast.parse(by, mode="eval").body, [self.visit(test.left), self.visit(bound)], [])
        self.generic_visit(node)
        return node
