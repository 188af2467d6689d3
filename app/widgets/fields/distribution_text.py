"""A distribution in words that can be typed again: ``normal −50 ± 1``, ``uniform −70 … −55``."""

from __future__ import annotations

import re
from collections.abc import Mapping

from msgspec import structs

from app.i18n.translation import tr, translatable
from app.widgets import quantities
from app.widgets.quantities import Bounds, NotAQuantity
from engine import units
from engine.network.values import ByDistance, Distribution, LogNormal, Normal, Uniform

KINDS: Mapping[str, type[Distribution]] = {"uniform": Uniform, "normal": Normal, "log-normal": LogNormal}
DRAWN = {
    Uniform: translatable("uniform {low} … {high}"),
    Normal: translatable("normal {mean} ± {std}"),
    LogNormal: translatable("log-normal {mean} ± {std}"),
}
BY_DISTANCE = {
    "linear": translatable("linear {base} + {amount} per mm"),
    "gaussian": translatable("gaussian {base} + {amount} within {scale} mm"),
    "exponential": translatable("exponential {base} + {amount} within {scale} mm"),
}
SHOWN = (*DRAWN.values(), *BY_DISTANCE.values())
"""Words that :func:`words_and_unit` writes and :func:`parse_distribution` reads, in the window's language too."""

_FORM = re.compile(r"(?P<kind>uniform|normal|log-?normal)\s*\(?\s*(?P<rest>[^)]*)\)?", re.IGNORECASE)
_FOLLOWING = re.compile(r"(linear|gaussian|exponential)\b", re.IGNORECASE)
_BY_DISTANCE = re.compile(
    r"(?P<form>linear|gaussian|exponential)\s+(?P<base>.+?)\s*\+\s*(?P<amount>.+?)\s*(?P<how>per|/|within|over)\s*"
    r"(?P<scale>[^a-z]*(mm|µm|um|m)?)",
    re.IGNORECASE,
)
_PLUS_MINUS = re.compile(r"(?P<first>[^±]+)±(?P<second>.+)")
_PAIR = re.compile(r"(?P<first>.+?)\s*(?:±|\bto\b|…|\.\.+|,|;|\s)\s*(?P<second>.+)")


def parse_distribution(text: str, unit: str) -> Distribution | ByDistance | None:
    """Read the distribution that ``text`` describes; None where it speaks of one number."""
    plain = _in_english(text.strip())
    if _FOLLOWING.match(plain):
        return _read_following(plain, unit)
    form = _FORM.fullmatch(plain)
    if form is None:
        pair = _PLUS_MINUS.fullmatch(plain)
        return None if pair is None else _make("normal", pair["first"], pair["second"], unit)
    pair = _PAIR.fullmatch(form["rest"].strip())
    if pair is None:
        raise NotAQuantity(tr("A distribution needs two numbers, such as “normal 10 ± 2” or “uniform 0 … 1”."))
    return _make(form["kind"].lower(), pair["first"], pair["second"], unit)


def _in_english(text: str) -> str:
    """Turn what was typed, as the window writes it, into the English words that are read."""
    for form in SHOWN:
        own = re.sub(r"\\{(\w+)\\}", r"(?P<\1>.+)", re.escape(tr(form)))
        found = re.fullmatch(own, text)
        if found is not None:
            return form.format(**found.groupdict())
    return text


def _read_following(text: str, unit: str) -> ByDistance:
    parts = _BY_DISTANCE.fullmatch(text)
    if parts is None or (parts["form"].lower() == "linear") != (parts["how"].lower() in ("per", "/")):
        raise NotAQuantity(tr("Write “linear 0.5 + 2 per mm” or “gaussian 0.1 + 3 within 0.2 mm”."))
    form = parts["form"].lower()
    base, amount = quantities.parse_quantity(parts["base"], unit), quantities.parse_quantity(parts["amount"], unit)
    return ByDistance(form, base, amount, 1.0 if form == "linear" else quantities.parse_quantity(parts["scale"], "mm"))


def _make(kind: str, first: str, second: str, unit: str) -> Distribution:
    written = re.sub(r"[\d\s.,+e−-]+", " ", second, flags=re.IGNORECASE).strip()
    if written and not re.search(r"[A-Za-zµΩ%]", first.replace("e", "")):
        first = f"{first} {written}"  # a unit at the end belongs to both numbers
    a, b = quantities.parse_quantity(first, unit), quantities.parse_quantity(second, unit)
    return KINDS.get(kind, LogNormal)(a, b)  # its hyphen may be left out


def objection(distribution: Distribution | ByDistance, bounds: Bounds) -> str:
    """Say in one sentence why this distribution is not allowed; "" where it is."""
    if isinstance(distribution, ByDistance):
        if distribution.scale <= 0:
            return tr("The distance must be above 0 mm.")
        return bounds.objection(distribution.base)
    if isinstance(distribution, Uniform):
        if distribution.high <= distribution.low:
            return tr("The upper end must lie above the lower end.")
        return bounds.objection(distribution.low) or bounds.objection(distribution.high)
    if distribution.std < 0:
        return tr("The standard deviation must not be negative.")
    if isinstance(distribution, LogNormal) and distribution.mean <= 0:
        return tr("A log-normal mean must be above zero.")
    return bounds.objection(distribution.mean)


def _number(value: float) -> str:
    return quantities.number_words(float(f"{value:.6g}")).removesuffix(".0")


def words_and_unit(distribution: Distribution | ByDistance, unit: str) -> tuple[str, str]:
    """Words and unit: ("normal −50 ± 1", "mV"); both numbers share the unit."""
    if isinstance(distribution, ByDistance):
        given = {name: _number(getattr(distribution, name)) for name in ("base", "amount", "scale")}
        return tr(BY_DISTANCE[distribution.form], **given), quantities.unit_text(unit)
    numbers = structs.asdict(distribution)
    larger = max(numbers.values(), key=abs)
    scaled, written = units.presented(larger, unit)
    scale = scaled / larger if larger else 1.0
    return tr(DRAWN[type(distribution)], **{name: _number(scale * n) for name, n in numbers.items()}), written
