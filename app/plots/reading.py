"""What a view says of the place under the cursor."""

from __future__ import annotations

from collections.abc import Sequence

from app.plots.numbers import seconds
from app.translation import per_cent

Reading = tuple[str, ...]
"""The whole of it, then shorter ones for narrow views; a number in any of them has its unit.

What ends in "" need not be read where there is no room for it.
"""


def with_unit(value: str, unit: str) -> str:
    if unit == "%":
        return per_cent(value)
    return f"{value} {unit}" if unit not in ("", "1") else value


def listed(values: Sequence[str], unit: str = "") -> Reading:
    """Values of one unit; where there is no room for all, the first and that there are more."""
    every = with_unit(" / ".join(values), unit)
    return (every, with_unit(f"{values[0]} / \u2026", unit)) if len(values) > 1 else (every,)


def at_time(reading: Reading, time: float) -> Reading:
    """With its time in ms, which the cursor itself shows where there is no room."""
    return (f"{reading[0]} \u00b7 {seconds(time)}", *reading)
