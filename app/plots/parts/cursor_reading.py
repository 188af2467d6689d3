"""The reading of a view at the place under the cursor."""

from __future__ import annotations

from collections.abc import Sequence

from app.i18n.translation import per_cent
from app.plots.parts.numbers import seconds

Reading = tuple[str, ...]
"""The whole of it, then the same without what the cursor itself tells, or in fewer figures; a number has its unit.

No value is ever left out: what has no room in the head stands in the view. What ends in "" need not be read there.
"""


def with_unit(value: str, unit: str) -> str:
    if unit == "%":
        return per_cent(value)
    return f"{value} {unit}" if unit not in ("", "1") else value


def values_listed(values: Sequence[str], unit: str = "") -> str:
    """All values of one unit, in the order of what is shown."""
    return with_unit(" / ".join(values), unit)


def at_time(reading: Reading, time: float) -> Reading:
    """With its time in ms, which the cursor itself shows where there is no room."""
    return (f"{reading[0]} \u00b7 {seconds(time)}", *reading)
