"""Functions of numbers as functions of whole arrays, printed from their syntax trees.

A choice by a condition becomes a choice for each element, of which both sides are reckoned; types of numbers become
those of arrays. The order of operations stays, so that both have the same bits.
"""

from __future__ import annotations

import ast

NUMBERS = ("np.float32", "np.float64", "np.int32", "np.int64")


def for_arrays(text: str) -> str:
    """The functions of a module, and what it assigns beside them; NumPy is there as ``np``."""
    body = [node for node in ast.parse(text).body if isinstance(node, ast.FunctionDef | ast.Assign)]
    return "\n\n".join(ast.unparse(_OnArrays().visit(node)) for node in body) + "\n"


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
