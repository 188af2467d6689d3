"""The value of a quantity: one number, a distribution over elements, or an array with a value each."""

from __future__ import annotations

from typing import Annotated, TypeAlias, TypeGuard

import numpy as np
from msgspec import Meta, Struct
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float64]
Positive: TypeAlias = Annotated[float, Meta(gt=0)]
NotNegative: TypeAlias = Annotated[float, Meta(ge=0)]


class TaggedValue(Struct, frozen=True, tag_field="is", forbid_unknown_fields=True):
    """A value that files tell by several numbers, and by what it ``is``; its bounds hold where one is read."""


class Uniform(TaggedValue, frozen=True, tag="uniform"):
    """Equally likely anywhere in [low, high)."""

    low: float
    high: float


class Normal(TaggedValue, frozen=True, tag="normal"):
    """Gaussian with this mean and standard deviation."""

    mean: float
    std: NotNegative


class LogNormal(TaggedValue, frozen=True, tag="log-normal"):
    """Positive values whose own mean and standard deviation are these (not those of the logarithm)."""

    mean: float
    std: NotNegative


class ByDistance(TaggedValue, frozen=True, tag="by distance"):
    """A value of a connection that follows the distance d (mm) between its neurons: ``base + amount · form(d)``.

    ``form`` is ``"linear"`` (d itself; a delay of d / velocity has the amount 1 / velocity), ``"gaussian"``
    (exp(-d²/2 scale²)) or ``"exponential"`` (exp(-d/scale)); ``scale`` is in mm.
    """

    form: str
    base: float
    amount: float
    scale: Positive = 1.0


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
