"""Sequential Euler: one state after the other, each from the newest values of those before it; order 1."""

from __future__ import annotations

from sympy import Expr, Symbol

from engine.compiling.mathematics.stepping import DT, Motion


def advance(m: Motion) -> None:
    """Put the others after one step into ``m.after``, in the order in which the rates are declared.

    Scripts that overwrite one variable after the other do this. Source: Izhikevich (2004), Which model to use for
    cortical spiking neurons?, IEEE Transactions on Neural Networks 15, 1063-1070, 10.1109/TNN.2004.832719.
    """
    newest: dict[Symbol, Expr] = {}
    for s in m.others:
        rate = m.rates[s].xreplace(newest) * m.free(s)
        m.after[s] = newest[s] = m.step.named(f"{s}_next", s + DT * rate)
