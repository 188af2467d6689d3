"""Figures of a training in words."""

from __future__ import annotations

import math

from app.i18n.translation import per_cent
from engine.learning.components.figures import Metric


def percent(share: float | None) -> str:
    """97.1 %, or a dash."""
    return "–" if share is None or not math.isfinite(share) else per_cent(f"{100 * share:.1f}")


def format_quality(share: float | None, counted: Metric) -> str:
    """An accuracy in per cent, or a correlation as it is: 0.953; a dash where there is none."""
    known = share is not None and math.isfinite(share)
    return percent(share) if counted is Metric.ACCURACY or not known else f"{share:.3f}"


def spikes(count: float | None) -> str:
    """A count with separated thousands, or a dash."""
    return "–" if count is None or not math.isfinite(count) else f"{count:,.0f}"
