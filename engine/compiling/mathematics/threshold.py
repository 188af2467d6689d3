"""The spike that follows from the distance of a potential from its threshold, forward and backward."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

Function = Callable[[Any, Any], Any]


@dataclass(frozen=True)
class Threshold:
    """Functions of ``x``, how far a potential is above its threshold, and of ``width``, a sharpness in units of 1/x.

    Without ``spike`` a neuron fires or does not, its reset is taken as given, and ``slope`` only stands in for a
    derivative. With it a spike is a number: ``spike(x, width)``, or where it is ``gated``, what that gained within the
    step. It is sent, and the reset happens by this share. ``slope`` is then the derivative of ``spike``.
    """

    slope: Function
    spike: Function | None = None
    gated: bool = False

    @property
    def is_smooth(self) -> bool:
        return self.spike is not None

    @property
    def functions(self) -> tuple[Function, ...]:
        return (self.slope,) if self.spike is None else (self.slope, self.spike)
