"""The course of a linear membrane within a step, in closed form."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.learning.passes.linear_membrane import LinearMembrane

Array = NDArray[Any]
DIGITS = 1e-18  # of a sum of terms: those below are left out


def terms(turns: float) -> int:
    """The number of terms of its series that tell exp(``turns``) to the last digit."""
    size, count = 1.0, 0
    while size > DIGITS or count < turns:
        count += 1
        size *= turns / count
    return count + 1


def held(leak: Array, time: Array | float) -> Array:
    """The integral of exp(``leak`` t) over ``time``: what one unit of a constant rate has become by then."""
    leaks = leak != 0
    return np.asarray(np.where(leaks, np.expm1(leak * time) / np.where(leaks, leak, 1.0), time))


def put_onto_membranes(membrane: LinearMembrane, step: float) -> Array:
    """The amount that each state of a current (s,) puts onto each membrane (n,) in a step of ``step`` ms: (s, n)."""
    found = [np.zeros((0, len(membrane.leak)))]
    for current in membrane.currents:
        row = np.zeros((len(current.share), len(membrane.leak)))  # of V by the states, one order after another
        top, factor, total = np.ones_like(membrane.leak), 1.0, np.zeros_like(row)
        for order in range(1, terms(membrane.rate * step)):
            row, top = membrane.gain * top * current.share[:, None] + current.rates.T @ row, membrane.leak * top
            factor *= step / order
            total += row * factor
        found.append(total)
    return np.concatenate(found)
