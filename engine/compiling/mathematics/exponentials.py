"""Rates of channels with as few exponentials and divisions as their opening and closing need.

Rates of one channel differ in how steeply they follow the membrane: exp(-V/40), exp(-V/5), exp(V/5), exp(-V/4). Where
those slopes are whole multiples of one, all are powers of a single exponential. ``1/exprel(u)``, which is
u/(exp(u) - 1), is made of the same powers, and of its series where u is near 0.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import sympy
from sympy import Expr, Symbol

from engine.compiling.mathematics.reading import exprel, symbol, where
from engine.compiling.mathematics.stepping import StepAssignments

HIGHEST = 16  # power of an exponential: its error is as many times that of one, and its range that much smaller
SAME = 1e-14  # how far two numbers are apart at most, in parts of one, that are one number by the way they were written
NEAR = sympy.Float(0.02)  # below it the series is within 2e-15 of u/(exp(u) - 1), above it that is good to 1e-12
TINY = sympy.Float(1e-15)  # of which the square is a number in float32 too; less than the divisor where that is used
SERIES = tuple(sympy.Rational(n, d) for n, d in ((1, 12), (-1, 720)))
"""Bernoulli's numbers: u/(exp(u) - 1) = 1 - u/2 + u^2/12 - u^4/720 + …"""


@dataclass(frozen=True)
class _Slope:
    """exp(``rest`` + ``steepness`` · ``state``)."""

    state: Symbol
    steepness: float
    rest: Expr


@dataclass
class _Family:
    """Exponentials of one state that are powers of exp(``steepness`` · ``state``)."""

    state: Symbol
    steepness: float
    powers: set[int] = field(default_factory=set)

    def power(self, slope: _Slope) -> int | None:
        """The power of this one that the exponential is, if it is one."""
        ratio = slope.steepness / self.steepness
        whole = round(ratio)
        fits = slope.state == self.state and 1 <= whole <= HIGHEST and abs(ratio / whole - 1.0) < SAME
        return whole if fits else None


class SharedExponentials:
    """Expressions of ``moving`` states whose exponentials are shared; :meth:`at` writes them for other values."""

    def __init__(self, expressions: Mapping[Symbol, Expr], moving: Iterable[Symbol]) -> None:
        self._moving = frozenset(moving)
        self._families: list[_Family] = []
        self._fractions: dict[tuple[Expr, Expr], Symbol] = {}
        slopes = [s for e in expressions.values() for s in map(self._slope, _arguments(e)) if s is not None]
        for slope in sorted(slopes, key=lambda s: abs(s.steepness)):
            downward = _Slope(slope.state, -abs(slope.steepness), slope.rest)
            if all(family.power(downward) is None for family in self._families):
                self._families.append(_Family(slope.state, downward.steepness))
        self._expressions = {s: self._shared(e) for s, e in expressions.items()}

    def _slope(self, argument: Expr) -> _Slope | None:
        """``argument`` as a multiple of one moving state and a rest that stays, where it is that."""
        read = sorted(argument.free_symbols & self._moving, key=str)
        if len(read) != 1:
            return None
        steepness = sympy.diff(argument, read[0])
        if not steepness.is_number or steepness == 0:
            return None
        return _Slope(read[0], float(steepness), argument.subs(read[0], 0))

    def _power(self, argument: Expr) -> Expr | None:
        """exp(``argument``) by the name of a power, where the exponential falls with its state as the families do."""
        slope = self._slope(argument)
        for number, family in enumerate(self._families):
            power = None if slope is None else family.power(slope)
            if slope is not None and power is not None:
                family.powers.add(power)
                return sympy.exp(slope.rest) * _name(number, power)
        return None

    def _exp(self, argument: Expr) -> Expr:
        power = self._power(argument)
        if power is not None:
            return power
        inverse = self._power(-argument)
        return sympy.exp(argument) if inverse is None else 1 / inverse

    def _over_exprel(self, argument: Expr) -> Expr:
        """u/(exp(u) - 1)."""
        inverse = self._power(-argument)
        if inverse is not None and self._power(argument) is None:
            return inverse * self._fraction(-argument, inverse)
        return self._fraction(argument, self._exp(argument))

    def _fraction(self, u: Expr, exponential: Expr) -> Symbol:
        return self._fractions.setdefault((u, exponential), symbol(f"fraction_{len(self._fractions)}"))

    def _shared(self, expression: Expr) -> Expr:
        if expression.is_Pow and expression.base.func is exprel and expression.exp == -1:
            return self._over_exprel(self._shared(expression.base.args[0]))
        if expression.func is sympy.exp:
            return self._exp(self._shared(expression.args[0]))
        if not expression.args:
            return expression
        return expression.func(*map(self._shared, expression.args))

    def at(self, step: StepAssignments, values: Mapping[Symbol, Expr], mark: str) -> dict[Symbol, Expr]:
        """The expressions where states have other ``values``; what they share is named with the ``mark``."""
        names: dict[Symbol, Expr] = dict(values)
        for number, family in enumerate(self._families):
            made: dict[int, Symbol] = {}
            for power in sorted(_needed(family.powers)):
                if power == 1:
                    e = sympy.exp(sympy.Float(family.steepness) * values.get(family.state, family.state))
                else:
                    e = sympy.Mul(*(made[part] for part in _parts(power)))
                made[power] = step.named(f"power{power}_{number}_{mark}", e)
                names[_name(number, power)] = made[power]
        for (u, exponential), name in self._fractions.items():
            here = step.named(f"u_{name}_{mark}", u.xreplace(names))
            names[name] = _bernoulli(step, here, exponential.xreplace(names), f"{name}_{mark}")
        return {s: e.xreplace(names) for s, e in self._expressions.items()}


def _arguments(expression: Expr) -> list[Expr]:
    """Of every exponential of ``expression``, written as exp or as 1/exprel."""
    exponentials = [e.args[0] for e in expression.atoms(sympy.exp)]
    fractions = [p.base.args[0] for p in expression.atoms(sympy.Pow) if p.base.func is exprel and p.exp == -1]
    return sorted([*exponentials, *fractions], key=sympy.default_sort_key)


def _name(family: int, power: int) -> Symbol:
    return symbol(f"power_{family}_{power}")


def _parts(power: int) -> tuple[int, int]:
    """The two powers of which one is the product: the highest power of two below it, and the rest."""
    highest = 1 << (power - 1).bit_length() - 1
    return highest, power - highest


def _needed(powers: Iterable[int]) -> set[int]:
    """The ``powers`` and those of which they are products."""
    found: set[int] = set()
    waiting = list(powers)
    while waiting:
        power = waiting.pop()
        if power not in found:
            found.add(power)
            waiting += _parts(power) if power > 1 else ()
    return found


def _bernoulli(step: StepAssignments, u: Symbol, exponential: Expr, mark: str) -> Symbol:
    """u/(exp(u) - 1), by a divisor that is never 0, so that the series is chosen of two numbers, and of derivatives."""
    square, rest = step.named(f"square_{mark}", u * u), sympy.Integer(0)
    for number in reversed(SERIES):
        rest = square * (number + rest)
    series = step.named(f"series_{mark}", 1 - u / 2 + rest)
    divisor = step.named(f"less1_{mark}", exponential - 1) + TINY
    quotient = step.named(f"quotient_{mark}", u / divisor)
    return step.named(f"value_{mark}", where(sympy.Abs(u) < NEAR, series, quotient))
