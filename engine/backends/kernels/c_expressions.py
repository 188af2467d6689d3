"""Expressions of Python as C, with the types of their values.

The order of operations stays. Local whole numbers have 64 bits, and a division's rest is Python's.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any, TypeAlias

import numpy as np

TYPES = {
    "F": "F",
    "np.int32": "int",
    "np.int64": "long long",
    "np.uint8": "unsigned char",
    "np.uint16": "unsigned short",
    "np.uint32": "unsigned int",
    "np.uint64": "unsigned long long",
    "np.float32": "float",
    "np.float64": "double",
}
WIDE, REAL, TRUTH = "long long", "double", "bool"
NARROW = ("unsigned char", "unsigned short", "int", "unsigned int")
RANKS = (TRUTH, *NARROW, WIDE, "unsigned long long", "float", "F", REAL)
"""Types of numbers; two of them make the later one."""
FLOATS = ("float", "F", REAL)
LEAST_WIDE, MOST_WIDE = 1 << 31, (1 << 63) - 1  # whole numbers of more than 32 bits
VIEWS = {
    "np.int64": ("__double_as_longlong", WIDE),
    "np.float64": ("__longlong_as_double", REAL),
    "np.int32": ("__float_as_int", "int"),
    "np.float32": ("__int_as_float", "float"),
}
"""What gives the bits of a number as another type."""
LIKE_ARGUMENT = {"np.sqrt": "sqrt", "np.floor": "floor", "np.ceil": "ceil", "abs": "fabs"}
"""Functions of C that give a number of the type of their argument."""
LIMITS = {"np.inf": "1.0 / 0.0", "np.nan": "0.0 / 0.0"}
CHOICE, ANY, ALL, BITS_OR, BITS_AND, EQUAL, LESS, SHIFT, SUM, PRODUCT, SIGN, WHOLE = range(1, 13)
"""How tightly C's operators bind."""
OPERATORS: dict[type[ast.operator], tuple[str, int]] = {
    ast.Add: ("+", SUM), ast.Sub: ("-", SUM), ast.Mult: ("*", PRODUCT), ast.Div: ("/", PRODUCT),
    ast.LShift: ("<<", SHIFT), ast.RShift: (">>", SHIFT), ast.BitAnd: ("&", BITS_AND), ast.BitOr: ("|", BITS_OR),
}  # fmt: skip
RELATIONS: dict[type[ast.cmpop], tuple[str, int]] = {
    ast.Lt: ("<", LESS), ast.LtE: ("<=", LESS), ast.Gt: (">", LESS), ast.GtE: (">=", LESS),
    ast.Eq: ("==", EQUAL), ast.NotEq: ("!=", EQUAL),
}  # fmt: skip
MODULO, QUOTIENT = "modulo", "quotient"
"""Functions of the device that divide as Python does."""
NOTHING: Mapping[str, Any] = MappingProxyType({})
Parameters: TypeAlias = Sequence[tuple[str, str]]
"""The type and the name of each parameter."""
Functions: TypeAlias = Mapping[str, tuple[str, str]]
"""Functions of C by the names by which Python calls them: what C calls them, and the types that they give."""
Written: TypeAlias = tuple[str, int]
"""An expression, and how tightly it binds."""


class CScope:
    """The names of one function with their types, found by :meth:`learn`, and expressions of them.

    ``constants`` are numbers and tuples of them by name, ``widths`` names the length of a row of each array of two
    dimensions, ``counted`` is the running length of a log.
    """

    def __init__(
        self, parameters: Parameters, functions: Functions, constants: Mapping[str, Any] = NOTHING,
        widths: Mapping[str, str] = NOTHING, counted: str = "",
    ) -> None:  # fmt: skip
        self.given = {name: kind.removeprefix("const ") for kind, name in parameters}
        self.rooms: dict[str, tuple[str, list[str]]] = {}
        self.types: dict[str, str] = {}
        self.counted = counted
        self._kinds: dict[str, str | None] = dict(self.given)
        self._arrays = {name: name for name in self.given}  # that pointers point into
        self._functions, self._constants, self._widths = functions, constants, widths
        self._tables: set[str] = set()

    def declarations(self) -> list[str]:
        """The lines that declare all names."""
        declared: dict[str, list[str]] = {}
        for name, kind in self._kinds.items():
            if name not in self.given and kind is not None and name != self.counted:
                declared.setdefault(kind, []).append(name)
        result = [
            f"{kind.rstrip('*')} {', '.join('*' * kind.count('*') + name for name in names)};"
            for kind, names in declared.items()
        ]
        for name, (kind, sizes) in self.rooms.items():
            result.append(f"{kind} {name}{''.join(f'[{size}]' for size in sizes)};")
        return result

    def tables(self) -> list[str]:
        """The constants that are looked up by an index."""
        result = []
        for name in sorted(self._tables):
            values = np.array(self._constants[name])
            sizes = "".join(f"[{size}]" for size in values.shape)
            result.append(f"{name}{sizes} = {{{', '.join(map(repr, values.ravel().tolist()))}}}")
        return result

    def array(self, node: ast.expr) -> str:
        """The parameter into which an element or a pointer points."""
        return self._arrays.get(root(node), "")

    def learn(self, node: ast.AST) -> None:
        if isinstance(node, ast.Assign):
            for target, value in pairs(node):
                if isinstance(target, ast.Name):
                    self._assigned(target.id, value)
        elif isinstance(node, ast.For) and isinstance(node.target, ast.Name):
            self._kinds.setdefault(node.target.id, WIDE)

    def _assigned(self, name: str, value: ast.expr) -> None:
        if name in self.given or name == self.counted:
            return
        if isinstance(value, ast.Name | ast.Attribute) and (written := dotted(value)) in TYPES:
            self.types[name] = TYPES[written]
        elif isinstance(value, ast.Call) and dotted(value.func) == "np.empty":
            shape = value.args[0].elts if isinstance(value.args[0], ast.Tuple) else [value.args[0]]
            kind = self._cast(value.args[1]) if len(value.args) > 1 else REAL
            self.rooms[name] = (kind or REAL, [self.text(size) for size in shape])
        else:
            if isinstance(value, ast.Subscript | ast.Name) and (array := root(value)) in self._arrays:
                self._arrays[name] = self._arrays[array]
            kind = self.kind(value)
            self._kinds[name] = wider(self._kinds.get(name), WIDE if kind in NARROW else kind)

    def kind(self, node: ast.expr) -> str | None:
        """The type of an expression, None while it is not known."""
        if isinstance(node, ast.Constant):
            return {bool: TRUTH, int: WIDE}.get(type(node.value), REAL)
        if isinstance(node, ast.Name):
            if node.id in self._constants:
                return self.kind(ast.Constant(self._constants[node.id]))
            return self._kinds.get(node.id)
        if isinstance(node, ast.Attribute):
            return REAL
        if isinstance(node, ast.Subscript):
            return self._kind_of_element(node)
        if isinstance(node, ast.Compare | ast.BoolOp):
            return TRUTH
        if isinstance(node, ast.UnaryOp):
            return TRUTH if isinstance(node.op, ast.Not) else self.kind(node.operand)
        if isinstance(node, ast.IfExp):
            return wider(self.kind(node.body), self.kind(node.orelse))
        if isinstance(node, ast.BinOp):
            kind = wider(self.kind(node.left), self.kind(node.right))
            return REAL if isinstance(node.op, ast.Div) and kind not in FLOATS else kind
        if isinstance(node, ast.Call):
            return self._kind_of_call(node)
        raise SyntaxError(f"{ast.unparse(node)} has no type in C")

    def _kind_of_element(self, node: ast.Subscript) -> str | None:
        name = root(node)
        if name in self._constants:
            return REAL
        if name in self.rooms:
            return self.rooms[name][0]
        kind = self._kinds.get(name)
        return kind if kind is None or isinstance(node.slice, ast.Slice) else kind.removesuffix("*")

    def _kind_of_call(self, node: ast.Call) -> str | None:
        if isinstance(node.func, ast.Attribute) and node.func.attr == "view":
            return VIEWS[dotted(node.args[0])][1]
        name = dotted(node.func)
        if name == "np.uint64":
            kind = self.kind(node.args[0])
            return WIDE if kind in NARROW else kind
        if kind := self._cast(node.func):
            return kind
        if name in self._functions:
            return self._functions[name][1]
        if name in LIKE_ARGUMENT or name in ("min", "max"):
            kinds = [self.kind(argument) for argument in node.args]
            return kinds[0] if len(kinds) == 1 else wider(*kinds)
        raise SyntaxError(f"{name} is no function in C")

    def _cast(self, node: ast.expr) -> str | None:
        name = dotted(node)
        return self.types.get(name) or TYPES.get(name)

    def text(self, node: ast.expr, tightness: int = CHOICE) -> str:
        """An expression, in brackets where it binds less tightly."""
        text, own = self._written(node)
        return text if own >= tightness else f"({text})"

    def _written(self, node: ast.expr) -> Written:
        method: Callable[[Any], Written] | None = getattr(self, f"_{type(node).__name__.lower()}", None)
        if method is None:
            raise SyntaxError(f"{ast.unparse(node)} is no expression in C")
        return method(node)

    def _constant(self, node: ast.Constant) -> Written:
        value = node.value
        if isinstance(value, bool):
            return str(value).lower(), WHOLE
        if isinstance(value, int) and value > MOST_WIDE:
            raise SyntaxError(f"{value} has more than 64 bits")
        wide = isinstance(value, int) and value >= LEAST_WIDE
        return f"{value!r}{'LL' * wide}", WHOLE if isinstance(value, int | float) and value >= 0 else SIGN

    def _name(self, node: ast.Name) -> Written:
        if node.id in self._constants:
            return self._constant(ast.Constant(self._constants[node.id]))
        return node.id, WHOLE

    def _attribute(self, node: ast.Attribute) -> Written:
        return LIMITS[dotted(node)], PRODUCT

    def _subscript(self, node: ast.Subscript) -> Written:
        name = root(node)
        if name in self._constants:
            return self._of_table(node, name)
        array = self.text(node.value, WHOLE)
        if isinstance(node.slice, ast.Slice):
            lower = node.slice.lower
            if lower is None or node.slice.upper is not None or node.slice.step is not None:
                raise SyntaxError(f"{ast.unparse(node)}: a slice in C has a beginning and no end")
            start = self.text(lower, SUM + 1)
            return (array, WHOLE) if start == "0" else (f"{array} + {start}", SUM)
        if not isinstance(node.slice, ast.Tuple):
            return f"{array}[{self.text(node.slice)}]", WHOLE
        places = [self.text(index, PRODUCT) for index in node.slice.elts]
        if name in self.rooms:
            return f"{array}{''.join(f'[{place}]' for place in places)}", WHOLE
        return f"{array}[{places[0]} * {self._widths.get(name, 'columns')} + {places[1]}]", WHOLE

    def _of_table(self, node: ast.Subscript, name: str) -> Written:
        indices = _indices(node)
        if all(isinstance(index, ast.Constant) for index in indices):
            value: Any = self._constants[name]
            for index in indices:
                value = value[ast.literal_eval(index)]
            return self._constant(ast.Constant(value))
        self._tables.add(name)
        return f"{name}{''.join(f'[{self.text(index)}]' for index in indices)}", WHOLE

    def _unaryop(self, node: ast.UnaryOp) -> Written:
        sign = {ast.Not: "!", ast.USub: "-", ast.UAdd: "+", ast.Invert: "~"}[type(node.op)]
        return f"{sign}{self.text(node.operand, SIGN + (sign != '!'))}", SIGN

    def _binop(self, node: ast.BinOp) -> Written:
        if isinstance(node.op, ast.Mod | ast.FloorDiv):
            name = MODULO if isinstance(node.op, ast.Mod) else QUOTIENT
            return f"{name}({self.text(node.left)}, {self.text(node.right)})", WHOLE
        sign, own = OPERATORS[type(node.op)]
        left, right = node.left, node.right
        if isinstance(node.op, ast.Div):
            left, right = _real(left), _real(right)
            if wider(self.kind(left), self.kind(right)) not in FLOATS:
                left = _cast(left, "np.float64")
        elif isinstance(node.op, ast.Add | ast.Sub | ast.Mult | ast.LShift):
            left = self._widened(left, right)
        return f"{self.text(left, own)} {sign} {self.text(right, own + 1)}", own

    def _widened(self, left: ast.expr, right: ast.expr) -> ast.expr:
        """The left operand, with 64 bits where both have fewer in C."""
        both = [self._kind_in_c(node) for node in (left, right)]
        return _cast(left, "np.int64") if set(both) <= {*NARROW, ""} and any(both) else left

    def _kind_in_c(self, node: ast.expr) -> str | None:
        """The type of an expression as C has it, nothing of a number that is written there."""
        return "" if isinstance(node, ast.Constant) and isinstance(node.value, int) else self.kind(node)

    def _compare(self, node: ast.Compare) -> Written:
        sign, own = RELATIONS[type(node.ops[0])]
        if len(node.ops) > 1:
            raise SyntaxError(f"{ast.unparse(node)}: C compares two numbers")
        left, right = node.left, node.comparators[0]
        if {self._kind_in_c(left), self._kind_in_c(right)} == {"int", "unsigned int"}:
            left = _cast(left, "np.int64")
        return f"{self.text(left, own)} {sign} {self.text(right, own + 1)}", own

    def _boolop(self, node: ast.BoolOp) -> Written:
        sign, own = (" && ", ALL) if isinstance(node.op, ast.And) else (" || ", ANY)
        return sign.join(self.text(value, own + 1) for value in node.values), own

    def _ifexp(self, node: ast.IfExp) -> Written:
        return self._choice(self.text(node.test, CHOICE + 1), node.body, node.orelse)

    def _choice(self, condition: str, yes: ast.expr, no: ast.expr) -> Written:
        return f"{condition} ? {self.text(yes, CHOICE + 1)} : {self.text(no, CHOICE + 1)}", CHOICE

    def _call(self, node: ast.Call) -> Written:
        if isinstance(node.func, ast.Attribute) and node.func.attr == "view":
            return f"{VIEWS[dotted(node.args[0])][0]}({self.text(node.func.value)})", WHOLE
        name = dotted(node.func)
        if name == "np.uint64":  # tells Numba alone that an index counts from the beginning
            (index,) = node.args
            return self._written(_cast(index, "np.int64") if self.kind(index) in NARROW else index)
        if name in ("min", "max"):
            sign = "<" if name == "min" else ">"
            a, b = (self.text(argument, LESS + 1) for argument in node.args)
            return self._choice(f"{a} {sign} {b}", *node.args)
        given = [self.text(argument) for argument in node.args]
        if kind := self._cast(node.func):
            simple = " " not in kind
            return (f"{kind}({given[0]})", WHOLE) if simple else (f"({kind}){self.text(node.args[0], SIGN)}", SIGN)
        called = self._functions[name][0] if name in self._functions else LIKE_ARGUMENT[name]
        return f"{called}({', '.join(given)})", WHOLE


def dotted(node: ast.expr) -> str:
    """An expression as it is written: of a name and of what is a thing's, which most are, at once."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}"
    return ast.unparse(node)


def wider(a: str | None, b: str | None) -> str | None:
    if a is None or b is None or a == b:
        return a or b
    if a not in RANKS or b not in RANKS:
        raise TypeError(f"{a} and {b} are one name")
    return max(a, b, key=RANKS.index)


def pairs(node: ast.Assign) -> Iterator[tuple[ast.expr, ast.expr]]:
    """Each target with its value; refuses those of which one reads what another has become."""
    (target,) = node.targets
    if not isinstance(target, ast.Tuple) or not isinstance(node.value, ast.Tuple):
        yield target, node.value
        return
    made: set[str] = set()
    for own, value in zip(target.elts, node.value.elts, strict=True):
        if made & {n.id for n in ast.walk(value) if isinstance(n, ast.Name)}:
            raise SyntaxError(f"{ast.unparse(node)}: in C one is set after the other")
        made.add(ast.unparse(own))
        yield own, value


def _real(node: ast.expr) -> ast.expr:
    """A whole number that is written there as a real one, which may be larger."""
    is_whole = isinstance(node, ast.Constant) and isinstance(node.value, int)
    return ast.Constant(float(ast.literal_eval(node))) if is_whole else node


def _cast(node: ast.expr, kind: str) -> ast.expr:
    return ast.Call(ast.parse(kind, mode="eval").body, [node], [])


def root(node: ast.expr) -> str:
    """The array of which something is read."""
    while isinstance(node, ast.Subscript):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""


def _indices(node: ast.Subscript) -> list[ast.expr]:
    outer = _indices(node.value) if isinstance(node.value, ast.Subscript) else []
    return [*outer, node.slice]
