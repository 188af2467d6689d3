"""Forward Euler: every state moves along its rate at the start of the step; order 1."""

from __future__ import annotations

from collections.abc import Mapping

from sympy import Expr, Symbol

from engine.compiling.mathematics.linear import LinearBlock
from engine.compiling.mathematics.stepping import DT, FREE, StepAssignments


def advance(
    step: StepAssignments,
    block: LinearBlock,
    rates: Mapping[Symbol, Expr],
    others: list[Symbol],
    after: dict[Symbol, Expr],
) -> None:
    """Put the ``others`` after one step into ``after``: for models that are defined by their Euler steps.

    Source: Euler (1768), Institutionum calculi integralis, volume 1, section 2, chapter 7.
    """
    for s in others:
        after[s] = s + DT * rates[s] * (FREE if s in step.dynamics.held else 1)
