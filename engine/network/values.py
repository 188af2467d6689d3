"""The value of a quantity: one number, a distribution over elements, or an array with a value each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias, TypeGuard

import numpy as np
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float64]


@dataclass(frozen=True)
class Uniform:
    """Equally likely anywhere in [low, high)."""

    low: float
    high: float


@dataclass(frozen=True)
class Normal:
    """Gaussian with this mean and standard deviation."""

    mean: float
    std: float


@dataclass(frozen=True)
class LogNormal:
    """Positive values whose own mean and standard deviation are these (not those of the logarithm)."""

    mean: float
    std: float


@dataclass(frozen=True)
class ByDistance:
    """A value of a connection that follows the distance d (mm) between its neurons: ``base + amount · form(d)``.

    ``form`` is ``"linear"`` (d itself; a delay of d / velocity has the amount 1 / velocity), ``"gaussian"``
    (exp(-d²/2 scale²)) or ``"exponential"`` (exp(-d/scale)); ``scale`` is in mm.
    """

    form: str
    base: float
    amount: float
    scale: float = 1.0


FORMS = ("linear", "gaussian", "exponential")
Distribution: TypeAlias = Uniform | Normal | LogNormal
Value: TypeAlias = float | Distribution | ByDistance | Floats


def is_drawn(value: Value) -> TypeGuard[Distribution]:
    """Tell whether every element draws a value of its own."""
    return isinstance(value, Uniform | Normal | LogNormal)


def number_of(value: Value | str) -> float:
    """The one number that a value is; raises TypeError for a distribution, a word or an array of several."""
    if isinstance(value, str | Distribution | ByDistance):
        raise TypeError(f"{value!r} is not one number")
    return float(value)
