"""Exponential Euler: each state relaxes exactly along its slope while the others stand still; order 1."""

from __future__ import annotations

import sympy

from engine.compiling.mathematics.reading import exprel
from engine.compiling.mathematics.stepping import DT, Motion


def advance(m: Motion) -> None:
    """Put the others after one step into ``m.after``; a rate that is not affine in its state is made so where it is.

    Source: Rush & Larsen (1978), IEEE Transactions on Biomedical Engineering 25, 389-392; with the slope at the present
    state as in Hochbruck & Ostermann (2010), Acta Numerica 19, 209-286, 10.1017/S0962492910000048.
    """
    for s in m.others:
        rate = m.step.named(f"rate_{s}", m.rates[s])
        slope = m.step.named(f"slope_{s}", sympy.diff(m.rates[s], s))
        m.after[s] = s + rate * m.free(s) * DT * exprel(DT * slope)
