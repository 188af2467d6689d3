"""Exponential midpoint: each state relaxes along its slope while the others stand where they are halfway; order 2."""

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
    """Put the ``others`` after one step into ``after``: half a step of exponential Euler, then a whole one from there.

    Stable where channels are far faster than the step. States of the linear block are read exactly at t + dt/2.
    Source: Sundnes, Artebrant, Skavhaug & Tveito (2009), 10.1109/TBME.2009.2014739, after Rush & Larsen (1978).
    """
    middle = step.halfway(block, [rates[s] for s in others])

    def relaxed(s: Symbol, number: str, at: Mapping[Symbol, Expr], time: Expr) -> Expr:
        rate = step.named(f"rate{number}_{s}", rates[s].xreplace(dict(at)))
        slope = step.named(f"slope{number}_{s}", sympy.diff(rates[s], s).xreplace(dict(at)))
        return s + rate * (FREE if s in step.dynamics.held else 1) * time * exprel(time * slope)

    halfway = {s: step.named(f"{s}_halfway", relaxed(s, "1", {}, DT / 2)) for s in others}
    for s in others:
        there = {**middle, **{o: e for o, e in halfway.items() if o != s}}
        after[s] = relaxed(s, "2", there, DT)
