"""Order 4, in the cheapest way that the equations allow."""

from __future__ import annotations

from collections.abc import Mapping

from sympy import Expr, Symbol

from engine.compiling import magnus
from engine.compiling.linear import LinearBlock
from engine.compiling.methods import rk4
from engine.compiling.stepping import Step


def advance(
    step: Step,
    block: LinearBlock,
    rates: Mapping[Symbol, Expr],
    others: list[Symbol],
    after: dict[Symbol, Expr],
) -> None:
    """Put the ``others`` after one step into ``after``: by Magnus' series where it fits, else by Runge and Kutta."""
    method = magnus if magnus.fits(step, block, rates, others) else rk4
    method.advance(step, block, rates, others, after)
