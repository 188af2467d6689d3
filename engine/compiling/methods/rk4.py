"""The classical Runge-Kutta method of order 4."""

from __future__ import annotations

from engine.compiling.mathematics import runge_kutta
from engine.compiling.mathematics.stepping import Motion


def advance(m: Motion) -> None:
    """Put the others after one step into ``m.after``."""
    runge_kutta.advance(m, 1)
