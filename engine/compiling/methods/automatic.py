"""Order 4, in the cheapest way that the equations allow, and in thirds of a step where they are those of channels."""

from __future__ import annotations

from collections.abc import Mapping

from sympy import Expr, Symbol

from engine.compiling.mathematics import magnus, runge_kutta
from engine.compiling.mathematics.linear import LinearBlock
from engine.compiling.mathematics.stepping import StepAssignments
from engine.compiling.methods import rk4, rk4_in_thirds


def advance(
    step: StepAssignments,
    block: LinearBlock,
    rates: Mapping[Symbol, Expr],
    others: list[Symbol],
    after: dict[Symbol, Expr],
) -> None:
    """Put the ``others`` after one step into ``after``: by Magnus' series where it fits, else by Runge and Kutta.

    Channels are states of which some pull others: they make spikes of their own, faster than a step.
    """
    if magnus.is_linear_in_itself(step, block, rates, others):
        magnus.advance(step, block, rates, others, after)
        return
    own = {s: rates[s] for s in others}
    method = rk4_in_thirds if not step.dynamics.paced and runge_kutta.is_pulled(own, others) else rk4
    method.advance(step, block, rates, others, after)
