"""Forward Euler: every state moves along its rate at the start of the step; order 1."""

from __future__ import annotations

from engine.compiling.mathematics.stepping import DT, Motion


def advance(m: Motion) -> None:
    """Put the others after one step into ``m.after``: for models that are defined by their Euler steps.

    Source: Euler (1768), Institutionum calculi integralis, volume 1, section 2, chapter 7.
    """
    for s in m.others:
        m.after[s] = s + DT * m.rates[s] * m.free(s)
