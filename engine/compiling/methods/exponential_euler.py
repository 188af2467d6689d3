"""Exponential Euler: each state relaxes exactly while the others stand still; order 1."""

from __future__ import annotations

from collections.abc import Mapping

import sympy
from sympy import Expr, Symbol

from engine.compiling.linear import LinearBlock
from engine.compiling.reading import exprel
from engine.compiling.stepping import DT, FREE, Step


def advance(
    step: Step,
    block: LinearBlock,
    rates: Mapping[Symbol, Expr],
    others: list[Symbol],
    after: dict[Symbol, Expr],
) -> None:
    """Put the ``others`` after one step into ``after``; their rates must be affine in their own state.

    Source: Rush & Larsen (1978), IEEE Transactions on Biomedical Engineering 25, 389-392.
    """
    for s in others:
        slope = sympy.expand(sympy.diff(rates[s], s))
        if slope.has(s):
            raise TypeError(f"{s} is not affine in itself: exponential Euler cannot advance it")
        rate = step.named(f"rate_{s}", rates[s])
        slope = step.named(f"slope_{s}", sympy.diff(rates[s], s))
        after[s] = s + rate * (FREE if s in step.dynamics.held else 1) * DT * exprel(DT * slope)
