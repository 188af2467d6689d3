"""Durations in words."""

from __future__ import annotations

import math

from app.i18n.comparison_words import SMALLEST
from app.i18n.translation import tr
from engine.model.functions import MS_PER_S

SECONDS_PER_MINUTE = 60
TENTHS_BELOW = 9.95


def clock(seconds: float) -> str:
    """Minutes and seconds: 0:31."""
    whole = max(0, round(seconds))
    return f"{whole // SECONDS_PER_MINUTE}:{whole % SECONDS_PER_MINUTE:02d}"


def duration(seconds: float) -> str:
    """Write a duration: 0:31, of less than ten seconds a tenth too, and milliseconds of what would be 0.0."""
    if 0 < seconds < SMALLEST:
        return tr("{count} ms", count=f"{MS_PER_S * seconds:.{int(seconds < 1 / MS_PER_S)}f}")
    return tr("{seconds} s", seconds=f"{seconds:.1f}") if 0 <= seconds < TENTHS_BELOW else clock(seconds)


def time_left(seconds: float) -> str:
    """Say in words how much time is left; empty while nothing is known."""
    if not math.isfinite(seconds) or seconds < 0:
        return ""
    if seconds < SECONDS_PER_MINUTE:
        return tr("{seconds} s left", seconds=max(1, math.ceil(seconds)))
    return tr("{clock} left", clock=clock(seconds))
