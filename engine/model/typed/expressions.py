"""An expression as a syntax tree of the small grammar that every equation is written in.

The text is scanned first, then parsed by ``ast``; of the tree only what is allowed is built anew. Conditions
joined with words, chains of comparisons and ``int(…)`` become what the grammar has for them.
"""

from __future__ import annotations

import ast
import math
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any

from engine.model.equations.evaluation import BINARY, UNARY, composed
from engine.model.functions import COMPOSED, CONSTANTS, NAMES, UNITS
from engine.model.typed import names
from engine.model.typed.amounts import coherent, converted, is_unit, unit_of
from engine.model.typed.fragments import Fragment
from engine.model.typed.mistakes import (
    ARGUMENTS,
    CHANCE,
    HUGE,
    NO_FUNCTION,
    NO_RIGHT,
    NOT_FINITE,
    POWER,
    SPELLED,
    STEP,
    TIME,
    TOO_DEEP,
    TOO_LARGE,
    UNREADABLE,
    Mistake,
    Place,
)
from engine.model.typed.scanning import Scanned, scan
from engine.problems import Phrase

STEP_WORD, STEP_NAME = "dt", "h"  # what a text calls the length of a step, and the engine
CHANCE_WORD, CHANCE_NAME = "rand", "u"
MOST_DEPTH = 60
MOST_POWER = 16
MOST_SIZE = 2_000  # of one equation with all its named parts
MOST_DEGREE = 64  # a power of a power is printed as that many factors
ARITY = {"minimum": 2, "maximum": 2, "where": 3, "clip": 3}
OTHER_WORDS = {"abs": "absolute", "min": "minimum", "max": "maximum", "ln": "log", "fabs": "absolute"}
HERE_ONLY = ("abs", "ceil", "clip", "int", "ln", "max", "min", "sign")
PLAIN: Mapping[str, Callable[..., Any]] = {
    "exp": math.exp, "log": math.log, "sqrt": math.sqrt, "floor": math.floor, "absolute": abs, "minimum": min,
    "maximum": max, "exprel": lambda x: math.expm1(x) / x if x else 1.0, "where": lambda c, a, b: a if c else b,
    "sin": math.sin, "cos": math.cos,
}  # fmt: skip
"""Meanings by which an expression without names is tried: it must have a finite value."""


def place_of(node: ast.AST) -> Place:
    """The place of a typed equation's node in its text."""
    place: Place = getattr(node, "place", Place(1, 1))
    return place


def text_of_node(node: ast.AST) -> str:
    """The text from which a node was read."""
    return str(getattr(node, "words", "")) or ast.unparse(node)


def functions() -> tuple[str, ...]:
    """Every function that an expression may call."""
    return tuple(sorted({*NAMES, *HERE_ONLY} - {"absolute", "minimum", "maximum"}))


def read_expression(fragment: Fragment, own: Collection[str], chance: bool = False, step: bool = True) -> ast.expr:
    """The tree of an expression of the names ``own``, constants and units.

    It may hold ``rand()`` where there is ``chance``, and ``dt`` where it knows the ``step``.
    """
    if not fragment.text.strip():
        raise Mistake(NO_RIGHT, fragment.place(), shown="=")
    scanned = scan(fragment, own)
    try:
        tree = ast.parse(f"({scanned.source})", mode="eval").body
    except (SyntaxError, ValueError, MemoryError, RecursionError) as error:
        at = (getattr(error, "offset", None) or 2) - 2
        length = len(fragment.text)
        raise Mistake(UNREADABLE, fragment.place(min(max(at, 0), length - 1)), shown=fragment.text) from None
    return _ExpressionReader(fragment, scanned, own, chance, step).read(tree)


class _ExpressionReader:
    def __init__(self, fragment: Fragment, scanned: Scanned, own: Collection[str], chance: bool, step: bool) -> None:
        self.fragment, self.own, self.given, self.chance, self.step = fragment, own, scanned.given, chance, step
        self.source = scanned.source
        self.offsets = [at for at, c in enumerate(f"({scanned.source})") for _ in c.encode()]  # of bytes, in characters

    def read(self, node: ast.expr, depth: int = 0) -> ast.expr:
        if depth > MOST_DEPTH:
            raise Mistake(TOO_DEEP, self._place(node))
        method: Callable[[Any, int], ast.expr] | None = getattr(self, f"_{type(node).__name__.lower()}", None)
        if method is None:
            raise Mistake(UNREADABLE, self._place(node), shown=self._words(node))
        return self._marked(method(node, depth + 1), node)

    def _span(self, node: ast.expr) -> tuple[int, int]:
        at = node.end_col_offset or node.col_offset + 1
        end = self.offsets[at - 1]
        if self.source[end - 1 : end] in self.given:  # the letter stands for a number with its unit
            end += len(self.source[end:]) - len(self.source[end:].lstrip())
            end = len(self.fragment.text[:end].rstrip())
        return self.offsets[node.col_offset] - 1, end

    def _place(self, node: ast.expr) -> Place:
        start, end = self._span(node)
        return self.fragment.place(start, end - start)

    def _words(self, node: ast.expr) -> str:
        start, end = self._span(node)
        return self.fragment.text[start:end]

    def _marked(self, made: ast.expr, node: ast.expr) -> ast.expr:
        for part in _inside(made):
            if not hasattr(part, "place"):
                vars(part).update(place=self._place(node), words=self._words(node))
        return _tried(made)

    def _constant(self, node: ast.Constant, _: int) -> ast.expr:
        value: Any = node.value  # a number: words were refused before
        return ast.Constant(value if abs(float(value)) < 2**53 else float(value))

    def _name(self, node: ast.Name, _: int) -> ast.expr:
        name = node.id
        if name in self.given:
            return _measured(self.given[name].value, self.given[name].unit, self.given[name].shown)
        if name in self.own:
            return ast.Name(name, ast.Load())
        if name == STEP_WORD and not self.step:
            raise Mistake(TIME, self._place(node), shown=name)
        if name == STEP_WORD:
            return self._borrowed(STEP_NAME, node, STEP)
        if name == "pi":
            return ast.Name("PI", ast.Load())
        if name in CONSTANTS and name not in UNITS:
            return ast.Name(name, ast.Load())
        if len(name) > 1 and is_unit(name) and name not in names.ELSEWHERE:
            unit, ratio = coherent(unit_of(name))
            return _measured(converted(1.0, ratio), unit, name)
        if name in functions():
            raise Mistake(ARGUMENTS, self._place(node), shown=name, need=_counted(_arity(name)), have=Phrase("nothing"))
        raise names.unknown_name(name, self._place(node), [*self.own, *functions()])

    def _borrowed(self, name: str, node: ast.expr, code: str) -> ast.expr:
        """The engine's name for the step or a random number, unless the text gives that name to something else."""
        if name in self.own:
            raise Mistake(code, self._place(node), shown=self._words(node))
        return ast.Name(name, ast.Load())

    def _binop(self, node: ast.BinOp, depth: int) -> ast.expr:
        if type(node.op) not in BINARY:
            raise Mistake(UNREADABLE, self._place(node), shown=self._words(node))
        if isinstance(node.op, ast.Pow):
            return self._power(node, depth)
        if isinstance(node.op, ast.Mult) and self._is_unit(node.right):
            negative = isinstance(node.left, ast.UnaryOp) and isinstance(node.left.op, ast.USub)
            number = node.left.operand if isinstance(node.left, ast.UnaryOp) and negative else node.left
            if isinstance(number, ast.Constant):
                unit, ratio = coherent(unit_of(self._words(node.right)))
                words = f"{self._words(number)} {self._words(node.right)}"
                made = _measured(converted(float(str(number.value)), ratio), unit, words)
                return ast.UnaryOp(ast.USub(), made) if negative else made
        return ast.BinOp(self.read(node.left, depth), node.op, self.read(node.right, depth))

    def _is_unit(self, node: ast.expr) -> bool:
        """Tell whether a name behind a number and ``*`` is a unit: not where an own name looks like it."""
        if not isinstance(node, ast.Name) or not is_unit(node.id):
            return False
        return node.id.casefold() not in {name.casefold() for name in self.own}

    def _power(self, node: ast.BinOp, depth: int) -> ast.expr:
        base = self.read(node.left, depth)
        exponent, negative = node.right, False
        if isinstance(exponent, ast.UnaryOp) and isinstance(exponent.op, ast.USub):
            exponent, negative = exponent.operand, True
        value = exponent.value if isinstance(exponent, ast.Constant) else None
        if not isinstance(value, int | float) or value != int(value) or not 1 <= value <= MOST_POWER:
            raise Mistake(POWER, self._place(node), shown=self._words(node), most=MOST_POWER)
        power = ast.BinOp(base, ast.Pow(), ast.Constant(int(value)))
        return ast.BinOp(ast.Constant(1), ast.Div(), power) if negative else power

    def _unaryop(self, node: ast.UnaryOp, depth: int) -> ast.expr:
        operand = self.read(node.operand, depth)
        if isinstance(node.op, ast.UAdd):
            return operand
        if isinstance(node.op, ast.Not):
            return ast.UnaryOp(ast.Invert(), operand)
        return ast.UnaryOp(node.op, operand)

    def _boolop(self, node: ast.BoolOp, depth: int) -> ast.expr:
        join = ast.BitAnd() if isinstance(node.op, ast.And) else ast.BitOr()
        parts = [self.read(part, depth) for part in node.values]
        return _joined(parts, join)

    def _compare(self, node: ast.Compare, depth: int) -> ast.expr:
        terms = [self.read(term, depth) for term in (node.left, *node.comparators)]
        pairs: list[ast.expr] = []
        for left, sign, right in zip(terms, node.ops, terms[1:], strict=False):
            if not isinstance(sign, ast.Lt | ast.LtE | ast.Gt | ast.GtE):
                raise Mistake(SPELLED, self._place(node), shown=self._words(node), instead=">=")
            pairs.append(ast.Compare(left, [sign], [right]))
        return _joined(pairs, ast.BitAnd())

    def _ifexp(self, node: ast.IfExp, depth: int) -> ast.expr:
        return _call("where", *(self.read(part, depth) for part in (node.test, node.body, node.orelse)))

    def _call(self, node: ast.Call, depth: int) -> ast.expr:
        if not isinstance(node.func, ast.Name):
            raise Mistake(NO_FUNCTION, self._place(node), shown=self._words(node.func), known=", ".join(functions()))
        name = node.func.id
        place = self._place(node.func)
        if name == CHANCE_WORD and not node.args and not node.keywords and self.chance:
            return self._borrowed(CHANCE_NAME, node, CHANCE)
        if name == CHANCE_WORD:
            raise Mistake(CHANCE, place, shown=name)
        if name in names.ELSEWHERE:
            raise names.unknown_name(name, place, ())
        if name not in functions() and name not in NAMES:
            raise Mistake(NO_FUNCTION, place, shown=name, known=", ".join(functions()))
        need = _arity(name)
        if node.keywords or len(node.args) != need:
            have = len(node.args) + len(node.keywords)
            raise Mistake(ARGUMENTS, place, shown=name, need=_counted(need), have=have)
        arguments = [self.read(argument, depth) for argument in node.args]
        return _written(OTHER_WORDS.get(name, name), arguments)


def _written(name: str, given: list[ast.expr]) -> ast.expr:
    """A call of the grammar's own functions."""
    one, zero = ast.Constant(1), ast.Constant(0)
    if name == "int":
        return _call("where", given[0], one, zero)
    if name == "clip":
        return _call("minimum", _call("maximum", given[0], given[1]), given[2])
    if name == "ceil":
        return ast.UnaryOp(ast.USub(), _call("floor", ast.UnaryOp(ast.USub(), given[0])))
    if name == "sign":
        above, below = (ast.Compare(given[0], [sign], [zero]) for sign in (ast.Gt(), ast.Lt()))
        return _call("where", above, one, _call("where", below, ast.UnaryOp(ast.USub(), one), zero))
    return _call(name, *given)


def _call(name: str, *arguments: ast.expr) -> ast.Call:
    return ast.Call(ast.Name(name, ast.Load()), list(arguments), [])


def _joined(parts: list[ast.expr], join: ast.operator) -> ast.expr:
    result = parts[0]
    for part in parts[1:]:
        result = ast.BinOp(result, join, part)
    return result


def _measured(value: float, unit: str, shown: str) -> ast.Constant:
    """A number that knows its unit; dimensional analysis and LaTeX read it."""
    made = ast.Constant(value)
    vars(made).update(unit=unit, shown=shown)
    return made


def _arity(name: str) -> int:
    return ARITY.get(OTHER_WORDS.get(name, name), 1)


def _counted(count: int) -> Phrase:
    return Phrase("one value") if count == 1 else Phrase("{count} {count:value|values}", count=count)


def _inside(node: ast.AST) -> Iterator[ast.AST]:
    """The node and what was newly made beneath it."""
    yield node
    for child in ast.iter_child_nodes(node):
        if not hasattr(child, "place") and isinstance(child, ast.expr):
            yield from _inside(child)


def _tried(node: ast.expr) -> ast.expr:
    """Raise where a part without names has no finite value; note the value where it has one."""
    if isinstance(node, ast.Constant):
        vars(node)["fixed"] = node.value
        return node
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div) and getattr(node.right, "fixed", 1) == 0:
        raise Mistake(NOT_FINITE, place_of(node), shown=text_of_node(node))
    children = node.args if isinstance(node, ast.Call) else ast.iter_child_nodes(node)
    parts = [child for child in children if isinstance(child, ast.expr)]
    if not parts or any(not hasattr(part, "fixed") for part in parts):
        return node
    try:
        value = _value(node, [vars(part)["fixed"] for part in parts])
    except (ArithmeticError, ValueError, TypeError):
        raise Mistake(NOT_FINITE, place_of(node), shown=text_of_node(node)) from None
    if not isinstance(value, int | float) or not math.isfinite(value):
        raise Mistake(NOT_FINITE, place_of(node), shown=text_of_node(node))
    if abs(value) > 1e100:
        raise Mistake(HUGE, place_of(node), shown=text_of_node(node))
    vars(node)["fixed"] = value
    return node


def _value(node: ast.expr, values: list[Any]) -> Any:
    if isinstance(node, ast.BinOp):
        return BINARY[type(node.op)](*map(float, values)) if not _joins(node) else BINARY[type(node.op)](*values)
    if isinstance(node, ast.UnaryOp):
        return not values[0] if isinstance(node.op, ast.Invert) else UNARY[type(node.op)](values[0])
    if isinstance(node, ast.Compare):
        return BINARY[type(node.ops[0])](*values)
    name = node.func.id if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) else ""
    if name in COMPOSED:
        return composed(name, values[0], PLAIN)
    return PLAIN[name](*values) if name in PLAIN else 0.0


def _joins(node: ast.BinOp) -> bool:
    return isinstance(node.op, ast.BitAnd | ast.BitOr)


def weigh(node: ast.expr, parts: Mapping[str, tuple[int, int]]) -> tuple[int, int]:
    """Size and degree of an expression whose named ``parts`` have theirs; raises where it is too much."""
    size, degree = 1, 1
    if isinstance(node, ast.Name):
        return parts.get(node.id, (1, 1))
    children = [weigh(child, parts) for child in ast.iter_child_nodes(node) if isinstance(child, ast.expr)]
    size += sum(s for s, _ in children)
    degree = max([1, *(d for _, d in children)])
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult):
        degree = sum(d for _, d in children)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Pow):
        degree *= int(str(getattr(node.right, "value", 1)))
    if size > MOST_SIZE or degree > MOST_DEGREE:
        raise Mistake(TOO_LARGE, place_of(node))
    return size, degree
