"""Quantities, read from typed text and written as people write them.

Values are in the coherent units of the engine (ms, mV, pA, pF, nS, GOhm); a text may carry any unit of the
same dimension. Nothing here knows Qt.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from app.i18n.translation import MINUS, tr
from engine import units
from engine.model.declaration import UNITLESS, Parameter

SIGNIFICANT_DIGITS = 6  # shown; the stored value keeps all of them
EXACT_DIGITS = 15  # written into an editor: reads back as the same number
LARGEST_PLAIN = 1e6  # beyond it a power of ten is easier to read
LARGEST_EXACT = 2**53  # up to it a float holds every integer
LONGEST_INTEGER = 30  # digits
LARGEST_COUNT = 1e10  # a count keeps all its digits
SMALLEST_PLAIN = 1e-4
ROUND, CLOSE = (1.0, 2.0, 5.0, 10.0), 0.001  # steps of a scale; so little less than one is one

_NUMBER = re.compile(r"\s*([+-]?(?:\d[\d ,]*\.?\d*|\.\d+)(?:e[+-]?\d+)?)\s*(.*?)\s*", re.IGNORECASE)
_THOUSANDS = re.compile(r"[+-]?[1-9]\d{0,2}(,\d{3})+(\.\d+)?")
_SPACED = re.compile(r"[+-]?[1-9]\d{0,2}( \d{3})+([.,]\d+)?")
_REST_OF_A_NUMBER = re.compile(r"[.,+\-].*|[\d.,+\-e ]+", re.IGNORECASE)  # a unit may begin with 1: 1/ms
_WRITTEN = re.compile(r"(?<![\d.])[+-]?(?:\d|\.\d)[\d.]*(?:e[+-]?\d+)?", re.IGNORECASE)
_SPACES = "\u00a0\u2009\u202f\u3000"
_WIDE = {0xFF01 + place: 0x21 + place for place in range(94)}
_USUAL = _WIDE | dict.fromkeys(map(ord, _SPACES), 0x20) | {ord(MINUS): 0x2D, ord("\N{EN DASH}"): 0x2D}
"""Wide signs of a Chinese keyboard, spaces and minus signs by the usual ones."""


class NotAQuantity(ValueError):
    """The text cannot be this quantity; the message is one sentence for the person who typed it."""


@dataclass(frozen=True)
class Bounds:
    """Unit and limits of a quantity: open (``above``, ``below``) or closed (``at_least``, ``at_most``)."""

    unit: str = UNITLESS
    above: float = -math.inf
    at_least: float = -math.inf
    below: float = math.inf
    at_most: float = math.inf
    integer: bool = False

    @classmethod
    def of(cls, parameter: Parameter) -> Bounds:
        return cls(
            parameter.unit,
            parameter.above,
            parameter.at_least,
            parameter.below,
            parameter.at_most,
            parameter.integer,
        )

    @property
    def is_beyond_floats(self) -> bool:
        """True if the largest value is an integer that no float holds, so that values are integers of Python."""
        return self.integer and isinstance(self.at_most, int) and self.at_most > LARGEST_EXACT

    def within(self, other: Bounds) -> Bounds:
        """The bounds that both allow, in the unit of this one."""
        return Bounds(
            self.unit,
            max(self.above, other.above),
            max(self.at_least, other.at_least),
            min(self.below, other.below),
            min(self.at_most, other.at_most),
            self.integer or other.integer,
        )

    def objection(self, value: float) -> str:
        """Say in one sentence why ``value`` is not allowed; "" where it is."""
        if not math.isfinite(value):
            return tr("This number is too large.")
        if self.integer and value != round(value):
            return tr("This must be a whole number.")
        if value <= self.above:
            return tr("This must be above {bound}.", bound=self._words(self.above))
        if value < self.at_least:
            return tr("This must be at least {bound}.", bound=self._words(self.at_least))
        if value >= self.below:
            return tr("This must be below {bound}.", bound=self._words(self.below))
        if value > self.at_most:
            last = exact(self.at_most, self.unit) if self.is_beyond_floats else self._words(self.at_most)
            return tr("This must be at most {bound}.", bound=last)
        return ""

    def _words(self, bound: float) -> str:
        return quantity_words(bound, self.unit, self.integer)

    def nearest(self, value: float, step: float) -> float:
        """The allowed value nearest to ``value``; ``step`` keeps clear of an open limit."""
        if self.integer:
            value = float(round(value))
        if value <= self.above:
            value = self.above + step
        if value >= self.below:
            value = self.below - step
        return min(max(value, self.at_least), self.at_most)


def parse_quantity(text: str, unit: str, bare: str = "") -> float:
    """The value in ``unit`` that ``text`` says; raise :class:`NotAQuantity` with the reason.

    A number alone counts in the unit ``bare``, without one in ``unit``.
    """
    match = _NUMBER.fullmatch(usual(text))
    try:
        if match is None or _REST_OF_A_NUMBER.fullmatch(match[2]):
            raise ValueError
        value, written = _number(match[1].strip()), match[2] or bare
    except ValueError:
        raise NotAQuantity(tr("“{written}” is not a number.", written=text.strip())) from None
    if not written:
        return value
    try:
        return value * units.conversion_factor(written, unit)
    except ValueError:
        raise NotAQuantity(_wrong_unit(written, unit)) from None


def usual(text: str) -> str:
    """The same with usual digits, signs and spaces, each in its place."""
    return text.translate(_USUAL)


def number_span(text: str, at: int | None = None) -> tuple[int, int]:
    """Place and length of what a click on ``text`` means to replace.

    That is its number, without a unit behind it; of several the one at the place ``at``, else all of the text.
    """
    alone = _NUMBER.fullmatch(usual(text))
    if alone is not None and not _REST_OF_A_NUMBER.fullmatch(alone[2]):
        return alone.start(1), len(alone[1].rstrip())
    here = None if at is None else number_at(text, at)
    return here or (0, len(text))


def number_at(text: str, at: int) -> tuple[int, int] | None:
    """Place and length of the number that stands at a place of ``text``."""
    for number in _WRITTEN.finditer(usual(text)):
        if number.start() <= at <= number.end():
            return number.start(), len(number[0])
    return None


def read_integer(text: str) -> int | None:
    """The integer that is written in digits alone; None for another text, which :func:`parse_quantity` may know."""
    digits = text.strip()
    return int(digits) if digits.isdecimal() and len(digits) <= LONGEST_INTEGER else None


def _number(written: str) -> float:
    """Read digits; raises ValueError where spaces or commas part them otherwise than in threes."""
    if " " in written and not _SPACED.fullmatch(written):
        raise ValueError
    digits = written.replace(" ", "")
    if _THOUSANDS.fullmatch(digits):
        digits = digits.replace(",", "")
    elif digits.count(",") == 1 and "." not in digits:
        digits = digits.replace(",", ".")
    return float(digits)


def _wrong_unit(written: str, unit: str) -> str:
    if unit == UNITLESS:
        return tr("This number has no unit, so “{unit}” means nothing here.", unit=written)
    return tr("“{unit}” does not fit here; write the value in {expected}.", unit=written, expected=unit_text(unit))


def unit_text(unit: str) -> str:
    """The unit as it stands beside a number; empty for a plain number."""
    return units.presented(1.0, unit)[1]


def number_words(value: float, integer: bool = False, digits: int = SIGNIFICANT_DIGITS) -> str:
    """``value`` with a true minus sign and at least two digits where it is not a count."""
    size = abs(value)
    if integer and size < LARGEST_COUNT:
        written = f"{value:.0f}"
    elif size and not SMALLEST_PLAIN <= size < LARGEST_PLAIN:
        mantissa, exponent = f"{value:.{digits - 1}e}".split("e")
        written = f"{mantissa.rstrip('0').rstrip('.') if '.' in mantissa else mantissa}e{int(exponent)}"
    else:
        written = f"{value:.{digits}g}"
        if not integer and 0 < size < 10 and "." not in written:
            written += ".0"
    return written.replace("-", MINUS)


def number_and_unit(
    value: float, unit: str, integer: bool = False, digits: int = SIGNIFICANT_DIGITS
) -> tuple[str, str]:
    """Number and unit as people write them: 0.1 GOhm is ("100", "MΩ")."""
    scaled, written = units.presented(value, unit)
    return number_words(scaled, integer, digits), written


def quantity_words(value: float, unit: str, integer: bool = False) -> str:
    """Number and unit in one text."""
    return " ".join(part for part in number_and_unit(value, unit, integer) if part)


def rough_words(value: float, unit: str) -> str:
    """The same with three figures."""
    return quantity_words(float(f"{value:.3g}"), unit)


def exact(value: float, unit: str, integer: bool = False) -> str:
    """The number alone, in the presented unit, with every digit that matters."""
    if isinstance(value, int) and unit == UNITLESS:
        return str(value).replace("-", MINUS)
    scaled = units.presented(value, unit)[0]
    return number_words(scaled, integer, EXACT_DIGITS)


def round_step(least: float, steps: Sequence[float] = ROUND) -> float:
    """One of ``steps`` times a power of ten: the one that ``least`` is, or the next above."""
    power = 10.0 ** math.floor(math.log10(least))
    return next(step * power for step in steps if step * power >= least * (1 - CLOSE))


def stepping(value: float, integer: bool = False) -> float:
    """A step of one unit in the second digit of ``value``: 0.1 at 5, 1 at 20; at least 1 for counts."""
    size = abs(value)
    step = 10.0 ** (math.floor(math.log10(size)) - 1) if size > 0 else 0.1
    return max(1.0, step) if integer else step
