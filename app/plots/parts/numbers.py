"""Numbers as plots and meters write them: a true minus sign, as many digits as tell neighbours apart."""

from __future__ import annotations

import math

from app.i18n.powers_of_ten import ENDLESS, first_figures
from app.i18n.translation import MINUS, tr
from app.widgets.quantities import round_step

QUARTERS = (1.0, 2.0, 2.5, 5.0, 10.0)


def decimals(step: float) -> int:
    """Digits after the point that tell multiples of ``step`` apart."""
    for digits in range(7):
        if abs(round(step, digits) - step) < step * 1e-6:
            return digits
    return 7


def fixed_point(value: float, digits: int) -> str:
    """``value`` with ``digits`` after the point; zero has no sign. What is no number, or has no end, says so.

    Of a very large one the first figures are told, and the power of ten.
    """
    if not math.isfinite(value):
        return "NaN" if math.isnan(value) else "∞" if value > 0 else f"{MINUS}∞"
    if abs(value) >= ENDLESS:
        return first_figures(value)
    text = f"{abs(value):.{digits}f}"
    return f"{MINUS}{text}" if value < 0 and float(text) != 0 else text


def round_values(low: float, high: float, most: int) -> list[tuple[float, str]]:
    """Two to ``most`` multiples of one round step from ``low`` to ``high``, with their words; none where there are not.

    ``high`` is above ``low``.
    """
    for step in (round_step(high / parts - low / parts, QUARTERS) for parts in (most + 1, most)):
        places = range(math.ceil(low / step), math.floor(high / step) + 1)
        if 2 <= len(places) <= most:
            return [(place * step, fixed_point(place * step, decimals(step))) for place in places]
    return []


def seconds(ms: float, digits: int = 3) -> str:
    """A time as the header shows it."""
    return tr("{seconds} s", seconds=fixed_point(ms / 1000, digits))
