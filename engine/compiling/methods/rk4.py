"""The classical Runge–Kutta method of order 4."""

from __future__ import annotations

from collections.abc import Mapping

from sympy import Expr, Symbol

from engine.compiling.linear import LinearBlock
from engine.compiling.stepping import DT, FREE, Step


def advance(
    step: Step,
    block: LinearBlock,
    rates: Mapping[Symbol, Expr],
    others: list[Symbol],
    after: dict[Symbol, Expr],
) -> None:
    """Put the ``others`` after one step into ``after``.

    States of the linear block are read exactly at t, t + dt/2 and t + dt.
    Source: Kutta (1901), Zeitschrift für Mathematik und Physik 46, 435-453.
    """
    held = step.dynamics.held
    middle = step.halfway(block, [rates[s] for s in others])
    end = {s: step.named(f"{s}_end", after[s]) for s in middle}
    after.update(end)

    def slopes(number: int, at: Mapping[Symbol, Expr]) -> dict[Symbol, Symbol]:
        found = {s: rates[s].xreplace(dict(at)) * (FREE if s in held else 1) for s in others}
        return {s: step.named(f"k{number}_{s}", e) for s, e in found.items()}

    k1 = slopes(1, {})
    k2 = slopes(2, {**middle, **{s: step.named(f"{s}_at2", s + DT / 2 * k1[s]) for s in others}})
    k3 = slopes(3, {**middle, **{s: step.named(f"{s}_at3", s + DT / 2 * k2[s]) for s in others}})
    k4 = slopes(4, {**end, **{s: step.named(f"{s}_at4", s + DT * k3[s]) for s in others}})
    for s in others:
        after[s] = s + DT / 6 * (k1[s] + 2 * k2[s] + 2 * k3[s] + k4[s])
