"""When within a step a linear membrane reaches its threshold, and how that time depends on where the step began.

Source of the derivative: the implicit function theorem at V(t) = threshold, as in Bohte, Kok & La Poutré (2002),
10.1016/S0925-2312(01)00658-0, and Wunderlich & Pehle (2021), 10.1038/s41598-021-91786-z.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.learning.linear_membrane import LinearMembrane

Array = NDArray[Any]
DIGITS = 1e-18  # of a sum of terms: those below are left out
AT_ONCE = 1 << 12  # crossings: so many terms of series fit into a cache
NEAR = 4 * np.finfo(np.float64).eps  # of a step: what rounding leaves of a root
ITERATIONS = 80  # Newton needs about five; halving the step from its length to its last digit needs fifty


@dataclass(frozen=True)
class Start:
    """Where neurons stand at the start of a step: ``membrane`` (k,) and ``states`` of all currents (s, k).

    ``leak`` and ``gain`` (k,) are each neuron's own, ``drive`` (k,) is its constant part of dV/dt.
    """

    membrane: Array
    states: Array
    leak: Array
    gain: Array
    drive: Array

    def part(self, some: slice) -> Start:
        """Some of them."""
        rest = self.membrane, self.leak, self.gain, self.drive
        membrane, leak, gain, drive = (array[some] for array in rest)
        return Start(membrane, self.states[:, some], leak, gain, drive)


@dataclass(frozen=True)
class Crossing:
    """``time`` (k,) from the start of the step, ``slope`` (k,) of the membrane there, 0 where it began above.

    The membrane there depends on that at the start by ``by_membrane`` (k,), on states by ``by_states`` (s, k), and on
    a current that is constant in the step by ``by_current`` (k,).
    """

    time: Array
    slope: Array
    by_membrane: Array
    by_states: Array
    by_current: Array


def terms(turns: float) -> int:
    """How many terms of its series tell exp(``turns``) to the last digit."""
    size, count = 1.0, 0
    while size > DIGITS or count < turns:
        count += 1
        size *= turns / count
    return count + 1


def held(leak: Array, time: Array | float) -> Array:
    """The integral of exp(``leak`` t) over ``time``: what one unit of a constant rate has become by then."""
    leaks = leak != 0
    return np.asarray(np.where(leaks, np.expm1(leak * time) / np.where(leaks, leak, 1.0), time))


def rows(membrane: LinearMembrane, leak: Array, gain: Array, time: Array, step: float) -> Array:
    """What each state of a current at first (s, k) has put onto the membrane after ``time`` (k,) within a step."""
    found = []
    for current in membrane.currents:
        row = np.zeros((len(current.share), len(time)))  # of V by the states: derivatives at 0, one order after another
        top, factor, total = np.ones_like(time), np.ones_like(time), np.zeros_like(row)
        for order in range(1, terms(membrane.rate * step)):
            row, top = gain * top * current.share[:, None] + current.rates.T @ row, leak * top
            factor = factor * time / order
            total += row * factor
        found.append(total)
    return np.concatenate(found) if found else np.zeros((0, len(time)))


def crossings(membrane: LinearMembrane, start: Start, threshold: Array, step: float) -> Crossing:
    """The crossings of neurons whose membranes end a step of ``step`` ms at their ``threshold`` (k,) or above."""
    parts = [slice(low, low + AT_ONCE) for low in range(0, max(len(threshold), 1), AT_ONCE)]
    found = [_crossings(membrane, start.part(some), threshold[some], step) for some in parts]
    names = (field.name for field in fields(Crossing))
    return Crossing(*(np.concatenate([getattr(part, name) for part in found], axis=-1) for name in names))


def _crossings(membrane: LinearMembrane, start: Start, threshold: Array, step: float) -> Crossing:
    series = _series(membrane, start, step)
    time, begins_above = _root(series, threshold, step), start.membrane >= threshold
    time[begins_above] = 0.0
    slope = _value(_derivative(series, step), time / step)
    slope[begins_above] = 0.0
    by_current = start.gain * held(start.leak, time)
    by_states = rows(membrane, start.leak, start.gain, time, step)
    return Crossing(time, slope, np.exp(start.leak * time), by_states, by_current)


def slopes(membrane: LinearMembrane, start: Start) -> Array:
    """dV/dt (k,) at the start."""
    return np.asarray(start.leak * start.membrane + start.gain * _current(membrane, start.states) + start.drive)


def _current(membrane: LinearMembrane, states: Array) -> Array:
    shares = [current.share for current in membrane.currents]
    return np.concatenate(shares) @ states if shares else np.zeros(states.shape[1:])


def _series(membrane: LinearMembrane, start: Start, step: float) -> Array:
    """The membrane as a polynomial (terms, k) in the share of the step that is over."""
    found = [start.membrane, slopes(membrane, start) * step]
    motion, states = slopes(membrane, start), start.states
    factor = step
    for order in range(2, terms(membrane.rate * step)):
        states = _moved(membrane, states)
        motion = start.leak * motion + start.gain * _current(membrane, states)
        factor *= step / order
        found.append(motion * factor)
    return np.stack(found)


def _moved(membrane: LinearMembrane, states: Array) -> Array:
    """The rates of all states of currents."""
    low, found = 0, np.empty_like(states)
    for current in membrane.currents:
        part = slice(low, low + len(current.share))
        found[part] = current.rates @ states[part]
        low = part.stop
    return found


def _derivative(series: Array, step: float) -> Array:
    return np.asarray(series[1:] * np.arange(1, len(series))[:, None] / step)


def _value(series: Array, share: Array) -> Array:
    total = np.array(series[-1])
    for term in series[-2::-1]:
        total *= share
        total += term
    return total


def _root(series: Array, threshold: Array, step: float) -> Array:
    """The time (k,) at which the polynomial is at the threshold: Newton's, kept between a point below and one above."""
    slope = _derivative(series, 1.0)
    low, high = np.zeros_like(threshold), np.ones_like(threshold)
    share = np.clip((threshold - series[0]) / np.where(slope[0] > 0, slope[0], np.inf), 0.0, 1.0)
    for _ in range(ITERATIONS):
        above, by = _value(series, share) - threshold, _value(slope, share)
        low, high = np.where(above < 0, share, low), np.where(above < 0, high, share)
        wanted = share - above / np.where(by > 0, by, np.nan)
        near = np.abs(wanted - share) <= NEAR
        following = np.where(near | ((wanted >= low) & (wanted <= high)), wanted, (low + high) / 2)
        share = np.clip(following, 0.0, 1.0)
        if (near | (high - low <= NEAR)).all():
            break
    return np.asarray(share * step)
