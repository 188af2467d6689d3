"""Numbers too large to be written out, by a power of ten."""

from __future__ import annotations

from app.i18n.translation import MINUS

ENDLESS = 1e9  # from here on there is no room for all digits, nor do all of them mean something
FIGURES = 4
SUPERSCRIPT = str.maketrans("-0123456789", "\u207b\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079")


def power_of_ten(exponent: int) -> str:
    """``10³``."""
    return f"10{str(exponent).translate(SUPERSCRIPT)}"


def first_figures(value: float, figures: int = FIGURES) -> str:
    """The first figures of a finite ``value`` and its power of ten: ``−1.7·10³⁰⁸``."""
    first, _, exponent = f"{abs(value):.{figures - 1}e}".partition("e")
    factor = first.rstrip("0").rstrip(".") if "." in first else first
    return f"{MINUS if value < 0 else ''}{factor}\u00b7{power_of_ten(int(exponent))}"
