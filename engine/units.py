"""The coherent system of units: ms, mV, pA, pF, nS, GOhm, mM; every other is a factor times one of these.

Coherent means that the numbers of an equation in these units need no factor: pF * mV / ms = pA,
nS * mV = pA, GOhm * pA = mV. Base dimensions are time (ms), voltage (mV), current (pA)
and concentration (mM).
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from functools import cache


class UnknownUnit(ValueError):
    """A unit that is not known, or is none of the wanted kind."""


@dataclass(frozen=True)
class Unit:
    """``factor`` times ms^time * mV^voltage * pA^current * mM^concentration * mm^length."""

    factor: float
    time: int = 0
    voltage: int = 0
    current: int = 0
    concentration: int = 0
    length: int = 0

    @property
    def dimension(self) -> tuple[int, int, int, int, int]:
        return self.time, self.voltage, self.current, self.concentration, self.length

    def __mul__(self, other: Unit) -> Unit:
        return Unit(
            self.factor * other.factor,
            self.time + other.time,
            self.voltage + other.voltage,
            self.current + other.current,
            self.concentration + other.concentration,
            self.length + other.length,
        )

    def __pow__(self, exponent: int) -> Unit:
        return Unit(self.factor**exponent, *(power * exponent for power in self.dimension))

    def __truediv__(self, other: Unit) -> Unit:
        return self * other**-1

    def agrees_with(self, other: Unit) -> bool:
        """Numbers in the two units mean the same."""
        return self.dimension == other.dimension and math.isclose(self.factor, other.factor, rel_tol=1e-12)


ONE = Unit(1.0)
PREFIXES = {
    "f": 1e-15, "p": 1e-12, "n": 1e-9, "µ": 1e-6, "m": 1e-3, "": 1.0, "k": 1e3, "M": 1e6, "G": 1e9, "T": 1e12
}  # fmt: skip
MICRO = {"u": "µ", "μ": "µ"}  # the letter u and the Greek letter both stand for the micro sign
OHMS = ("Ohm", "ohm", "Ω", "Ω")  # the Greek letter and the ohm sign look alike
SI = {
    "s": Unit(1e3, time=1),
    "V": Unit(1e3, voltage=1),
    "A": Unit(1e12, current=1),
    "F": Unit(1e12, time=1, voltage=-1, current=1),
    "S": Unit(1e9, voltage=-1, current=1),
    "Hz": Unit(1e-3, time=-1),
    "m": Unit(1e3, length=1),
    "M": Unit(1e3, concentration=1),
    **{ohm: Unit(1e-9, voltage=1, current=-1) for ohm in OHMS},
}
WORDS = {"": ONE, "1": ONE, "%": Unit(0.01), "cm": Unit(10.0, length=1), "in": Unit(25.4, length=1)}
SHOWN = {
    "GOhm": (("MΩ", 1e-3), ("GΩ", 1.0)),
    "pA": (("pA", 1.0), ("nA", 1e3)),
    "nS": (("nS", 1.0), ("µS", 1e3)),
    "kHz": (("Hz", 1e-3), ("kHz", 1.0)),
}
"""What people write instead of a coherent unit, smallest first, with its size in that unit."""
LARGER_FROM = 10  # of the larger unit: 1400 pA that become 1400 where 1.2 nA stood must not be 1400 nA


def _single(text: str) -> Unit:
    if text in WORDS:
        return WORDS[text]
    for symbol, unit in SI.items():
        prefix = text.removesuffix(symbol)
        prefix = MICRO.get(prefix, prefix)
        if text.endswith(symbol) and prefix in PREFIXES:
            return Unit(PREFIXES[prefix]) * unit
    raise UnknownUnit(f"{text!r} is not a unit")


@cache  # parses a text of a few, at every declaration and field (decision 0220)
def unit(text: str) -> Unit:
    """Read ``"pA/ms"``, ``"1"``, ``"nS*mV"``; raise :class:`UnknownUnit` otherwise."""
    result, divide = ONE, False
    for part in re.split(r"([*·/])", text.strip()):
        if part in ("*", "·", "/"):
            divide = part == "/"
            continue
        single = _single(part.strip())
        result = result / single if divide else result * single
    return result


def conversion_factor(written: str, wanted: str) -> float:
    """The number of ``wanted`` in one ``written``; raises :class:`UnknownUnit` where the two are not of one kind."""
    from_unit, to_unit = unit(written), unit(wanted)
    if from_unit.dimension != to_unit.dimension:
        raise UnknownUnit(f"{written!r} is no unit like {wanted!r}")
    ratio = from_unit.factor / to_unit.factor
    power = round(math.log10(ratio))
    return float(f"1e{power}") if math.isclose(ratio, 10.0**power, rel_tol=1e-9) else ratio


def behind(unit: str) -> str:
    """A unit as it stands behind a number; nothing where it has none."""
    return "" if unit in ("", "1") else f" {unit}"


def presented(value: float, coherent: str) -> tuple[float, str]:
    """The value and the unit that people write: 0.1 GOhm is (100.0, "MΩ"); a plain number has no unit."""
    choices = SHOWN.get(coherent, (("" if coherent == "1" else coherent, 1.0),))
    word, size = choices[0]
    for larger, its_size in choices[1:]:
        if abs(value) >= LARGER_FROM * its_size:
            word, size = larger, its_size
    return value / size if size >= 1 else value * round(1 / size), word
