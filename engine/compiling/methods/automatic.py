"""Order 4, in the cheapest way that the equations allow, and in thirds of a step where they are those of channels."""

from __future__ import annotations

from engine.compiling.mathematics import magnus, runge_kutta
from engine.compiling.mathematics.stepping import Motion
from engine.compiling.methods import rk4, rk4_in_thirds


def advance(m: Motion) -> None:
    """Put the others after one step into ``m.after``: by Magnus' series where it fits, else by Runge and Kutta.

    Channels are states of which some pull others: they make spikes of their own, faster than a step.
    """
    if magnus.is_linear_in_itself(m):
        magnus.advance(m)
        return
    own = {s: m.rates[s] for s in m.others}
    method = rk4_in_thirds if not m.step.dynamics.paced and runge_kutta.is_pulled(own, m.others) else rk4
    method.advance(m)
