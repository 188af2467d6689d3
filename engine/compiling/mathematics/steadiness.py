"""The derivatives of a step that stay the same from step to step, proved from the expressions of its adjoint."""

from __future__ import annotations

import sympy
from sympy import Expr, Symbol

from engine.compiling.mathematics.backward import BAR_SPIKE, FIRED, Adjoint, bar, gradient
from engine.compiling.mathematics.layout import Layout
from engine.compiling.mathematics.reading import symbol


def is_steady(layout: Layout, backward: Adjoint, *, silent: bool = False) -> bool:
    """Tell whether the derivatives of the next states by states and arrivals mention nothing that moves.

    ``silent``: only in steps in which the neuron does not fire. True is a proof; an expression that merely happens to
    stay the same counts as moving.
    """
    d = layout.dynamics
    still = {symbol(name) for name in (*layout.constants, *layout.arrays)} | {bar(s) for s in d.symbols}
    zero: dict[Symbol, Expr] = {BAR_SPIKE: sympy.Integer(0)}
    if silent:
        zero[FIRED] = sympy.Integer(0)
    for s, e in backward.body:
        simpler = sympy.sympify(e.xreplace(zero))
        if simpler.is_Number:
            zero[s] = simpler
        elif simpler.free_symbols <= still:
            still.add(s)
    asked = {gradient(v) for v in [*d.symbols, *d.arrivals]}
    return asked <= still | set(zero)
