"""Functions of numbers as functions of whole arrays, printed from their syntax trees.

A choice by a condition becomes a choice for each element, of which both sides are reckoned; types of numbers become
those of arrays. The order of operations stays, so that both have the same bits.
"""

from __future__ import annotations

import ast
from typing import Any

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
    assigned = [node for node in body if isinstance(node, ast.Assign)]
    numbers = _NumbersAsArrays({ast.unparse(node.targets[0]) for node in assigned})
    functions = [numbers.visit(node) for node in body if isinstance(node, ast.FunctionDef)]
    made = [f"{name} = np.array({number})" for number, name in numbers.made.items()]
    return "\n\n".join([*map(ast.unparse, assigned), *made, *map(ast.unparse, functions)]) + "\n"


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
    """Names in place of numbers, those ``assigned`` beside the functions among them: ``made`` gives each text its name.

    A bound that is a number, not 0 of which there are two, is NumPy's own function: it gives the same, NaN as well.
    """

    def __init__(self, assigned: set[str]) -> None:
        self.made: dict[str, str] = {}
        self._assigned, self._types, self._is_single = assigned, dict[str, str](), False

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.FunctionDef:
        named = [n for n in node.body if isinstance(n, ast.Assign) and ast.unparse(n.value) in NUMBERS]
        self._types = {n: n for n in NUMBERS} | {ast.unparse(n.targets[0]): ast.unparse(n.value) for n in named}
        self._is_single = node.name.endswith(SINGLE)
        node.body = [self.visit(statement) for statement in node.body]
        return node

    def visit(self, node: ast.AST) -> Any:
        number = self._number(node)
        if number is None:
            return super().visit(node)
        return ast.Name(self.made.setdefault(number, f"number_{len(self.made)}"), ast.Load())

    def _number(self, node: ast.AST) -> str | None:
        """The text of a number; None of anything else, and where an array would not do."""
        if isinstance(node, ast.Call) and (kind := self._types.get(ast.unparse(node.func))) and not node.keywords:
            return f"{kind}({ast.unparse(node.args[0])})" if self._is_plain(node.args[0]) else None
        return ast.unparse(node) if self._is_plain(node) and not self._is_single else None

    def _is_plain(self, node: ast.AST) -> bool:
        match node:
            case ast.Constant(value):
                return type(value) in (int, float)
            case ast.Name(name, ast.Load()):
                return name in self._assigned
            case ast.UnaryOp(ast.USub(), value) | ast.Subscript(value, ast.Constant()):
                return self._is_plain(value)
            case ast.BinOp(left, _, right):
                return self._is_plain(left) and self._is_plain(right)
        return False

    def visit_Call(self, node: ast.Call) -> ast.expr:
        if ast.unparse(node.func) == "np.where" and isinstance(test := node.args[0], ast.Compare):
            by, (bound,) = BOUNDS.get(type(test.ops[0])), test.comparators
            same = [ast.unparse(bound), ast.unparse(test.left)] == [ast.unparse(n) for n in node.args[1:]]
            if (
                by
                and same
                and self._number(bound)
                and any(isinstance(n, ast.Constant) and n.value for n in ast.walk(bound))
            ):
                return ast.Call(ast.parse(by, mode="eval").body, [self.visit(test.left), self.visit(bound)], [])
        self.generic_visit(node)
        return node
