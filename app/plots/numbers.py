"""Numbers as plots and meters write them: a true minus sign, as many digits as tell neighbours apart."""

from __future__ import annotations

from app.translation import tr

MINUS = "\u2212"


def decimals(step: float) -> int:
    """Digits after the point that tell multiples of ``step`` apart."""
    for digits in range(7):
        if abs(round(step, digits) - step) < step * 1e-6:
            return digits
    return 7


def number(value: float, digits: int) -> str:
    """``value`` with ``digits`` after the point; zero has no sign."""
    text = f"{abs(value):.{digits}f}"
    return f"{MINUS}{text}" if value < 0 and float(text) != 0 else text


def seconds(ms: float, digits: int = 3) -> str:
    """A time as the header shows it."""
    return tr("{seconds} s", seconds=number(ms / 1000, digits))
