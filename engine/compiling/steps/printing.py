"""Expressions as text in dialects that share one grammar of infix arithmetic.

The order of operations is that of the printed text, the same in all, so that dialects that
use the same elementary functions give the same bits.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import sympy
from sympy import Expr, Symbol
from sympy.printing.str import StrPrinter

from engine.compiling.mathematics.no_real_value import NoRealValue


@dataclass(frozen=True, eq=False)  # one object a dialect
class Dialect:
    """A language's way to write numbers, functions, choices and conjunctions."""

    number: Callable[[float], str]
    functions: Mapping[str, str]
    select: str
    both: str
    either: str
    negated: str
    types_choices: bool = False  # of two plain numbers, which would be chosen in another precision


MOST_FACTORS = 64  # of a power that is written as a product
QUARTER_TURN = 1.5707963267948966  # the derivative of a sine is printed as a sine


def _typed(value: float) -> str:
    return f"F({value!r})"


NUMPY = Dialect(
    repr,
    {"exp": "exp", "log": "log", "sin": "sin", "exprel": "exprel",
     "Abs": "np.abs", "floor": "np.floor", "sqrt": "np.sqrt"},
    "np.where({c}, {a}, {b})", " & ", " | ", "~({c})", types_choices=True,
)  # fmt: skip
NUMBA = Dialect(
    _typed,
    {"exp": "exp", "log": "log", "sin": "sin", "exprel": "exprel",
     "Abs": "abs", "floor": "np.floor", "sqrt": "np.sqrt"},
    "({a} if {c} else {b})", " and ", " or ", "not ({c})",
)  # fmt: skip
TORCH = Dialect(
    repr,
    {"exp": "exp", "log": "log", "sin": "sin", "exprel": "exprel",
     "Abs": "_torch.abs", "floor": "_torch.floor", "sqrt": "_torch.sqrt"},
    "_torch.where({c}, {a}, {b})", " & ", " | ", "~({c})", types_choices=True,
)  # fmt: skip


class ExpressionPrinter(StrPrinter):  # type: ignore[misc]  # SymPy has no types
    """SymPy's infix printer with every number typed and powers spelled out, as products or by exp and log."""

    def __init__(self, dialect: Dialect) -> None:
        super().__init__({"order": None})
        self.dialect = dialect

    def _number(self, expr: Any) -> str:
        return self.dialect.number(float(expr))

    _print_Float = _print_Integer = _print_Rational = _print_Half = _print_One = _number
    _print_Zero = _print_NegativeOne = _print_Exp1 = _print_Pi = _number

    def _print_Mul(self, expr: Expr) -> str:
        sign = ""
        if expr.args[0].is_number and expr.could_extract_minus_sign():
            sign, expr = "-", -expr
        factors = sympy.Mul.make_args(expr)
        above = [f for f in factors if not (f.is_Pow and f.exp.is_negative)]
        below = [1 / f for f in factors if f.is_Pow and f.exp.is_negative]
        text = "*".join(self.tight(f) for f in above) or self.dialect.number(1.0)
        return sign + text + "".join(f"/{self.tight(f)}" for f in below)

    def _print_Pow(self, expr: Expr, rational: bool = False) -> str:
        base, exponent = expr.args
        power = float(exponent) if exponent.is_number else None
        if power is None or power % 0.5 or abs(power) > MOST_FACTORS:
            factor, of = self.tight(exponent), self._print(base)
            return f"{self.dialect.functions['exp']}({factor}*{self.dialect.functions['log']}({of}))"
        factors = [self.tight(base)] * int(abs(power))
        if power % 1.0:
            factors.append(f"{self.dialect.functions['sqrt']}({self._print(base)})")
        text = "*".join(factors)
        text = f"({text})" if power % 1.0 == 0.0 or len(factors) > 1 else text
        return text if power > 0 else f"{self.dialect.number(1.0)}/{text}"

    def _print_NaN(self, expr: Any) -> str:
        raise NoRealValue(str(expr))

    _print_ComplexInfinity = _print_Infinity = _print_NegativeInfinity = _print_ImaginaryUnit = _print_NaN

    def _print_Add(self, expr: Expr, order: Any = None) -> str:
        text = ""
        for term in expr.args:
            part = self._print(term)
            if not text:
                text = part
            else:
                text += f" - {part[1:]}" if part.startswith("-") else f" + {part}"
        return text

    def tight(self, expr: Expr) -> str:
        """``expr`` as a factor, in brackets where it needs them."""
        text = self._print(expr)
        return f"({text})" if expr.is_Add or text.startswith("-") or "/" in text else text

    def _print_Function(self, expr: Any) -> str:
        name = type(expr).__name__
        if name not in self.dialect.functions:
            raise TypeError(f"{name} has no compiled form")
        return f"{self.dialect.functions[name]}({', '.join(map(self._print, expr.args))})"

    _print_exp = _print_log = _print_sin = _print_Abs = _print_floor = _print_Function

    def _print_cos(self, expr: Any) -> str:
        return str(self._print(sympy.sin(expr.args[0] + sympy.Float(QUARTER_TURN), evaluate=False)))

    def _print_Piecewise(self, expr: Any) -> str:
        (yes, condition), (no, _) = expr.args
        a, b = self._print(yes), self._print(no)
        if yes.is_number and no.is_number and self.dialect.types_choices:
            a, b = _typed(float(yes)), _typed(float(no))
        return self.dialect.select.format(a=a, b=b, c=self._print(condition))

    def _print_Relational(self, expr: Any) -> str:
        return f"{self._print(expr.lhs)} {expr.rel_op} {self._print(expr.rhs)}"

    def _print_And(self, expr: Any) -> str:
        return self.dialect.both.join(f"({self._print(a)})" for a in expr.args)

    def _print_Or(self, expr: Any) -> str:
        return self.dialect.either.join(f"({self._print(a)})" for a in expr.args)

    def _print_ITE(self, expr: Any) -> str:
        chosen, yes, no = expr.args
        return str(self._print(sympy.Or(sympy.And(chosen, yes), sympy.And(sympy.Not(chosen), no))))

    def _print_Not(self, expr: Any) -> str:
        return self.dialect.negated.format(c=self._print(expr.args[0]))


def assignment_lines(body: Iterable[tuple[Symbol, Expr]], dialect: Dialect, indent: int) -> str:
    """One assignment a line."""
    text = ExpressionPrinter(dialect)
    return "".join(f"{' ' * indent}{s} = {text.doprint(e)}\n" for s, e in body)
