"""A rectangle of the screen that shows a range of numbers, and where round numbers lie on it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, TypeVar

from numpy.typing import NDArray
from PySide6.QtCore import QRectF

from app.translation import tr

Number = TypeVar("Number", float, NDArray[Any])
STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)
MINUS = "\u2212"


@dataclass(frozen=True)
class Area:
    """``rect`` in pixels shows [x0, x1] from left to right and [y0, y1] from bottom to top."""

    rect: QRectF
    x0: float
    x1: float
    y0: float = 0.0
    y1: float = 1.0

    def x(self, value: Number) -> Number:
        return self.rect.left() + (value - self.x0) * (self.rect.width() / (self.x1 - self.x0))

    def y(self, value: Number) -> Number:
        return self.rect.bottom() - (value - self.y0) * (self.rect.height() / (self.y1 - self.y0))

    def x_at(self, pixel: float) -> float:
        return self.x0 + (pixel - self.rect.left()) / max(self.rect.width(), 1.0) * (self.x1 - self.x0)

    def y_at(self, pixel: float) -> float:
        return self.y0 + (self.rect.bottom() - pixel) / max(self.rect.height(), 1.0) * (self.y1 - self.y0)


def ticks(low: float, high: float, most: int) -> list[float]:
    """At most ``most`` + 1 round numbers in [low, high], evenly spaced."""
    if not high > low or most < 1:
        return []
    rough = (high - low) / most
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(s * power for s in STEPS if s * power >= rough * 0.999)
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    return [i * step for i in range(first, last + 1)]


def decimals(step: float) -> int:
    """Digits after the point that tell multiples of ``step`` apart."""
    for digits in range(7):
        if abs(round(step, digits) - step) < step * 1e-6:
            return digits
    return 7


def labels(values: list[float]) -> list[str]:
    """The numbers as written at an axis, all with the same digits, with a true minus sign."""
    digits = decimals(values[1] - values[0]) if len(values) > 1 else 2
    return [number(value, digits) for value in values]


def number(value: float, digits: int) -> str:
    """``value`` with ``digits`` after the point; zero has no sign."""
    text = f"{abs(value):.{digits}f}"
    return f"{MINUS}{text}" if value < 0 and float(text) != 0 else text


def seconds(ms: float, digits: int = 3) -> str:
    """A time as the header shows it."""
    return tr("{seconds} s", seconds=number(ms / 1000, digits))
