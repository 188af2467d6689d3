"""The classical Runge-Kutta method of order 4."""

from __future__ import annotations

from collections.abc import Mapping

from sympy import Expr, Symbol

from engine.compiling.mathematics import runge_kutta
from engine.compiling.mathematics.linear import LinearBlock
from engine.compiling.mathematics.stepping import StepAssignments


def advance(
    step: StepAssignments,
    block: LinearBlock,
    rates: Mapping[Symbol, Expr],
    others: list[Symbol],
    after: dict[Symbol, Expr],
) -> None:
    """Put the ``others`` after one step into ``after``."""
    runge_kutta.advance(step, block, rates, others, after, 1)
