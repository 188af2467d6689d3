"""Sequential Euler: one state after the other, each from the newest values of those before it; order 1."""

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
    """Put the ``others`` after one step into ``after``, in the order in which the rates are declared.

    Scripts that overwrite one variable after the other do this. Source: Izhikevich (2004), Which model to use for
    cortical spiking neurons?, IEEE Transactions on Neural Networks 15, 1063-1070, 10.1109/TNN.2004.832719.
    """
    newest: dict[Symbol, Expr] = {}
    for s in others:
        rate = rates[s].xreplace(newest) * (FREE if s in step.dynamics.held else 1)
        after[s] = newest[s] = step.named(f"{s}_next", s + DT * rate)
