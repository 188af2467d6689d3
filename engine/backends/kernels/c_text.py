"""Functions of compiled loops as C for a device, printed from their syntax trees.

What is read is the Python that Numba compiles: numbers, arrays by their indices, slices that begin somewhere, counted
loops, conditions. Names are declared at the top of their function, whole numbers among them with 64 bits. The order of
operations stays, and the rest of a division is that of Python. A loop that threads share (:class:`Sharing`) is gone
through by all of them; what is stored outside of such loops, one thread stores.
"""

from __future__ import annotations

import ast
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from engine.backends.kernels.argument import Argument
from engine.backends.kernels.c_expressions import (
    LESS,
    MODULO,
    OPERATORS,
    QUOTIENT,
    TYPES,
    CScope,
    Functions,
    Parameters,
    dotted,
    pairs,
    root,
    wider,
)

HINTS = frozenset({"fetch"})  # to a processor
REST = f"""__device__ inline long long {MODULO}(long long a, long long n) {{
    const long long rest = a % n;
    return rest < 0 ? rest + n : rest;
}}
"""
WHOLE_PART = f"""__device__ inline long long {QUOTIENT}(long long a, long long n) {{ return (a - {MODULO}(a, n)) / n; }}
"""
THREAD, THREADS = "blockIdx.x * (long long)blockDim.x + threadIdx.x", "gridDim.x * (long long)blockDim.x"
WAYS = {"every": (THREAD, THREADS), "block": ("blockIdx.x", "gridDim.x"), "lane": ("threadIdx.x", "blockDim.x")}
FIRST_THREAD = "blockIdx.x == 0 && threadIdx.x == 0"


@dataclass(frozen=True)
class Sharing:
    """The loops that threads share, by the name of what they count, and what several threads write to.

    All threads share the turns of ``every``, each block takes one of ``block``, whose threads share those of ``lane``.
    To the arrays ``summed`` any of them may add. ``count`` is a number that grows: of a log, or none.
    """

    every: str = "i"
    block: str = ""
    lane: str = ""
    summed: tuple[str, ...] = ()
    count: str = ""

    def way(self, name: str) -> tuple[str, str] | None:
        """The first turn of a thread, and how many it goes on by; none where threads do not share the loop."""
        return next((way for kind, way in WAYS.items() if name == getattr(self, kind)), None)


EVERY_NEURON = Sharing()
BY_ONE_THREAD = Sharing(every="")


class Printed:
    """C functions in order; ``functions`` are those that there are by the names that Python calls them by.

    Each of them is the name in C and the type that it gives.
    """

    def __init__(self, functions: Functions | None = None) -> None:
        self.functions = {**(functions or {})}
        self._text = ""

    @property
    def text(self) -> str:
        """The printed text, behind what it needs."""
        quotient = f"{QUOTIENT}(" in self._text
        rest = REST if quotient or f"{MODULO}(" in self._text else ""
        return rest + (WHOLE_PART if quotient else "") + self._text

    def add(self, text: str) -> None:
        """Add what is C already."""
        self._text += text

    def function(self, tree: ast.FunctionDef, kinds: Sequence[str], constants: Mapping[str, Any]) -> None:
        """Print a function of numbers of these types."""
        parameters = [(kind, a.arg) for kind, a in zip(kinds, tree.args.args, strict=True)]
        scope = CScope(parameters, self.functions, constants)
        body = _Body(scope)
        lines = _block(body.lines(tree.body))
        self.functions[tree.name] = (tree.name, body.returned)
        self._text += "".join(f"__device__ const double {table};\n" for table in scope.tables())
        self._text += f"__device__ inline {body.returned} {tree.name}({listed(parameters)}) {{\n{lines}}}\n"

    def kernel(
        self, tree: ast.FunctionDef, parameters: Parameters, sharing: Sharing, widths: Mapping[str, str] | None = None
    ) -> None:
        """Print a kernel; ``widths`` names the length of a row of each array of two dimensions."""
        scope = CScope(parameters, self.functions, {}, widths or {}, sharing.count)
        lines = _block(_Body(scope, sharing).lines(tree.body))
        self._text += f'extern "C" __global__ void {tree.name}({listed(parameters)}) {{\n{lines}}}\n'


def pointers(arguments: Sequence[Argument]) -> Parameters:
    """The parameters of a kernel that are arrays."""
    return [(f"{TYPES[a.dtype]}*", a.name) for a in arguments]


def listed(parameters: Parameters) -> str:
    """Parameters as C declares them."""
    return ", ".join(f"{kind} {name}" for kind, name in parameters)


def _block(lines: Sequence[str]) -> str:
    return "".join(f"    {line}\n" for line in lines)


class _Body:
    """The statements of one function; of a kernel where there is ``sharing``."""

    def __init__(self, scope: CScope, sharing: Sharing | None = None) -> None:
        self.returned = ""
        self._scope, self._sharing, self._text = scope, sharing, scope.text

    def lines(self, body: Sequence[ast.stmt]) -> list[str]:
        """Declarations, then statements."""
        statements = [node for node in body if not _is_title(node)]
        within = [inner for statement in statements for inner in _within(statement)]
        for _ in range(2):  # a loop may read what it has written a turn before
            for node in within:
                self._scope.learn(node)
        printed = self._each(statements, self._sharing is not None)
        return [*self._scope.declarations(), *printed]

    def _each(self, body: Sequence[ast.stmt], alone: bool) -> list[str]:
        """Statements; ``alone`` where every thread comes by and one of them has to store."""
        return [line for node in body for line in self._guarded(node, alone)]

    def _guarded(self, node: ast.stmt, alone: bool) -> list[str]:
        if not alone or not self._stores(node) or self._shares(node):
            return self._statement(node, alone)
        lines = self._statement(node, alone=False)
        return [f"if ({FIRST_THREAD}) {{", *_indented(lines), "}"] if lines else []

    def _shares(self, node: ast.stmt) -> bool:
        """True if threads share a loop in it."""
        loops = (n.target.id for n in _within(node) if isinstance(n, ast.For) and isinstance(n.target, ast.Name))
        return self._sharing is not None and any(self._sharing.way(name) for name in loops)

    def _stores(self, node: ast.stmt) -> bool:
        """True if it writes to an array that is not its own."""
        changed = (n for inner in _within(node) for place in _places(inner) for n in ast.walk(place))
        return any(
            isinstance(n, ast.Subscript) and isinstance(n.ctx, ast.Store) and root(n) not in self._scope.rooms
            for n in changed
        )

    def _statement(self, node: ast.stmt, alone: bool) -> list[str]:
        if isinstance(node, ast.Assign):
            return [line for target, value in pairs(node) for line in self._assignment(target, value)]
        if isinstance(node, ast.AugAssign):
            return self._changed(node)
        if isinstance(node, ast.For):
            return self._loop(node, alone)
        if isinstance(node, ast.While):
            return [f"while ({self._text(node.test)}) {{", *_indented(self._each(node.body, alone)), "}"]
        if isinstance(node, ast.If):
            result = [f"if ({self._text(node.test)}) {{", *_indented(self._each(node.body, alone))]
            if node.orelse:
                result += ["} else {", *_indented(self._each(node.orelse, alone))]
            return [*result, "}"]
        if isinstance(node, ast.Return):
            if node.value is None:
                return ["return;"]
            self.returned = wider(self.returned or None, self._scope.kind(node.value)) or ""
            return [f"return {self._text(node.value)};"]
        if isinstance(node, ast.Break | ast.Continue):
            return ["break;" if isinstance(node, ast.Break) else "continue;"]
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call) and dotted(node.value.func) in HINTS:
            return []
        raise SyntaxError(f"{ast.unparse(node)} is no statement in C")

    def _assignment(self, target: ast.expr, value: ast.expr) -> list[str]:
        if isinstance(target, ast.Name):
            if target.id in (self._scope.counted, *self._scope.types, *self._scope.rooms):
                return []
            if self._sharing is not None and target.id in self._scope.given:
                raise SyntaxError(f"{target.id} is a parameter of the kernel")
        elif isinstance(value, ast.Name) and value.id == self._scope.counted:
            return []  # the length of a log, which is written when all threads have come
        elif isinstance(target, ast.Subscript) and dotted(target.slice) == self._scope.counted:
            return [f"{self._text(target.value)}[atomicAdd({self._scope.counted}, 1)] = {self._text(value)};"]
        return [f"{self._text(target)} = {self._text(value)};"]

    def _changed(self, node: ast.AugAssign) -> list[str]:
        place, value = self._text(node.target), self._text(node.value)
        if place == self._scope.counted:
            return []
        array = self._scope.array(node.target)
        if self._sharing is not None and array in self._sharing.summed:
            if not isinstance(node.op, ast.Add):
                raise SyntaxError(f"{ast.unparse(node)}: threads can only add to what they share")
            return [f"atomicAdd(&{place}, {value});"]
        return [f"{place} {OPERATORS[type(node.op)][0]}= {value};"]

    def _loop(self, node: ast.For, alone: bool) -> list[str]:
        assert isinstance(node.target, ast.Name) and isinstance(node.iter, ast.Call)
        name, (first, end, *by) = node.target.id, _bounds(node.iter)
        way = self._sharing.way(name) if self._sharing is not None else None
        begin, sign = self._text(first), "<"
        if way is not None:
            begin = way[0] if begin == "0" else f"{begin} + {way[0]}"
            step = f"{name} += {way[1]}"
        elif by:
            width = self._text(by[0])
            sign = ">" if width.startswith("-") else "<"
            step = f"--{name}" if width == "-1" else f"{name} += {width}"
        else:
            step = f"++{name}"
        inner = _indented(self._each(node.body, alone and way is None))
        return [f"for ({name} = {begin}; {name} {sign} {self._text(end, LESS + 1)}; {step}) {{", *inner, "}"]


def _within(node: ast.stmt) -> Iterator[ast.stmt]:
    """A statement and those in it, the outer ones first."""
    left: deque[ast.stmt] = deque([node])
    while left:
        yield (one := left.popleft())
        left.extend(getattr(one, "body", ()))
        left.extend(getattr(one, "orelse", ()))


def _places(node: ast.stmt) -> Sequence[ast.expr]:
    """Places that a statement alone writes to."""
    if isinstance(node, ast.Assign):
        return node.targets
    return [node.target] if isinstance(node, ast.AugAssign | ast.For) else ()


def _is_title(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _indented(lines: Sequence[str]) -> list[str]:
    return [f"    {line}" for line in lines]


def _bounds(node: ast.Call) -> list[ast.expr]:
    return [ast.Constant(0), *node.args] if len(node.args) == 1 else node.args
