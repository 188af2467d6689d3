"""Numbers with units as people write them, and bounds and remarks in brackets behind a value."""

from __future__ import annotations

import math
import re
from collections.abc import Collection
from dataclasses import dataclass, field

from engine.model.typed.fragments import Fragment
from engine.model.typed.mistakes import BAD_UNIT, BOUND, HUGE, Mistake
from engine.model.typed.weights import WEIGHT_UNIT, holds_weights, is_of_weights
from engine.units import ONE, Unit, UnknownUnit, unit

NUMBER = r"(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?"
WORD = r"[A-Za-zµμΩΩ%]+"
UNIT = rf"(?:1\s*/\s*)?{WORD}(?:\s*(?:\*\*|\^)\s*-?\d+)?(?:\s*[*/]\s*(?:{WORD}|1)(?:\s*(?:\*\*|\^)\s*-?\d+)?)*"
AMOUNT = re.compile(rf"\s*(?P<sign>[+-]?)\s*(?P<number>{NUMBER})\s*(?P<times>[*/]?)\s*(?P<unit>{UNIT})?\s*")
BOUNDED = re.compile(r"\s*(?P<sign>>=|<=|≥|≤|>|<)\s*(?P<value>.+)")
PER_MS = unit("1/ms")
LARGEST, SMALLEST = 1e30, 1e-30
MOST_POWER = 6

LONG = {
    "second": "s", "seconds": "s", "volt": "V", "volts": "V", "amp": "A", "ampere": "A", "amps": "A", "farad": "F",
    "siemens": "S", "hertz": "Hz", "ohm": "ohm", "ohms": "ohm",
}  # fmt: skip
"""Units by their whole names, with a prefix in front as in Brian: ``mvolt``, ``Mohm``."""
COHERENT = ("1", "ms", "mV", "pA", "pF", "nS", "GOhm", "kHz", "mV/ms", "pA/ms", "pA/mV", "nS/ms", "mM")
POWERS = re.compile(r"\s*(?P<word>[^*/^]+?)\s*(?:(?:\*\*|\^)\s*(?P<power>-?\d+))?\s*")


def _single(word: str) -> Unit:
    if is_of_weights(word):
        return WEIGHT_UNIT
    for name, symbol in LONG.items():
        if word.endswith(name):
            return unit(word.removesuffix(name) + symbol)
    return unit(word)


def unit_of(text: str) -> Unit:
    """Read ``"mV/ms**2"``, ``"1"``, ``"volt"``; raises :class:`UnknownUnit`."""
    result = unit("1")
    divide = False
    for part in re.split(r"((?<!\*)\*(?!\*)|/|·)", text.strip()):
        if part in ("*", "/", "·"):
            divide = part == "/"
            continue
        found = POWERS.fullmatch(part)
        if found is None:
            raise UnknownUnit(f"{text!r} is not a unit")
        power = int((found["power"] or "1")[:4])
        if abs(power) > MOST_POWER:
            raise UnknownUnit(f"{text!r} is not a unit")
        single = _single(found["word"]) ** power
        result = result / single if divide else result * single
    return result


def is_unit(word: str) -> bool:
    """Tell whether a single word is a unit of its own."""
    try:
        return word not in ("", "%") and bool(_single(word))
    except UnknownUnit:
        return False


def named_unit(text: str, keeps_hertz: bool = False) -> tuple[str, float]:
    """The coherent unit of a written one, as it is written where it is coherent itself, and their ratio.

    Where a text turns Hz into 1/ms itself (by ``MS_PER_S``), units with Hz stay as they are.
    """
    given = unit_of(text)
    name, ratio = (text, 1.0) if keeps_hertz and "Hz" in text else coherent(given)
    try:
        return (text.strip(), 1.0) if ratio == 1.0 and unit(text).agrees_with(given) else (name, ratio)
    except UnknownUnit:
        return name, ratio


def read_named_unit(fragment: Fragment, keeps_hertz: bool = False) -> str:
    """The coherent unit of what stands in the fragment; raises a mistake."""
    read_unit(fragment)
    return named_unit(fragment.text, keeps_hertz)[0]


def read_unit(fragment: Fragment) -> Unit:
    """The unit that stands in the fragment; raises a mistake."""
    try:
        if fragment.text.strip():
            return unit_of(fragment.text)
    except UnknownUnit:
        pass
    raise Mistake(BAD_UNIT, fragment.whole(), shown=fragment.text or " ")


def coherent(given: Unit) -> tuple[str, float]:
    """The coherent unit of the same kind, by name, and how many of it one ``given`` is."""
    for name in COHERENT:
        known = unit(name)
        if known.dimension == given.dimension:
            return name, tidy(given.factor / known.factor)
    above: list[str] = []
    below: list[str] = []
    for name, power in zip(("ms", "mV", "pA", "mM", "mm"), given.dimension, strict=True):
        (above if power > 0 else below).extend([name] * abs(power))
    name = "*".join(above) or "1"
    return "/".join([name, *below]), given.factor


def tidy(ratio: float) -> float:
    """A power of ten without the dust of its computation."""
    power = round(math.log10(ratio))
    return float(f"1e{power}") if math.isclose(ratio, 10.0**power, rel_tol=1e-9) else ratio


def converted(value: float, ratio: float) -> float:
    """``value`` times ``ratio``; small ratios divide, so that 1 / 1000 is exact to the last digit."""
    return value * ratio if ratio >= 1 else value / tidy(1 / ratio)


def written_number(text: str, fragment: Fragment, at: int = 0) -> float:
    """A written number; raises where it is too large or too small."""
    value = float(text)
    written = re.split("[eE]", text)[0].strip("0.")  # digits that say something
    if (value or written) and not SMALLEST <= abs(value) <= LARGEST:
        raise Mistake(HUGE, fragment.place(at, len(text)), shown=text)
    return value


@dataclass(frozen=True)
class Amount:
    """A number in its coherent unit; ``written`` is the unit as it was typed."""

    value: float
    unit: str
    ratio: float  # of the written unit to the coherent one
    written: str


@dataclass
class Remarks:
    """The remarks in brackets behind a value or a unit."""

    bounds: dict[str, float] = field(default_factory=dict)  # as keywords of Parameter
    words: dict[str, str] = field(default_factory=dict)  # remark to what follows it


def read_amount(
    fragment: Fragment, own: Collection[str] = (), keeps_hertz: bool = False
) -> tuple[Amount, Fragment] | None:
    """A number with an optional unit, and what stands behind it; None where it is none.

    Words of ``own`` behind a ``*`` or a ``/`` are names, not units.
    """
    found = AMOUNT.match(fragment.text)
    if found is None:
        return None
    rest, joined, written = fragment.part(found.end()), found["times"], found["unit"] or ""
    if (rest.text and rest.text[0] not in "(:") or (joined and not written):
        return None
    words = re.findall(WORD, written)
    if not joined and any(word in own and not is_unit(word) for word in words):
        return None
    if joined and not all(is_unit(word) and word not in own for word in words):
        return None
    value = written_number(found["number"], fragment, found.start("number"))
    if written:
        read_unit(fragment.part(found.start("unit"), found.end("unit")))
    written = f"1/{written}" if joined == "/" else written or "1"
    name, ratio = named_unit(written, keeps_hertz)
    sign = -1.0 if found["sign"] == "-" else 1.0
    return Amount(sign * converted(value, ratio), name, ratio, written), rest


def read_remarks(fragment: Fragment, ratio: float, known: tuple[str, ...]) -> Remarks:
    """Bounds and words in one pair of brackets, in the unit whose ``ratio`` is given."""
    remarks, text = Remarks(), fragment.stripped()
    if not text.text:
        return remarks
    if not (text.text.startswith("(") and text.text.endswith(")")):
        raise Mistake(BOUND, text.whole(), shown=text.text, known=_either(known))
    for part in text.part(1, -1).split(","):
        _one_remark(part.stripped(), ratio, known, remarks)
    return remarks


def _one_remark(part: Fragment, ratio: float, known: tuple[str, ...], remarks: Remarks) -> None:
    found = BOUNDED.fullmatch(part.text)
    if found is not None and "≥" in known:
        amount = read_amount(part.part(found.start("value")))
        if amount is None or amount[1].text.strip():
            raise Mistake(BOUND, part.whole(), shown=part.text, known=_either(known))
        value = amount[0]
        keyword = {">": "above", ">=": "at_least", "≥": "at_least", "<": "below", "<=": "at_most", "≤": "at_most"}
        remarks.bounds[keyword[found["sign"]]] = value.value if value.written != "1" else converted(value.value, ratio)
        return
    for word in known:
        if part.text == word or part.text.startswith(f"{word} "):
            remarks.words[word] = part.text.removeprefix(word).strip()
            return
    raise Mistake(BOUND, part.whole(), shown=part.text, known=_either(known))


def _either(known: tuple[str, ...]) -> str:
    return ", ".join(f"({word})" for word in known if word != "≥") or "nothing else"


def words_for(measured: Unit) -> str:
    """A unit in a sentence."""
    if holds_weights(measured):
        rest = measured / WEIGHT_UNIT**measured.length
        words = "weights" if measured.length == 1 else f"weights**{measured.length}"
        return words if rest == ONE else f"{words}/ms" if rest == PER_MS else f"{words}*{words_for(rest)}"
    name, ratio = coherent(measured)
    if name == "1":
        return "a plain number"
    return name if math.isclose(ratio, 1.0, rel_tol=1e-9) else f"{ratio:g} {name}"
