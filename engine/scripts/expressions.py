"""The meaning of a script's expressions: numbers, texts, tables, arrays, and what the engine's classes make of them."""

from __future__ import annotations

import ast
import math
import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from inspect import signature
from typing import Any

import numpy as np

from engine.model.declaration import Model
from engine.model.registry import discovery
from engine.model.typed.equations import equations
from engine.model.typed.mistakes import Mistake, Place
from engine.network.description import Connections, NetworkDescription, Sign
from engine.problems import SENTENCES, Phrase
from engine.scripts import mistakes as wrong
from engine.scripts.face import ELEMENTS, ENDS, PARTS, POSITIVE, SEED, TAKES, TEXT, TYPED_KIND, Need, nearest_of
from engine.scripts.script import Array

DEEPEST = 40  # expressions within each other
MOST_VALUES = 1_000_000  # of an array that a script makes
LARGEST = 2**63
LIKE = 0.7  # of two names, of which one is probably meant by the other
NUMPY, ARCHIVE = "numpy", "archive"  # what stands for the library, and for the archive beside a script
WORDS_SHOWN = 12  # names that a sentence lists
NOTHING: Mapping[str, Any] = {}

SUMS: Mapping[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv, ast.Mod: operator.mod,
}  # fmt: skip


@dataclass(frozen=True)
class MadeElement:
    """An element, where it was made and on which lines (from 0) that stands."""

    made: Any
    place: Place
    lines: range


def one_line(node: ast.AST) -> str:
    """A piece of the script in one line."""
    try:
        return " ".join(ast.unparse(node).split())
    except (RecursionError, ValueError):  # too deep, or a number of too many digits
        return type(node).__name__


def place_of(node: ast.expr | ast.stmt | ast.keyword) -> Place:
    """The place of a node in its text."""
    ends = node.end_col_offset if node.end_lineno == node.lineno else None
    return Place(node.lineno, node.col_offset + 1, max((ends or node.col_offset + 1) - node.col_offset, 1))


class Expressions:
    """The names of a script so far, the elements it made by id, and the network that it put together."""

    def __init__(self, arrays: Mapping[str, Array] | None) -> None:
        self.names: dict[str, Any] = {}
        self.elements: dict[str, MadeElement] = {}
        self.network: NetworkDescription | None = None
        self.statement: ast.stmt = ast.Pass()
        self._arrays = arrays
        self._values = 0

    def bind(self, name: str, value: Any) -> None:
        """Let a name stand for a value."""
        self.names[name] = value

    def seed(self, node: ast.expr) -> int:
        """The seed that an argument gives; one that is written out may have all of its 64 bits."""
        value: Any = node.value if isinstance(node, ast.Constant) else self.value(node)
        self._demand(node, "seed", value, SEED)
        return int(value)

    def value(self, node: ast.expr, depth: int = 0) -> Any:
        """The meaning of an expression; raises Mistake."""
        if depth > DEEPEST:
            raise Mistake(wrong.TOO_DEEP, place_of(node))
        depth += 1
        match node:
            case ast.Constant(str() | bool() | None):
                return node.value
            case ast.Constant(int() | float()):
                return self._number(node, node.value)
            case ast.Name(name):
                return self._named(node, name)
            case ast.UnaryOp(ast.USub() | ast.UAdd(), operand):
                number = self._number(operand, self.value(operand, depth))
                return -number if isinstance(node.op, ast.USub) else number
            case ast.BinOp(left, _, right):
                return self._sum(node, self.value(left, depth), self.value(right, depth))
            case ast.Dict():
                return self._table(node, depth)
            case ast.Tuple(parts):
                return tuple(self.value(part, depth) for part in parts)
            case ast.Attribute(owner, name):
                return self._attribute(node, self.value(owner, depth), name)
            case ast.Subscript(owner, ast.Constant(str() as key)) if self.value(owner, depth) is ARCHIVE:
                return self._stored(node, key)
            case ast.Call():
                return self._call(node, depth)
        raise Mistake(wrong.EXPRESSION, place_of(node), shown=one_line(node))

    def _number(self, node: ast.expr, value: Any) -> Any:
        usable = isinstance(value, int | float) and not isinstance(value, bool)
        if not usable or not abs(value) < LARGEST * (1 if isinstance(value, int) else math.inf):
            raise Mistake(wrong.NO_NUMBER, place_of(node), shown=one_line(node))
        return value

    def _named(self, node: ast.expr, name: str) -> Any:
        if name in self.names:
            return self.names[name]
        nearest = nearest_of(name, self.names, LIKE)
        if nearest != name:
            raise Mistake(wrong.NEAREST, place_of(node), shown=name, nearest=nearest)
        raise Mistake(wrong.UNKNOWN, place_of(node), shown=name)

    def _sum(self, node: ast.BinOp, left: Any, right: Any) -> Any:
        if isinstance(node.op, ast.BitOr) and isinstance(left, dict) and isinstance(right, dict):
            return left | right
        first, second = self._number(node.left, left), self._number(node.right, right)
        try:
            if isinstance(node.op, ast.Pow):
                result = float(first) ** second
                if isinstance(first, int) and isinstance(second, int) and second >= 0 and abs(result) < LARGEST:
                    result = first**second
            elif (act := SUMS.get(type(node.op))) is not None:
                result = act(first, second)
            else:
                raise Mistake(wrong.EXPRESSION, place_of(node), shown=one_line(node))
        except ArithmeticError:
            raise Mistake(wrong.NO_NUMBER, place_of(node), shown=one_line(node)) from None
        return self._number(node, result)

    def _table(self, node: ast.Dict, depth: int) -> dict[str, Any]:
        table: dict[str, Any] = {}
        for key, part in zip(node.keys, node.values, strict=True):
            value = self.value(part, depth)
            if key is None and isinstance(value, dict):
                table |= value
            elif isinstance(key, ast.Constant) and isinstance(key.value, str):
                table[key.value] = value
            else:
                raise Mistake(wrong.EXPRESSION, place_of(part if key is None else key), shown=one_line(key or part))
        return table

    def _attribute(self, node: ast.Attribute, owner: Any, name: str) -> Any:
        if name == "id" and type(owner) in ENDS:
            return owner.id
        if owner is Sign and name in Sign.__members__:
            return Sign[name]
        known = ", ".join(f"Sign.{sign}" for sign in Sign.__members__)
        raise Mistake(wrong.ATTRIBUTE, place_of(node), shown=name, known=known)

    def _stored(self, node: ast.expr, key: str) -> Array:
        found = None if self._arrays is None else self._arrays.get(key)
        if found is None:
            raise Mistake(wrong.NO_ARCHIVE, place_of(node), shown=key)
        if found.dtype.kind not in "iuf" or not np.isfinite(found).all():
            raise Mistake(wrong.NO_NUMBER, place_of(node), shown=one_line(node))
        return np.asarray(found, np.float64 if found.dtype.kind == "f" else np.int64)

    def _call(self, node: ast.Call, depth: int) -> Any:
        match node.func:
            case ast.Attribute(ast.Name(library), name) if self.names.get(library) is NUMPY:
                return self._made_array(node, name, depth)
        made = self.value(node.func, depth)
        if made is NetworkDescription:
            return self._put_together(node, depth)
        if isinstance(made, type) and made in TAKES:
            return self._made(node, made, depth)
        if made is discovery.find or made is equations:
            return self._model(node, made, depth)
        known = "Population, Projection, Stimulus, Uniform, np.array, …"
        raise Mistake(wrong.NOT_CALLED, place_of(node), shown=one_line(node.func), known=known)

    def _model(self, node: ast.Call, made: Any, depth: int) -> type[Model]:
        """A model by its key, or one whose equations are written here."""
        takes = {"key": TEXT} if made is discovery.find else {"text": TEXT, "kind": TYPED_KIND}
        given = self._arguments(node, made.__name__, takes, depth, {"kind": "neurons"})
        text, kind = str(given[0]), str(given[-1])
        try:
            return discovery.find(text) if made is discovery.find else equations(text, kind)
        except discovery.UnknownModel:
            raise Mistake(wrong.MODEL, place_of(node), shown=text) from None
        except Mistake as mistake:
            why = Phrase(SENTENCES[mistake.code].text, **mistake.values)
            raise Mistake(wrong.EQUATIONS, place_of(node), why=why) from None

    def _arguments(
        self, node: ast.Call, name: str, takes: Mapping[str, Need], depth: int, usual: Mapping[str, Any] = NOTHING
    ) -> list[Any]:
        """The arguments of a call that needs all of them but those that have a ``usual`` value."""
        given = {**usual, **self._given(node, name, takes, depth)}
        for field in takes:
            if field not in given:
                raise Mistake(wrong.MISSING, place_of(node), made=name, shown=field)
        return [given[field] for field in takes]

    def _given(self, node: ast.Call, name: str, takes: Mapping[str, Need], depth: int) -> dict[str, Any]:
        """The arguments of a call by name, each as it must be."""
        known = list(takes)
        pairs = list(zip(known, node.args, strict=False))
        if len(node.args) > len(known):
            extra = node.args[len(known)]
            raise Mistake(wrong.ARGUMENTS, place_of(extra), made=name, shown=one_line(extra), known=_list(known))
        given: dict[str, Any] = {}
        for field, argument in [*pairs, *((k.arg, k.value) for k in node.keywords)]:
            if field is None or field not in takes:
                words = field or one_line(argument)
                raise Mistake(wrong.ARGUMENTS, place_of(argument), made=name, shown=words, known=_list(known))
            if field in given:
                raise Mistake(wrong.TWICE, place_of(argument), shown=field)
            given[field] = self.value(argument, depth)
            self._demand(argument, field, given[field], takes[field])
        return given

    def _demand(self, node: ast.expr, name: str, value: Any, need: Need) -> None:
        if not need.fits(value):
            raise Mistake(wrong.WRONG, place_of(node), shown=name, need=need.words)

    def _made(self, node: ast.Call, made: type[Any], depth: int) -> Any:
        """An element, a list of connections or a distribution."""
        takes, name = TAKES[made], made.__name__
        given = self._given(node, name, takes, depth)
        for field in signature(made).parameters.values():
            if field.default is field.empty and field.name not in given:
                raise Mistake(wrong.MISSING, place_of(node), made=name, shown=field.name)
        thing = made(**given)
        if made in ENDS:
            self._know_parameters(node, thing)
            self._add(node, thing)
        elif made is Connections and len(thing.pre) != len(thing.post):
            raise Mistake(wrong.WRONG, place_of(node), shown="post", need=Phrase("as long as pre"))
        return thing

    def _know_parameters(self, node: ast.Call, element: Any) -> None:
        """Every value that is given is one that the model declares."""
        tables = {table: getattr(element, holder) for table, holder in PARTS[type(element)].items()}
        for table, model in tables.items():
            declared = [] if model is None else [*model.settable(), *model.series()]
            self._know(node, getattr(element, table), declared, "" if model is None else model.title, table)
        if hasattr(element, "start"):
            self._know(node, element.start, list(element.model.states()), element.model.title, "start")
        if getattr(element, "plasticity_sources", None):
            declared = list(element.plasticity.spike_sources()) if element.plasticity is not None else []
            title = element.plasticity.title if element.plasticity is not None else ""
            self._know(node, element.plasticity_sources, declared, title, "plasticity_sources")

    def _know(self, node: ast.Call, given: Mapping[str, Any], declared: list[str], title: str, table: str) -> None:
        for name in given:
            if name not in declared:
                at = next((k.value for k in node.keywords if k.arg == table), node)
                keys = at.keys if isinstance(at, ast.Dict) else []
                key = next((k for k in keys if isinstance(k, ast.Constant) and k.value == name), at)
                raise Mistake(wrong.PARAMETER, place_of(key), model=title or table, shown=name, known=_list(declared))

    def _add(self, node: ast.Call, element: Any) -> None:
        place, owner = place_of(node), self.statement
        if element.id in self.elements:
            raise Mistake(wrong.SAME_ID, place, shown=element.id)
        whole = owner if isinstance(owner, ast.Assign) and owner.value is node else node
        self.elements[element.id] = MadeElement(
            element, place, range(whole.lineno - 1, whole.end_lineno or whole.lineno)
        )

    def _put_together(self, node: ast.Call, depth: int) -> NetworkDescription:
        if self.network is not None:
            raise Mistake(wrong.TWO_NETWORKS, place_of(node))
        names = [field.name for field in fields(NetworkDescription)]
        needs = {name: POSITIVE if name not in ELEMENTS else _elements_of(name) for name in names}
        given = self._given(node, NetworkDescription.__name__, needs, depth)
        self.network = NetworkDescription(**given)
        return self.network

    def _made_array(self, node: ast.Call, name: str, depth: int) -> Array:
        """The few functions of NumPy that make an array, bounded in what they may make."""
        if name == "array" and len(node.args) == 1 and not node.keywords:
            return self._listed(node.args[0], depth)
        numbers = [self._number(part, self.value(part, depth)) for part in node.args]
        if node.keywords or name not in RANGES or not RANGES[name].least <= len(numbers) <= RANGES[name].most:
            known = ", ".join(f"np.{n}" for n in ("array", *RANGES))
            raise Mistake(wrong.NOT_CALLED, place_of(node), shown=one_line(node), known=known)
        size = RANGES[name].size(*numbers)
        self._make(node, size)
        try:
            made = np.asarray(getattr(np, name)(*numbers))
        except (ArithmeticError, ValueError, TypeError, MemoryError):
            raise Mistake(wrong.NO_NUMBER, place_of(node), shown=one_line(node)) from None
        return made.astype(np.int64 if np.issubdtype(made.dtype, np.integer) else np.float64)

    def _make(self, node: ast.expr, size: float) -> None:
        if not 0 <= size <= MOST_VALUES - self._values:
            raise Mistake(wrong.TOO_MANY, place_of(node), most=MOST_VALUES)
        self._values += int(size)

    def _listed(self, node: ast.expr, depth: int) -> Array:
        """Numbers in square brackets: one row, or rows of equal length."""
        if not isinstance(node, ast.List):
            raise Mistake(wrong.EXPRESSION, place_of(node), shown=one_line(node))
        rows = [part.elts if isinstance(part, ast.List) else None for part in node.elts]
        if any(row is not None for row in rows):
            read = [[self._number(p, self.value(p, depth)) for p in row or ()] for row in rows]
            if None in rows or len({len(row) for row in read}) > 1:
                raise Mistake(wrong.EXPRESSION, place_of(node), shown=one_line(node))
            return _array([v for row in read for v in row]).reshape(len(read), -1)
        return _array([self._number(part, self.value(part, depth)) for part in node.elts])


@dataclass(frozen=True)
class _Range:
    """A function of NumPy: how many numbers it takes, and how many values it then makes."""

    least: int
    most: int
    size: Callable[..., float]


def _steps(first: float, last: float | None = None, step: float = 1) -> float:
    low, high = (0, first) if last is None else (first, last)
    return math.inf if step == 0 else max((high - low) / step, 0)


RANGES: Mapping[str, _Range] = {
    "arange": _Range(1, 3, _steps),
    "linspace": _Range(3, 3, lambda _first, _last, count: count),
    "full": _Range(2, 2, lambda count, _value: count),
    "zeros": _Range(1, 1, lambda count: count),
    "ones": _Range(1, 1, lambda count: count),
}
"""Besides ``array``, whose numbers are written out."""


def _array(numbers: list[Any]) -> Array:
    whole = bool(numbers) and all(isinstance(n, int) for n in numbers)
    return np.array(numbers, np.int64 if whole else np.float64)


def _elements_of(kind: str) -> Need:
    made = ELEMENTS[kind]
    return Need(
        Phrase("elements of that kind in round brackets"),
        lambda value: isinstance(value, tuple) and all(isinstance(part, made) for part in value),
    )


def _list(names: list[str]) -> str:
    """Names in a sentence, not more than a person reads."""
    words = ", ".join(names[:WORDS_SHOWN])
    return f"{words}, …" if len(names) > WORDS_SHOWN else words or "–"
