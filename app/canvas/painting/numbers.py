"""Numbers as the canvas writes them: few figures, the unit beside them, U+2212 for minus."""

from __future__ import annotations

from math import isfinite, isnan

from app.i18n.powers_of_ten import ENDLESS, first_figures
from app.i18n.translation import MINUS, per_cent

THOUSAND = 1000
SIGNIFICANT = 3
NO_BREAK = "\u00a0"
UNKNOWN = "–"


def short(value: float, figures: int = SIGNIFICANT) -> str:
    """At most so many significant figures: ``0.35``, ``−1.6``, ``12.5``."""
    if not isfinite(value):
        return UNKNOWN
    if abs(value) >= ENDLESS:
        return first_figures(value, figures)
    text = f"{value:.{figures}g}"
    if "e" in text and abs(value) >= 1:
        text = f"{value:,.0f}"
    return text.replace("-", MINUS)


def measured_words(value: float, unit: str) -> str:
    """``−61.7 mV``; without a unit, which is also written 1, the number alone."""
    return short(value) if unit in ("", "1") else f"{short(value)} {unit}"


def whole_number(count: int) -> str:
    """``1,000``."""
    return f"{count:,}"


def rate_words(hertz: float) -> str:
    """``23 Hz``, ``4.2 Hz`` below ten, ``8.2 kHz`` from a thousand, each as it is rounded; a dash where unknown."""
    if isnan(hertz):
        return UNKNOWN
    if round(hertz) >= THOUSAND:
        return f"{hertz / THOUSAND:.1f}{NO_BREAK}kHz"
    figures = 0 if round(hertz, 1) >= 10 or hertz == 0 else 1
    return f"{hertz:.{figures}f}{NO_BREAK}Hz"


def percent(fraction: float) -> str:
    """``96.8 %``."""
    return per_cent(f"{100 * fraction:.1f}").replace(" ", NO_BREAK)
