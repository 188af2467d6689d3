"""Exponential Euler: each state relaxes exactly along its slope while the others stand still; order 1."""

from __future__ import annotations

from collections.abc import Mapping

import sympy
from sympy import Expr, Symbol

from engine.compiling.mathematics.linear import LinearBlock
from engine.compiling.mathematics.reading import exprel
from engine.compiling.mathematics.stepping import DT, FREE, StepAssignments


def advance(
    step: StepAssignments,
    block: LinearBlock,
    rates: Mapping[Symbol, Expr],
    others: list[Symbol],
    after: dict[Symbol, Expr],
) -> None:
    """Put the ``others`` after one step into ``after``; a rate that is not affine in its state is made so where it is.

    Source: Rush & Larsen (1978), IEEE Transactions on Biomedical Engineering 25, 389-392; with the slope at the present
    state as in Hochbruck & Ostermann (2010), Acta Numerica 19, 209-286, 10.1017/S0962492910000048.
    """
    for s in others:
        rate = step.named(f"rate_{s}", rates[s])
        slope = step.named(f"slope_{s}", sympy.diff(rates[s], s))
        after[s] = s + rate * (FREE if s in step.dynamics.held else 1) * DT * exprel(DT * slope)
